"""A request whose object stands in the sentence before: 「ご住所の記載がないようです。お知らせいただけますか」.

Only a bare request is joined, and only to words that say that the fact is missing, wrong, needed or at hand, or that
ask whether it is. After "Your parcel is on its way." a "Please let us know." asks nothing.
"""

from sentences.asks.english import things_named
from sentences.expressions import expression

PRIOR = expression(
    r"(?:か|ません(?:でした)?|ない(?:よう|みたい)?です|なかったです|よう(?:です|でした)|必要(?:です|でございます"
    r"|となります|になります)"
    r"|(?<!とう)ございます|あります|(?:ず|ないまま|かねて|できなく)に?(?:なって)?(?:おり|い)ます|(?:載って"
    r"|(?:記載|印字|表示)(?:されて|して)?)(?:おり|い|ござい)ます|書(?:かれて|いて)(?:おり"
    r"|い|あり)ます"
    r"|か?と(?:存じ|思い)ます|(?:漏れ|誤り|不備|間違い|抜け)[^。]{0,4}(?:ございま|ありま)(?:した|す)"
    r"|まだでした(?:よ?ね)?|違(?:って|い)[^。]{0,6}|抜けて[^。]{0,6}|切れて[^。]{0,6}|文字化け[^。]{0,6}"
    r"|空欄[^。]{0,6}|不明[^。]{0,6}|未(?:記入|入力)[^。]{0,6})(?:ね"
    r"|よ)?[。?!\s]*$"
)
BARE = expression(
    r"(?:(?:お手数(?:ですが|をおかけしますが)|恐れ入りますが|恐縮ですが|すみませんが|大変|差し支えなければ"
    r"|よろしければ|もしよろしければ|もう一度|もう一回"
    r"|再度|今一度|改めて|ご?確認(?:の(?:うえ|上)|して(?:いただき)?)|こちら(?:に|へ|まで)|(?:チャット|文字"
    r"|テキスト|文章|言葉)で|念のため|詳しく"
    r"|できれば|(?:あり|ござい)(?:まし)?たら|(?:お?分か|お?わか)(?:りましたら|りでしたら|れば)|あれば)、?)*"
    r"(?:お間違いが?ないか(?:ご?確認の(?:うえ|上))?、?)?(?P<object>(?:正しい|正確な|最新の|新しい|その|今の"
    r"|現在の|そちらの|そこにある|別の|残りの|完全な)?"
    r"(?:もの|番号|情報|方|ほう|全文|全体|全て|すべて|続き|それ|そちら|こちら|内容)を、?)?(?:もう一度|再度"
    r"|今一度|改めて)?(?:お|ご)?(?:知らせ|教え|聞かせ|教示"
    r"|返信|記入|伝え|送り|再送信?|入力|お願い"
    r"|伺っても|お伺いし|お聞きし|共有|連絡(?!先))(?:を(?=いただ|頂|お?願|くだ))?[^。、はがを]{0,22}[。?!…\s]*$"
)
GOING_ON = expression(r"(?:て(?:おり|い|ござい|あり)|と(?:存じ|思い))ます$")
SETTLED = expression(r"変わり|よろし|間違いな|間違いござい|いかが|いたしましょう|ありがとう")
PRIOR_EN = expression(
    r"\?[\s\")]*$|\b(?:don't|doesn't|do\snot|does\snot|can't|cannot|couldn't|could\snot|didn't|isn't|wasn't"
    r"|unable|missing|blank|empty"
    r"|incomplete|incorrect|invalid|wrong|bounced|different|unclear|doesn't\smatch|need|needed|required|missed"
    r"|out\sof\s(?:service|date)|no\slonger|expired|failed|disconnected|rejected|too\sshort|not\s(?:working|valid"
    r"|complete|found|coming))\b"
)
BARE_EN = expression(
    r"\W*(?:(?:and|so)\s)?what(?:'s|\sis|\swas)\s(?:it|that)\W*$|\W*(?:(?:and|so|then|please|kindly|if\s(?:so"
    r"|you\sdo|yes),?|just|sorry,?)\s)*(?:(?:could|can|would"
    r"|will)\s(?:you|u)\s(?:please\s|kindly\s"
    r"|possibly\s|just\s|mind\s)*|please\s|kindly\s|may\si\s|can\si\s|could\si\s)"
    r"(?:(?:send|share|give|tell|provide|re-?send|repeat|confirm|type|spell|forward|pop|drop|read|write|check|say"
    r"|have|get|enter|supply"
    r"|sending|sharing|giving|telling|repeating|confirming)\b)(?:\s(?:and\s(?:re-?send|send|share|tell|give|type|try)"
    r"|an?\s(?:new|different|better|correct|valid|current|working)\sone|another(?:\sone)?|it|that|them|this|one"
    r"|the\s(?:correct|right"
    r"|full|new)\sone"
    r"|me|us|over|to|here|in|below|with|for|again|out|through|once\smore|please|now|in\sfull))*(?:\s(?:so|and)\s(?:i"
    r"|we)\s[^?]*)?[\s,]*(?:please|pls)?(?:,?\s(?:so|and|but))?[\s.?!]*$"
)


def joined(before: str, sentence: str) -> str:
    """The two Japanese sentences as one, where the second only asks for what the first speaks of; else nothing."""
    bare = BARE.match(sentence)
    if not bare or not PRIOR.search(before) or SETTLED.search(before):
        return ""
    stated = GOING_ON.sub(r"\g<0>が", before.rstrip("。?! "))
    start, end = bare.span("object")  # 「そちらを」 is what the first one names
    return f"{stated}、{sentence[:start] + sentence[end:] if '番号' not in (bare['object'] or '番号') else sentence}"


def carried_over(before: str, clause: str) -> set[str]:
    """What an English clause speaks of and the next one asks for: "I can't see an order number. Please send it."."""
    if not (PRIOR_EN.search(before) and BARE_EN.match(clause)):
        return set()
    named = things_named(before)
    return {named[-1].key} if named else set()
