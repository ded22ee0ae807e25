"""What is wrong, in the customer's own words."""

import re
from collections.abc import Iterator

from sentences.expressions import expression
from sentences.told.reading import CLAUSE_END, Reading, pieces
from sentences.told.shapes import Found, Knowledge

NOT = r"(?:ません|ない|なくな|なかった|ぬ$|ず(?=に|、|$)|てい?な|てい?ませ|い(?:ません|ない|なかった))"
# Verbs that are a fault when they are denied: 「つきません」「届いていない」「進めません」
DENIED = expression(
    r"(?:動か|動き|動い|つか|つき|付か|付き|つい|点か|点き|入ら|入り|入って|開か|開き|開け|閉まら|閉まり|閉じ"
    r"|冷え|冷た(?:く)?な(?:ら|り)|温まら|温まり|暖まら|暖まり|進め"
    r"|進ま|進み|届か|届き|届い|映ら|映り|映っ|繋がら|繋がり|つながら|つながり"
    r"|起動し|立ち上がら|立ち上がり|認識し|認識され|反応し|反応が|表示され|表示でき|鳴ら|鳴り|止まら|止まり"
    r"|回ら|回り|回転し|聞こえ|見え|見られ|消え|戻ら|戻り|取れ|外れ|抜け|使え"
    r"|読み込ま|読み込み|読め|でき|出来|排水し|給水し|乾か|乾き|炊け|吸わ|吸い(?:込み)?|来|きて|着か|着き|着い"
    r"|押せ|選べ|登録され|反映され|送信され|送れ|受け取れ|受信し|録画され|再生され|切れ|落ち|減ら|治ら|直ら"
    r"|直り|ならな|出て(?:き|こ)|出|入れ|ログインでき|充電され|充電し"
    r"|見つから|見つかり|見当たら|見当たり|足り|はまら|はまり|合わ|合い|開始され|適用され|変わら|効か|効き)" + NOT
)
# What is a fault by itself
FAULT = expression(
    r"壊れ|割れ(?!物)|破れ|折れ|欠け|へこ|凹|つぶれ|潰れ|傷(?:が|つ|だらけ)|キズ|汚れ(?:て|が)|ひび|剥がれ"
    r"|はがれ|錆|焦げ|溶け|漏れ|もれ(?:て|ま)|垂れ|あふれ|溢れ|異音"
    r"|異臭|(?:変|へん|大きな|うるさい|ひど|すご)[いなく]?\s?(?:音|におい|臭い)|音が(?:し|鳴|大き|途切|うるさ"
    r"|す)|臭いが|においが|煙|火花|熱くな|ガタガタ|カタカタ"
    r"|点滅し|エラー(?:が|に|で(?!す))|止まっ|止まり?ます|止まる|切れ(?:ます|る|て)|落ち(?:ます|る|て)"
    r"|フリーズ|固ま|固まっ|消えて|消えます|消える|途切れ|真っ暗|真っ黒|べちゃ"
    r"|(?:動作|反応|表示|読み込み|配送|発送|届くの|対応)[がはも](?:とても|かなり|すごく)?遅|重い|ずれ"
    r"|違う(?:住所|場所|家|人|色|商品|品|もの|物|サイズ|機種)|色が違|間違っ(?:て"
    r"|た)(?:商品|もの|品|届)"
    r"|別の(?:商品|もの|品|色)が|入ってい?な"
    r"|足りな|不足し|欠品|二重|請求され(?:て|た|ま)|重複し|不具合|故障|調子が(?:悪|おかし)|おかしい(?:です"
    r"|んで|のです|$)|不良(?:品|です|$)|失敗し|弾かれ|はじかれ|消費期限"
    r"|ひっかか|引っかか|揺れ|震え|暴れ|しみ出|水浸し|動作しな|動かなくな|なくなった|勝手に|だけ欠"
    r"|反応が(?:悪|鈍|遅)|めくれ|溜まら|溜まっ|取れてし|取れました|外れて|外れました|抜けて"
    r"|ぶれ|覚えのない|覚えがない|頼んで(?:い)?ない|ガクガク|グラグラ|ギシギシ|キーキー|ピーピー|バチバチ"
    r"|ゴロゴロ|ゴトゴト|ガリガリ|ベタベタ|ボロボロ|ちらつ|チラつ|(?:され|なっ|(?<!忘)れ|外れ|落ち|切れ"
    r"|止まっ|消え|割れ|なくなっ|溶け|壊れ|出|漏れ|取れ|離れ|戻っ|飛ん|閉じ)(?:て|で)しま|(?:赤い|弱い|暗い"
    r"|黒い|青い|熱い|ぬるい|冷たい|点いた|ついた|消えた|開いた|止まった|同じ|悪い|小さい)まま(?:です|$|なん"
    r"|で)"
)
# Any other verb that is denied of a thing: 「水がたまりません」「いつまでも終わらない」
DENIED_OF = expression(
    r"(?:が|も|まだ|全く|まったく|全然|なかなか|ちゃんと|うまく|きちんと|途中で|ずっと|一向に"
    r"|もう)\s?[^、]{1,14}?(?:ません|ない|ませんでした|なかった"
    r"|なくなりました|なくなった|なくなってき(?:た|ました)|[らかさたまわがば]ず)(?:です|んです|のです|の)?$"
)
OF_PEOPLE = expression(
    r"(?:私|わたし|僕|夫|妻|母|父|子ども|家族|人|誰|何|時間|予定|心当たり|知識|自信|興味|覚え|都合|急ぎ|どれ"
    r"|どこ|いつ|ど[うれち]|何度|一度|1度)(?:が|も|は|か)|"
    r"(?:思い|思わ|使い|使わ|要り|要ら|行け|行か|覚えて|決まって|決めて|見て|見たこと|したこと|言って|言い"
    r"|聞いて|払って|頼んで|開けて|読んで|分から|わから|知ら|知り|買い|買え|待て|急ぎ|急い|会え|話せ|いられ"
    r"|構わ|問題|間違い|こと(?:は|が|も)あり)(?:ません|ない|い(?:ません|ない))|"
    r"(?:仕方|しょうが|申し訳)(?:が)?(?:ない|ありません)"
)
HARMLESS = expression(
    r"(?:分かり|わかり|知り|すみ|構い|かまい|要り|いり|存じ|申し訳(?:ござい|あり)|間違い(?:ござい|あり)"
    r"|問題(?:は|ござい|あり)?)\s?(?:ござい|あり)?ません|(?:いただけ"
    r"|もらえ|いただけ|頂け|願え|くれ|もらえる|願い)(?:ません|ない)|異常(?:は)?(?:なし|ありません|ない)"
    r"|(?:ません|ない|でしょう|です|ます)か(?:ね|な)?$"
    r"|(?:たら|れば|場合|なら)(?:は|に)?$|直りました|治りました|解決|変わりません"
    r"|変わらな(?:い|かった)|しか(?:使|持|い)|(?:使|開け)(?:っ"
    r"|)て(?:い)?ません|必要(?:は|が)?(?:ない|ありません)|なければ|ないと(?:思|いけ)|かもしれ|まだ(?:開けて"
    r"|使って|払って|見て|決めて)|しなくて|なくて(?:も|大丈夫|いい)"
    r"|修理できますか|ようにしてくだ|(?:て|で)ください$|わけではな|ないように|気にな(?:らな|りませ)"
    r"|保証[はがも]切れ|遅くな(?:っ|り)"
    r"|ないなら|ない場合|よかった|良かった|出られ|起きて|(?:番号|電話)[にはも]{1,2}出|人か$|声が震え|耳が"
    r"|誰も出|電話[^。]{0,10}つなが|番号が見つか|(?:この|その)まま"
    r"|(?:壊れ|割れ|汚れ|漏れ|破れ|故障し|点滅し|止まっ)て(?:は)?い(?:ません|ない)|受け?取り?(?:が|は)?でき"
    r"|電話(?:は|が)?(?:でき|出られ)|設置できないなら|入りませんか|間に合わな"
)
# The start of a clause that is not yet the fault: 「昨日から」「RC-550で」
LEAD = expression(
    r"^(?:(?:[^\s]{0,14}(?:から|以来)(?!の|は|も)[、\s]?(?:ずっと|急に)?)|(?:昨日|今日|本日|今朝|昨夜|先日|先週"
    r"|最近|また|あと|なお|それで|でも|しかし|ただ|実は"
    r"|ちなみに|もう一つ|症状[はが:]\s?|内容\s?[:は]?\s|ご?用件\s?[:は]\s?|現象[は:]\s?|問題[は:]\s?"
    r"|不具合[は:]\s?|トラブル[は:]\s?|困っている(?:こと"
    r"|の)は)[、\s]?)+"
)
LABEL = expression(
    r"(?:症状|ご?用件|お困りの(?:内容|こと|点)|不具合(?:内容|の内容)?|問題点?|内容|現象|problem|issue"
    r"|symptoms?)\s?:\s?(?P<i>[^\n]{3,120})"
)
GREETING_LABEL = expression(r"[?]|ください|お願い|ですか|ますか|希望|知りたい|送って|見積|したい|購入|注文し")

