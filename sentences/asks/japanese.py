"""Does this Japanese sentence ask for a fact? A thing (名詞), a way of asking, and nothing between that parts them."""

import re
from collections.abc import Iterator

from sentences.asks.grammar import Thing, things_in
from sentences.asks.japanese_between import (
    BESIDE,
    BREAK,
    FIRST,
    JOINED,
    LISTED,
    LOOKING,
    MAY_BE_OBJECT,
    NEAR,
    OBJECT,
    OTHER_DEED,
    SOFTENED,
    WITH_CARE,
    without_courtesy,
)
from sentences.asks.japanese_nouns import LOOSE, NOUNS, PART, SIGNS
from sentences.asks.japanese_questions import (
    AFTER_TOPIC,
    AS_WISHED,
    ISSUE_IS_WHAT,
    NO_QUESTION,
    OURS,
    QUESTION_END,
    WH,
    WHEN,
    WISHABLE,
)
from sentences.asks.japanese_requests import (
    ASKED_BY_VERB,
    ASKED_DIRECTLY,
    AT_HAND,
    GROUND,
    NEEDED,
    TAKEN_BACK,
)
from sentences.expressions import expression

# After its name a fact may carry a bracket (「注文番号（8桁の数字）」), a part of itself, and then a particle.
TAIL = expression(
    rf"(?:\s*\([^()]{{0,40}}\))?(?:{PART}){{0,2}}(?:\s*\([^()]{{0,40}}\))?(?:など|等)?\)?"
    # how it is to be written: 「お名前フルネームでもらえますか」
    r"(?:、?(?:フルネーム|漢字|カタカナ|カナ|ひらがな|ローマ字|英字|半角(?:数字|英数字)?|全角|略さず)(?:で|にて)?、?)?"
    r"(?=\s*(?:を|は|が|も|と(?!なる|なり|して|す|のこと|のご)|や|か(?!ら)|、|,|・|/|:|&|\+|。|\?|!|\.{2}|…"
    r"|およ|及び|並び|ならび"
    r"|また"
    r"|若しく|もしく"
    r"|間違って|について|に関し|につき(?:まして|、)|だけ|のみ|さえ|くらい|ぐらい|って|"
    r"[①-⑳]|\s|$|」|』|教え|おしえ|プリーズ|please|お?(?:願|ねが)い|お?(?:知ら|聞|尋|訊|教|伺|うかが|分か|わか|いただ"
    r"|頂"
    r"|もら|貰)"
    r"|いただ|頂|もら|わか|分か|"
    r"ご?(?:記入|教示|返信|連絡|提示|入力|回答)|必要|よろし|宜し|いい|下さい|ください|どう|何|なん|いつ|どち"
    r"|から(?:お?願|お?教|お?知|お?聞|お?伺|ご記|ご入|順|よろし|いい|いただ)|(?:あり|ござい)ます(?:か|\?)"
    r"|でも(?:結構|構い|かまい|大丈夫"
    r"|よろし|いい|良い)|だけでも"
    r"|に(?:一部)?(?:誤り|間違い|不備|抜け)|で(?:お?調べ|検索|お?探し|ご?確認|照合)|まで(?:お?願|お?知|お?教|ご?記"
    r"|お?聞|ください|で)|も|送っ|書い|打っ|貼っ|入れ|見せ|読ん|言っ|もう一[度回]"
    r"|に(?=お?願|教え|お聞|お知)))"
)
# The fact itself stands there: 「注文番号は12345」, 「お名前は佐藤様」. 「注文番号（8桁…）」 tells only its shape.
GIVEN = expression(
    r"\s*(?:は|が|も|:|の|=|、|「|\()?\s*[#№「(]?\s*(?:[a-z]{1,5}-?)?\d[\d-]{2,}(?!\s*桁)|\s*(?:は|が|:"
    r"|「)?\s*[a-z\d_.+-]+@|"
    r"\s*(?:は|が|:)\s*(?!どな|どち|何)[^、。をはが]{1,16}(?:様|さま)(?!の)(?:で|と)|\s*(?:は|が|:)\s*[a-z]{1,4}-\d"
)
# The shop's own pages, and advice for another day: 「マイページでご入力ください」,
# 「お問い合わせの際は…をお知らせください」.
ELSEWHERE = expression(
    r"(?:店頭|レジ|受付|窓口|カウンター|配達員|ドライバー|スタッフ|店員|係員|運転手|乗務員|看護師|管理会社|係の者"
    r"|作業員|業者)(?:で|に|へ"
    r"|にて)[^。]{0,30}(?:伝え(?!ます|いたします|します)|提示|見せ|申し|お知らせ|お渡し)"
    r"|(?:書|用紙|はがき|ハガキ|伝票|票|カード|ラベル|付箋)(?:に|へ)[^。]{0,20}(?:記入|記載|書)(?:の(?:うえ|上)|し"
    r"|いただ|くだ|を"
    r"|い)|(?:マイページ|ログイン(?!用|時の|に(?:ご?利用|お?使)|の?id)|アプリ|設定画面|会員ページ|サイト|申込画面"
    r"|ホームページ|web)[^。]{0,30}(?:入力|選択"
    r"|記入|変更|登録)(?!(?:され|なさっ|いただい|し)(?:た(?!ら|うえ|上|場合)|ている))"
    r"|(?:お問い?合わせ|お電話|ご来店|ご連絡|次回|今後|ログイン|お掛け)(?:の|される|いただく|をいただく)?(?:際|時"
    r"|とき|場合)(?:は|に(?![^。、]{1,16}(?:れた|った|いた|した)[おごもメ一-龠])|、)|(?:次回|今後)(?:から|は|も|、)"
    r"|(?:配達員|ドライバー|スタッフ|係の者|作業員|業者|運送会社)(?:から|より)[^。]{0,20}(?:たら|場合は|ときは"
    r"|際は)[^。]{0,20}(?:伝え|提示|見せ|申し|渡し)"
    r"|(?:届か(?:ない|なかった|ず)|万一|万が一)[^。]{0,24}(?:場合(?!に備え)|とき|時|際|たら)"
)
# What we do for it leads nowhere else: 「配達員に確認いたしますので、…をお知らせください」.
OUR_DEED = expression(r"^[^。、]{2,40}(?:ます|ました|です)(?:ので|から|が)、")
# 「注文番号が分かればすぐにお調べできます」 says what would help, and so asks for it.
HELPING = expression(
    r"(?:が|を|は|も|さえ)?、?(?:お?(?:分か|わか|判)(?:り(?:になれば|になりましたら|でしたら|ましたら)|れば|ると)"
    r"|(?:(?:お|ご)?(?:送り|知らせ|連絡|教え|共有|返信|記入))?(?:いただき|頂き|いただけ|頂け|お?伺え"
    r"|お?聞かせ(?:いただけ|願え)|(?:頂戴|お?伺い|お?聞き|お?預かり)でき)(?:ましたら|たら|れば)"
    r"|いただき次第)、?[^。]{0,14}?"
    r"(?:お?調べ|確認|手配|検索|ご?案内|お?探し|対応|発送|進め|お?掛け|おかけ|お?電話|ご?連絡|折り返|お?手続き"
    r"|再発行)(?:し|いたし|でき|することが|が|は|も|を|られ|さ|に)"
    r"|(?:が|を|は)、?(?:お?(?:分から|わから)ない|(?:ござい|あり)ません|ない|いただけない|お?伺え(?:ない|ません))と、?"
    r"[^。、]{0,14}(?:でき(?:ません|ない|かね)|かねます|進め(?:られ)?ません)"
    r"|を(?:お|ご)?[^、。を]{2,4}(?:いただ(?:けない|かない)(?:場合|限り)は?|いただくまで)、?"
    r"[^。、]{0,14}(?:でき(?:ません|ない|かね)|かねます|進め(?:られ)?ません)"
)
# 「商品が届いた日」 is a day, and no product.
MADE_OF = expression(r"が[^、。をは]{0,12}")
INVERTED = expression(r"(?:知らせ|教え|聞かせ|お?伺い|確認)(?:て)?(?:いただ|頂|し)?(?:き)?たい(?:の|こと|点|もの)は")
BARE_NUMBER = expression(
    r"(?:(?<![一-龠ぁ-んァ-ヶa-z])|(?<=[とや]))番号(?=を|も|は|だけ|のみ|って|教え|おしえ|送っ|お?願|、)"
)
CALLING = expression(r"折り?返|つなが|繋が|ショートメッセージ|sms|お電話|電話で|電話し|電話を|おかけ|お掛け|かけ直")
WHERE_TO = {"phone", "address", "email", "date", "order_number"}
# 「ご本人確認のため、お名前を頂戴しております」 is how one asks everybody.
ROUTINE = expression(
    r"(?:(?:確認|手続き|お調べ|登録)(?:の|する)?(?:ため|為)|都合上|規定(?:により|で|上)|皆様に|(?:場合|とき"
    r"|時)に備えて)[^。]{0,60}(?:頂戴し|確認させていただい|(?:お?伺い|お?聞き|お尋ね)し"
    r"|伺っ)て(?:おり|い)ます(?!ので|が)"
)
WHAT_IN_USE = expression(r"は、?(?:何|どちら|どれ)を")  # 「メールアドレスは何をお使いですか」
# When we may ring is a wish, and no day of the matter.
CALL_TIME = expression(
    r"(?:折り?返し|お?電話|ご?連絡)(?:は|を|の)[^。]{0,12}(?:何時|いつ)|(?:何時|いつ)[^。、]{0,10}(?:お?電話|おかけ"
    r"|お掛け|折り?返)(?!番号)"
)
# Without one of these no question of WH stands there.
ASKING_WORD = expression(
    r"いつ|[何誰幾]|ど[うこちのれんな]|だれ|な[にん]|いく[つら]|いかが|[今去昨]年|最近"
    r"|先[週月日]|具体的に"
)
ASKED_AT_HAND = expression(r"[かなね?][。\s]*$")
WANTED_BARE = expression(r"(?:[かをもでにはがと]|だけ|から|、|たら|れば)(?:も)?$")
# A sentence that names no fact and has none of these is soon read: most are so.
MAY_ASK = expression(rf"{ASKING_WORD.pattern}|なぜ|詳|くわし|具体|最初|一から|初め|もう少し")
SINCE_WHEN = expression(r"いつ(?:頃|ごろ)?から、?(?:どの|どん|どう|何|なに)")
IF_SO = expression(r"^[^、。]{0,6}でしたら、?")
CONTENT = expression(
    r"(?:何[がをに]|なに[がを]|どのように|どんなふうに|どう(?!か)|どこ[がで]|どの(?:部分|あたり|点)|なぜ"
    r"|どうして)[^。、]{1,24}"
    r"(?:た|て(?:い|お)る|てる|ない|なく|ません|ます|(?<=[にがく])[一-龠]む)(?:の|ん)?か(?:を|、"
    r"|につい[^。、]{0,4}、?)?(?:もう少し|詳しく"
    r"|具体的に|ぜひ|お?教え|ご?教示|お)*$"
)
IN_DETAIL = expression(
    r"(?:詳しい(?:お)?(?:話|ところ)を|詳し|くわし|詳細に|具体的に|最初から|一から|初めから|もう少し)[^。を]{0,16}$"
)
# 「先ほどの件、もう一度ご説明いただけますか」
TOLD_ANEW = expression(r"(?:お|ご)?(?:説明|話し)(?!方)")
ANEW = expression(r"(?:もう一度|改めて|再度|今一度|もう一回)、?$")


