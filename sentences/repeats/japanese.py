"""「先ほども申し上げましたが」: how a Japanese customer says that we were told already. Folded text, one sentence."""

import re

from sentences.asks.grammar import Thing, things_in
from sentences.asks.japanese_nouns import NOUNS, SIGNS
from sentences.expressions import expression
from sentences.repeats.japanese_families import BEFORE, DONE, REPEATED, TOLD

# With the fact named, less is needed: 「住所はフォームに入力したばかりです」「電話番号は登録してあるはずです」.
LABEL = expression(r"(?<!最初に)と(?:書|記載|表示|印字|出て)")  # 「製造番号は123と書いてあります」 reads a label aloud
TOPIC = (
    r"\s*(?:\([^()]{0,20}\))?(?:や[^。、]{1,8}|と[^。、]{1,8})?(?:については|に関しては|は|なら|も|って|、|,"
    r"|でしたら|だったら|です(?:か|よね)、?|\s)"
)
NAMED = expression(
    r"(?:[^。、]{0,8}(?:メール|連絡|チャット)した(?:通り|とおり|はず)|"
    rf"[^。]{{0,30}}?{TOLD}{DONE}|[^。]{{0,24}}?(?:登録|保存|入っ|残っ|伺われ|聞かれ)[^。]{{0,8}}(?:はず|済"
    rf"|ずみ|よね|と思|てあ|てい?ます(?:が|けど|よ|。|$))|[^。]{{0,16}}(?:ご存じ|分かる|わかる|把握)(?:の)?はず"
    r"|[^。]{0,16}(?:分か|わか|ご存じ|見え)[^。]{0,6}(?:よね|でしょ)|[^。]{0,20}(?:メール|本文|件名|チャット|フォーム"
    r"|上|写真|プロフィール|会員情報)に(?:あり|ござい|入って|入れて|入れまし|載って|出て)"
    r"|[^。]{0,4}(?:前回|前に|以前|先日|この前|最初に)(?:お?(?:送り|伝え|知らせ|話し)し|言っ|書い|伝え|送っ)た"
    r"[^。、はが]{0,6}と同じ"
    # 「住所は先週連絡済みです」「名前はそちらで分かるのでは」
    rf"|[^。、]{{0,6}}{BEFORE}[^。、]{{0,10}}(?:連絡|報告)(?:し|いたし)?(?:済み|て(?:あり|い|お)|ました(?:が|けど|よ"
    rf"|ので|[。!]|$))|[^。、]{{0,8}}(?:連絡|報告|共有)済み"
    r"|[^。]{0,4}(?:そちら|御社|お宅|システム|記録)(?:の|に|で)[^。]{0,12}(?:ある|あり|出て|残って|分か|わか|見え"
    r"|登録)[^。]{0,8}(?:はず|よね|でしょ|のでは|じゃ|と思)"
    r"|[^。]{0,6}(?:メッセージ|問い?合わせ|申込書|添付(?:ファイル)?)に(?:も)?(?:あり|ござい|入って|載って|書いて)"
    r"|[^。]{0,4}(?:上|上記|先述|前述|上述)の(?:通り|とおり)|[^。]{0,16}登録し?てあ[^。]{0,4}でしょ)"
)
NAMED_OBJECT = expression(
    rf"[^。を]{{0,16}}?{TOLD}{DONE}(?!(?:紙|メモ|人|方|ところ|とき|時|後|あと|直後|件|商品"
    rf"|メール|箱|の(?:に|です|だ)が?))"
)