EN_DENIED = (
    r"(?:doesn't|does not|don't|won't|will not|wouldn't|can't|cannot|can not|couldn't|could not|isn't|is not"
    r"|aren't|are not|wasn't|hasn't|has not|haven't|didn't|did not|not|never|unable to|no longer|stopped"
    r"|fails? to|failed to|refuses to)"
)
EN_VERB = (
    r"(?:work|turn|start|power|switch|charg|connect|heat|cool|spin|drain|open|clos|load|boot|respond|react|fit"
    r"|arriv|deliver|show|display|log|sign|pair|detect|recogni[sz]|fill|print|play|record|updat|finish|return"
    r"|go (?:back|past|through|on)|come on|mov|clean|pick|suck|stop|dry|rotat|dispens|brew|steam|get past|proceed"
    r"|submit|save|find|receiv|been delivered|turned up|come|shut|lock|hold|apply|accept)\w*"
)
EN_FAULT = expression(
    rf"\b{EN_DENIED} (?:even |yet |been |be |to |really |properly |fully |always |any ?more |get it to "
    rf"|get to |get the \w+ to )*{EN_VERB}"
    r"|\b(?:is|are|was|were|arrived|came|got|looks?|seems?|it's|completely) (?:all |completely |badly |a bit "
    r"|totally |already |also )*(?:broken|damaged|leaking|cracked|missing|stuck|dead|faulty|defective|wrong"
    r"|dented|scratched|torn|smashed|bent|frozen|blank|too (?:hot|loud|noisy|slow)|overheating|smoking"
    r"|sparking|blinking|flashing|making|dripping|late|incomplete|opened)"
    r"|\bleak(?:s|ing|ed)?\b|\b(?:strange|weird|loud|burning|grinding|rattling|awful|horrible|funny|clicking"
    r"|buzzing) (?:noise|smell|sound)|\bsmoke\b|\bflicker|\bdie[sd]\b|\bstill (?:blink|flash|leak|beep|stop"
    r"|crash|freez|shak|rattl|smell)\w*|\bordered [\w ]{1,30} but (?:i )?(?:got|received)|\b(?:my|the|our|it"
    r"|this)(?: \w+){0,4} (?:doesn't|does not|won't|didn't|refuses to) (?!matter|mind|need|have|say|know)\w+"
    r"|\bno (?:picture|sound|power|signal|image|heat|water"
    r"|response|display|light|connection|audio|reaction)\b|\bsays (?:it's |it is |it was )?delivered\b"
    r"|\b(?:burns|burnt|overheats|squeaks|squeaking|beeps|beeping|vibrates|wobbles|jammed|clogged|sparks"
    r"|trips the)\b|\bscreen (?:is|goes|went|stays|turned) (?:black|blank|dark)|\bsmells? (?:like "
    r"|of )?(?:burn|bad|strange|weird|awful|funny|smok|plastic)|\bonly (?:got|received) (?:one|two|1|half)"
    r"|\b(?:damaged|broken|cracked|torn|defective|faulty) (?:box|item|product|parcel|package|screen|unit|one)"
    r"|\bcrash(?:es|ed|ing)|\bkeeps? \w+ing\b"
    r"|\bcharged (?:me )?twice|\bdouble charge|\bwrong (?:item|colou?r|size|product|model|one|address)"
    r"|\bnot working\b|\bstopped working|\bbroke\b|\bfell off\b|\bfreez|\bshuts? (?:itself )?(?:down|off)"
    r"|\bturns? (?:itself )?off by|\b(?:lid|door|handle|cable|part|manual|remote|plug|filter)s? (?:is |was "
    r"|are )?missing|\bmissing (?:from|in)\b|\bgrinding\b|\brattl|\bkeep losing|\bforgets\b"
    r"|\bspins in circles|\b(?:our|my|the) \w+ (?:just )?died\b|\bup(?:date|load) failed|\bpuddle\b"
    r"|\bscratch(?:es)? on|\b(?:has|have|there is|there's) an? (?:crack|dent|hole|scratch)"
)
EN_HARMLESS = expression(
    r"\bcan't wait|\bdon't (?:worry|know|need|want|have|think|mind|understand)|\bnot sure|^(?:if|when|what"
    r"|does|do|can|could|will|would|is|are|how|where|should|may|has|did) (?!.*\bbut\b)(?!.*\bthe \w+ (?:keeps"
    r"|won't))|\bno longer (?:need|want)|\bif (?:it|the|i|you)\b|\bworks (?:fine|again)|\bis fixed|\bworked\b"
    r"|\bnot plugged|\bi (?:would|'d) like|\bisn't it\b|\bcan(?:not|'t) receive|\bi can't come|\bnot (?:show|open"
    r"|receiv)\w* (?:it )?yet to|\bnot arrived yet\?"
)
EN_LEAD = expression(
    r"^(?:(?:hi|hello|hey|and|but|so|also|well|now|unfortunately|sorry|please|because|that|which|still"
    r"|actually|however|since [a-z]+ ?[a-z]*|anyone there)[,:!]?\s)+",
    re.IGNORECASE,
)
EN_CLAUSE = expression(
    r"[。!?\n、;:]|[\U0001f300-\U0001faff☀-➿]|\.(?=\s|$)|,(?=\s)|\s(?:but(?! (?:i )?(?:got|received))"
    r"|and(?= (?:it|the|my|now|i|there"
    r"|shows)\b)|because|so)(?=\s)"
    r"|\bi (?:bought|ordered|got) it on [^,.]*? and "
)
LONGEST = 120