Request = tuple[str, re.Match[str]]  # its kind, and where it stands
FAR = 160  # letters; what stands further from a request than this is not its object


def keys_asked(sentence: str) -> set[str]:
    """The keys of the facts this one folded sentence asks for."""
    if ELSEWHERE.search(sentence) and ELSEWHERE.search(OUR_DEED.sub("", sentence)):
        return set()
    things = [thing for thing in _named(sentence) if TAIL.match(sentence, thing.end)]
    if not things and not MAY_ASK.search(sentence):
        return set()
    requests = list(_requests(sentence))
    open_things = [thing for thing in things if not GIVEN.match(sentence, thing.end)]
    asked = {thing.key for thing in open_things if _is_asked(sentence, thing, things, requests)}
    asked |= _asked_in_detail(sentence, things, requests)
    return asked | (
        _asked_by_question_word(sentence, things) - {thing.key for thing in things if thing not in open_things}
    )


def _named(sentence: str) -> list[Thing]:
    """The facts named; 「折り返しますので、番号をお願いします」 means the telephone, without saying so."""
    bare = []
    if "番号" in sentence and CALLING.search(sentence):
        bare = [Thing("phone", *found.span()) for found in BARE_NUMBER.finditer(sentence)]
    return sorted([*things_in(sentence, NOUNS, SIGNS), *bare], key=lambda thing: thing.start)