# Not yet, wrongly, by others, or thanks: 「まだ…お伝えしていません」「注文番号を間違えて伝えてしまいました」.
NOT_SO = expression(
    r"間違[えっ]て|つもり|間違った|誤って|誤った|違う(?:番号|住所|注文|名前|もの)|まだ[^。、]{0,16}(?:伝え|話|説明"
    r"|言|書|送|教|知らせ|入力)[^。、]{0,8}(?:ません|ない)|どこ|どれ|どうやって|(?:伝え|話し|説明|言っ|書い|送っ"
    r"|お伝えし|入力し|お送りし)(?:て)?(?:い|おり|あり)?(?:ません(?!か|でしょうか)|ない(?!と"
    r"|の(?:です|で)?か)|なかっ)|忘れ(?:て|まし)"
    r"|(?:説明|教えて|話して|伝えて|送って|お知らせ|返信|回答)(?:し)?(?:て)?(?:いただ|頂|くださ|下さ|もら|くれ)"
    r"|(?:言|書か|説明さ|教えら|伝えら|話さ)われ|言われ|説明され|教わ|説明書|取扱|マニュアル|ホームページ|サイトに"
    r"|ありがとう|助かり|友人|友達|家族|知人|妻|夫に"
    r"|(?:(?<!省略)(?<!割愛)させて|(?<!確認)して)(?:ください|下さい|いただけ|いただき(?:たい|ます)|もらえ)"
    # where it stands on the thing itself
    r"|(?:箱|本体|ラベル|シール|裏|底|保証書|レシート|パッケージ|背面|側面|伝票|紙|画面)(?:の[^。、]{1,6})?に[^。]{0,6}"
    r"(?:書い|記載|印字|印刷|載っ)"
    r"|お伝えし(?:ます|たい)|変更"
    r"|修正し"
)
# What friends said is no word of ours: 「友人にも同じことを言われました」.
OTHERS = expression(
    r"(?:友人|友達|家族|知人|妻|夫|主人|母|父|娘|息子|同僚)(?:に|から)(?:も)?[^。]{0,12}(?:言わ|聞かさ|教え|説明さ"
    r"|指摘)"
)
# 「注文番号？さっき入力しましたけど。」: behind our question, repeated, telling it is enough.
TELLS = expression(rf"{BEFORE}[^。]{{0,10}}?{TOLD}{DONE}")
TELLING_IT = expression(r"(?:を|まで|のことを?)[^。、]{0,14}(?:言|聞|伝え|説明|教え|書|答え|入力|尋ね|訊|話|申し|名乗)")
# The fact as a question in the sentence: 「いつ買ったかはもうお話ししました」.
TOLD_AS = {
    "date": expression(r"いつ(?:頃|ごろ)?(?:買|購入|届|注文|起き|始ま|壊れ)[^。、か]{0,8}か"),
    "issue": expression(
        r"(?:何が(?:起き|起こ|あっ)|どう(?:壊れ|おかし|なっ)|何に困)[^。、か]{0,8}か|(?:困っている"
        r"|起きた|起こった)(?:こと|内容)"
    ),
    "product": expression(r"(?:どの(?:商品|機種|製品|モデル)|何を(?:買っ|購入|注文))[^。、か]{0,8}か"),
    "address": expression(r"どこに(?:住|送|届け)[^。、か]{0,8}か"),
}
STRONG = frozenset(
    {
        "the same again",
        "how often",
        "all over again",
        "asked often",
        "not passed on",
        "as said",
        "did you read",
        "anew",
        "to others",
        "you know",
        "did I not",
        "why again",
    }
)


def complaint_in(sentence: str) -> set[str]:
    """The keys of what was told before; `any` when the complaint names none; empty when there is no complaint."""
    families = {name for name, pattern in REPEATED.items() if pattern.search(sentence)}
    if OTHERS.search(sentence):
        return set()
    if NOT_SO.search(sentence) and not families & STRONG:
        return set()
    keys = set() if LABEL.search(sentence) and not families else _named(sentence)
    if keys:
        return keys
    if not families:
        return set()
    mentioned = {thing.key for thing in _things(sentence) if _is_meant(sentence[thing.end :], families)}
    return mentioned or {"any"}


def _is_meant(after: str, families: set[str]) -> bool:
    """「住所は…」 speaks of it, and 「住所をまた聞くんですか」 too; 「注文番号の紙をなくした」 does not."""
    return re.match(TOPIC, after) is not None or TELLING_IT.match(after) is not None or "why again" in families


def _things(sentence: str) -> list[Thing]:
    """Facts that are named; 「詳細」 alone names none."""
    named = [
        thing
        for thing in things_in(sentence, NOUNS, SIGNS)
        if sentence[thing.start : thing.end] not in {"詳細", "様子"}
    ]
    told_as = [Thing(key, *found.span()) for key, pattern in TOLD_AS.items() for found in pattern.finditer(sentence)]
    return told_as + [thing for thing in named if all(thing.end <= o.start or o.end <= thing.start for o in told_as)]


def keys_in(sentence: str) -> set[str]:
    return {thing.key for thing in _things(sentence)}


def _named(sentence: str) -> set[str]:
    keys = set()
    for thing in _things(sentence):
        topic = re.compile(TOPIC).match(sentence, thing.end)
        if topic and NAMED.match(sentence, topic.end()):
            keys.add(thing.key)
        before = re.search(BEFORE, sentence)
        if before and NAMED_OBJECT.match(sentence, thing.end + sentence.startswith("を", thing.end)):
            keys.add(thing.key)
    return keys