def found(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """Each clause that states a fault, and what stands after 「症状:」."""
    for match in LABEL.finditer(reading.text):
        if not GREETING_LABEL.search(match["i"]):
            start, end = match.span("i")
            stop = re.search(r"[。!?]|\.(?=\s|$)", match["i"])
            yield _issue(reading.text, start, start + stop.start() if stop else end, 0.9, "issue_after_its_label")
    if reading.japanese:
        yield from _in_japanese(reading)
    if reading.english:
        yield from _in_english(reading)


def _in_japanese(reading: Reading) -> Iterator[Found]:
    for start, end in pieces(reading.text, CLAUSE_END):
        clause = reading.text[start:end]
        if _faulty(clause) and not _harmless(reading.text, start, end):
            lead = LEAD.match(clause)
            begin = start + (lead.end() if lead and lead.end() < len(clause) - 3 else 0)
            yield _issue(reading.text, max(begin, end - LONGEST), end, 0.8, "issue_in_a_clause")


def _in_english(reading: Reading) -> Iterator[Found]:
    for start, end in pieces(reading.text, EN_CLAUSE):
        clause = reading.text[start:end]
        if EN_FAULT.search(clause) and not EN_HARMLESS.search(clause) and reading.text[end : end + 1] != "?":
            lead = EN_LEAD.match(clause)
            yield _issue(reading.text, start + (lead.end() if lead else 0), end, 0.8, "issue_in_english")


def _faulty(clause: str) -> bool:
    if DENIED.search(clause) or FAULT.search(clause):
        return True
    return bool(DENIED_OF.search(clause)) and not OF_PEOPLE.search(clause)


def _harmless(text: str, start: int, end: int) -> bool:
    """Denied, asked, wished or put as a case: no fault."""
    clause = text[start:end]
    if "つなが" in clause and "電話" in text[max(0, start - 16) : start]:
        return True
    if re.search(r"のは(?:なぜ|何故|どうして)|の(?:は)?原因", clause):
        return False
    asked = text[end : end + 1] == "?" and not re.search(r"んですが|ないんです|ませんが", clause)
    return bool(HARMLESS.search(clause)) or asked


def _issue(text: str, start: int, end: int, confidence: float, rule: str) -> Found:
    return Found("issue", start, end, re.sub(r"\s+", " ", text[start:end]).strip(), confidence, rule)