def _is_asked(sentence: str, thing: Thing, things: list[Thing], requests: list[Request]) -> bool:
    tail = TAIL.match(sentence, thing.end)
    end = tail.end() if tail else thing.end
    if thing.key != "issue" and AFTER_TOPIC.match(sentence, end) and _is_question(sentence, end):
        return True
    if thing.key in WISHABLE and AS_WISHED.match(sentence, end) and QUESTION_END.search(sentence, end):
        return True
    if thing.key == "issue" and ISSUE_IS_WHAT.match(sentence, end):
        return sentence[thing.start : thing.end] not in LOOSE
    if thing.key == "date" and WHEN.match(sentence, end) and QUESTION_END.search(sentence, end):
        return True
    if any(
        MADE_OF.fullmatch(sentence[thing.end : other.start])
        or (thing.key == "product" and other.key == "date" and sentence[thing.end : other.start] == "を")
        for other in things
        if other.start >= thing.end
    ):
        return False
    if INVERTED.search(sentence[: thing.start]) or HELPING.match(sentence, end):
        return True
    routine = ROUTINE.search(sentence)
    if routine and routine.start() < thing.start and end < routine.end():
        return True
    softened = (
        SOFTENED.match(sentence, end) if thing.key != "issue" else None
    )  # 「不具合がございましたら」 asks nothing
    end = softened.end() if softened else end
    return any(
        _reaches(sentence, end, request, thing, things) for request in requests if 0 <= request[1].start() - end <= FAR
    )


def _is_question(sentence: str, start: int) -> bool:
    return QUESTION_END.search(sentence, start) is not None or (
        AFTER_TOPIC.match(sentence, start) is not None and (len(sentence) - start < 16)
    )


def _requests(sentence: str) -> Iterator[Request]:
    for kind, pattern in (("verb", ASKED_BY_VERB), ("direct", ASKED_DIRECTLY), ("need", NEEDED), ("hand", AT_HAND)):
        for found in pattern.finditer(sentence):
            if not TAKEN_BACK.match(sentence, found.end()) and not (
                kind == "verb" and GROUND.match(sentence, found.end())
            ):
                yield kind, found


def _reaches(sentence: str, end: int, request: Request, thing: Thing, things: list[Thing]) -> bool:
    kind, found = request
    between = without_courtesy(sentence[end : found.start()])
    if kind == "verb":
        between = WITH_CARE.sub("、", between)
    if BREAK.search(between):
        return False
    word = sentence[thing.start : thing.end]
    if kind == "verb":
        loosely = word in LOOSE and re.match(r"(?:お|ご)?(?:送|連絡|見せ|提示|返)", found[0])
        visits = re.search(r"(?<!先)(?<!初)に$", between) is not None and "伺" in found[0]
        return not loosely and not visits and not _is_parted(between, end, things)
    if kind == "direct":
        between = without_courtesy(sentence[_end_of_list(sentence, thing, end, things) : found.start()])
        near = NEAR if found["wish"] else BESIDE
        return (
            word not in LOOSE
            and len(between) <= 40
            and bool(near.search(between))
            and not _is_parted(between, end, things, True)
        )
    if kind == "need":
        return len(between) <= 4
    askable = thing.key != "issue" and (thing.key != "address" or "住所" in word or "番" in word)
    return askable and len(between) <= 14 and not _is_parted(between, end, things)


def _end_of_list(sentence: str, thing: Thing, end: int, things: list[Thing]) -> int:
    """Where the last of several facts ends that are asked for together: 「お名前とご住所を頂けますか」."""
    for other in things:
        if other.start >= end and LISTED.fullmatch(sentence[thing.end : other.start]):
            thing, end = other, other.end
    return end


def _is_parted(between: str, offset: int, things: list[Thing], bare: bool = False) -> bool:
    """Whether another object or another deed stands between a thing and its request."""
    rest = FIRST.sub(lambda found: "、" * len(found[0]), LOOKING.sub(lambda found: "、" * len(found[0]), between))
    if OTHER_DEED.search(rest) or (bare and re.search(r"(?:ます|です|ました)", rest)):
        return True
    joined = JOINED.match(rest) is not None  # 「ご希望の日と時間帯を…」: one request for both
    return any(not _may_stand(found, offset, things) for found in list(OBJECT.finditer(rest))[joined:])


def _may_stand(found: re.Match[str], offset: int, things: list[Thing]) -> bool:
    place = offset + found.end(1)
    named = any(thing.start < place <= thing.end + 12 for thing in things if thing.start >= offset)
    return not found[1].strip("、 ") or named or MAY_BE_OBJECT.search(found[1]) is not None


def _asked_in_detail(sentence: str, things: list[Thing], requests: list[Request]) -> set[str]:
    """「もう少し詳しくお聞かせください」, 「何が合わなかったのか、…」: the matter is asked for, and not named."""
    for _, found in requests:
        before = sentence[: found.start()]
        if (IN_DETAIL.search(before) or CONTENT.search(before)) and not any(thing.key != "issue" for thing in things):
            return {"issue"}
        if TOLD_ANEW.match(found[0]) and ANEW.search(before) and not any(thing.key != "issue" for thing in things):
            return {"issue"}
    return set()


def _asked_by_question_word(sentence: str, things: list[Thing]) -> set[str]:
    if not ASKING_WORD.search(sentence):
        return set()
    plain = NO_QUESTION.sub(lambda found: "□" * len(found[0]), sentence)
    # 「どの商品が対象かは、ホームページをご覧ください」: that ください belongs to another deed.
    requested = [
        found.start()
        for kind, found in _requests(plain)
        if (kind != "direct" or WANTED_BARE.search(plain[: found.start()]))
        and (kind != "hand" or ASKED_AT_HAND.search(found[0]))
    ]
    if not (QUESTION_END.search(plain) or requested):
        return set()
    # 「どの商品を交換いたしましょうか」 asks a wish; 「どちらの番号におかけしましょうか」 asks for the number.
    ours = None if requested else OURS.search(plain)
    meant = WHERE_TO if ours and "ましょうか" in ours[0] else set() if ours else WH.keys()
    asked = {
        key
        for key, pattern in WH.items()
        if key in meant
        for found in pattern.finditer(plain)
        if not BREAK.search(IF_SO.sub("", plain.rstrip("。!? ")[found.end() :]))
        or (requested and max(requested) > found.end())
    }
    return _meant(asked, plain, sentence, things)


def _meant(asked: set[str], plain: str, sentence: str, things: list[Thing]) -> set[str]:
    """Without what the same question word stands for beside another thing."""
    if asked & {"email", "phone"} and not any(thing.key == "address" for thing in things):
        asked.discard("address")
    if CALL_TIME.search(plain):
        asked.discard("date")
    if any(thing.key != "issue" and AFTER_TOPIC.match(sentence, thing.end) for thing in things):
        asked.discard("issue")
    if any(thing.key != "product" and WHAT_IN_USE.match(sentence, thing.end) for thing in things):
        asked.discard("product")
    # 「いつからどのような症状が」 is one story, and no day of the matter.
    return asked - {"date"} if "issue" in asked and SINCE_WHEN.search(plain) else asked
