"""Does this Japanese sentence ask for a fact? A thing (名詞), a way of asking, and nothing between that parts them."""

import re
from collections.abc import Iterator

from sentences.asks.grammar import Thing, things_in
from sentences.asks.japanese_nouns import LOOSE, NOUNS, PART, SIGNS
from sentences.asks.japanese_questions import AFTER_TOPIC, ISSUE_IS_WHAT, NO_QUESTION, OURS, QUESTION_END, WH, WHEN
from sentences.asks.japanese_requests import (
    ASKED_BY_VERB,
    ASKED_DIRECTLY,
    AT_HAND,
    GROUND,
    NEEDED,
    TAKEN_BACK,
)

# After its name a fact may carry a bracket (「注文番号（8桁の数字）」), a part of itself, and then a particle.
TAIL = re.compile(
    rf"(?:\s*\([^()]{{0,40}}\))?{PART}?(?:\s*\([^()]{{0,40}}\))?(?:など|等)?\)?"
    r"(?=\s*(?:を|は|が|も|と|や|か|、|,|・|/|:|&|\+|。|\?|!|\.{2}|…|およ|及び|並び|ならび|また|若しく|もしく"
    r"|について|に関して|につきまして|だけ|のみ|くらい|ぐらい|って|"
    r"[①-⑳]|\s|$|」|』|教え|おしえ|プリーズ|please|お?(?:願|ねが)い|お?(?:知ら|聞か|教|伺|うかが|分か|わか|いただ|頂"
    r"|もら|貰)"
    r"|いただ|頂|もら|わか|分か|"
    r"ご?(?:記入|教示|返信|連絡|提示|入力|回答)|必要|よろし|宜し|いい|下さい|ください|どう|何|なん|いつ|どち"
    r"|から(?:お願|教)|(?:あり|ござい)ます(?:か|\?)|でも(?:結構|構い|かまい|大丈夫|よろし|いい|良い)|だけでも"
    r"|に(?:一部)?(?:誤り|間違い|不備|抜け)|も|送っ|書い|打っ|貼っ|入れ|見せ|読ん|言っ|もう一[度回]"
    r"|に(?=お?願|教え|お聞|お知)))"
)
# The fact itself stands there: 「注文番号は12345」, 「お名前は佐藤様」. 「注文番号（8桁…）」 tells only its shape.
GIVEN = re.compile(
    r"\s*(?:は|が|も|:|の|=|、|「|\()?\s*[#№「(]?\s*(?:[a-z]{1,5}-?)?\d[\d-]{2,}(?!\s*桁)|\s*(?:は|が|:"
    r"|「)?\s*[\w.+-]+@|"
    r"\s*(?:は|が|:)\s*(?!どな|どち|何)[^、。をはが]{1,16}(?:様|さま)(?!の)(?:で|と)|\s*(?:は|が|:)\s*[a-z]{1,4}-\d"
)
# 「お手元にございましたら」, 「お分かりの範囲で」 soften a request; other conditions lead away from it.
SOFTENED = re.compile(
    r"(?:だけでも|でも|が|は|を|も)?、?(?:すぐに|もし|お手元に|手元に|今)*(?:お|ご)?(?:分か|わか|判|控え|手元|持ち"
    r"|存知|存じ"
    r"|覚え|ござい|あり|差し支え)(?:(?!ない|ません"
    r"|なけ)[^、。]){0,20}?"
    r"(?:たら|れば|なら|場合は?|範囲で|際は)(?:で)?(?:構いませんので|結構ですので)?、?"
)
BREAK = re.compile(
    r"ので(?!す|しょ)|ため(?=[、に])|(?:ます|です|ました|でした|ません|ない)(?:が|けど|けれど|けれども|し)、|(?:たら"
    r"|ならば)(?=、|お|ご|[一-龠])|場合|(?:際|とき|時)(?:は"
    r"|に|、)|れば、|"
    r"(?:ます|る|です)と、|て(?:おり|い)ます(?!か|でしょう)|[。!?]|から、|(?:まし|でし)て、"
)
# 「だいたいで結構ですので」 asks for less, and still asks.
# 「お間違いのないようご返信ください」 asks; 「お間違いのないようお願いします」 only wants care.
WITH_CARE = re.compile(r"(?:に)?お?間違いの?ない(?:よう)(?:に)?、?")
WAIVED = re.compile(r"[^、。はがを]{0,14}(?:で|でも)(?:結構|構い|かまい|大丈夫|よろし)[^、。]{0,5}(?:ので|が)、?")
# 「まだ伺えておりませんので」 says that it is missing, and so whose turn it is to tell.
MISSING = re.compile(
    r"(?:の(?:ご)?(?:記載|記入|入力))?(?:が|は|を|も)?、?(?:こちらで(?:は)?|まだ|未だ|どうしても|うまく)*(?:お?(?:伺え"
    r"|聞きでき|伺いでき|頂い|いただい|頂戴し|伺っ|お?伺いし|お?聞きし|うかがえ|預かりでき|見受け"
    r"でき|確認でき|確認が取れ|頂け|いただけ|承れ|聞き取れ|ござい|届い|見当たら|見つから|分から|わから|拝見でき)"
    r"(?:て)?(?:おり|い)?(?:ません(?:でした)?|ない|なかった|ず)(?:(?:よう|みたい)(?=です|なの))?"
    r"|(?:が|に|は|も)、?(?:[^、。はがを]{1,8}と)?(?:一致し|合い|合って|正しく|有効で)[^、。]{0,6}?(?:ません"
    r"|ない)(?:(?:よう|みたい)(?=です|なの))?"
    r"|(?:が|に)?、?(?:一部)?(?:誤り|間違い|不備|抜け|漏れ)が?(?:ある|あり|ござい)(?:ます)?(?:(?:よう|みたい)(?=です"
    r"|なの))?"
    r"|(?:が|は)(?:古い|違う|異なる|違って(?:いる|おり|い)|途中で切れて(?:いる|おり|い)|無効(?:な"
    r"|の)?)(?:ます)?(?:(?:よう|みたい)(?=です|なの))?"
    r"|(?:が|は)(?:分からな|わからな|な|無)いと[^、。]{1,14}?|(?:が|は)まだ(?:の(?:よう|ご様子)|で)[^、。]{0,6}?"
    r"|(?:が|は|も)[^、。をは]{0,16}?(?:必要|入用|ございます|あります|(?:記載|印字|印刷|表示)(?:されて|して"
    r"|が)(?:おり|い|あり|ござい)ます|書(?:かれて|いて)(?:おり|い|あり"
    r"|ござい)ます|貼(?:られて|って)(?:おり|い|あり)ます)(?:です|でござい)?(?:ます)?"
    r"|(?:が|は)[^、。をは]{0,4}足り(?:ない|ません)(?:(?:よう|みたい)(?=です|なの))?|(?:が|は)?(?:空欄|未記入|未入力"
    r"|未登録|不明|抜けて)[^、。]{0,8}?)(?:ので|ため|の?です?が|ですので|でしたので"
    r"|けれど|が)、?"
)
# Between the thing and the request: another object (「…領収書をお送りください」) or another deed parts the two.
OBJECT = re.compile(r"(.{0,6})を")
OTHER_DEED = re.compile(
    r"(?:登録|変更|確認(?!させ)|保管|削除|修正|設定|選択|クリック|タップ|覧|待ち|用意|準備|お忘れ|注意|来店|更新"
    r"|解除|停止|対応|手続き|遠慮|控え(?!させ)|理解|了承|検討|利用|お使い"
    r"|再送|ない(?:よう|で)|のみで|お電話(?!番号))"
    r"(?:を|のほど)?(?:$|お?願|いただ|頂|くだ|下さ|て)"
)
FIRST = re.compile(
    r"(?:確認|記入|入力|記載|明記|控え|覧|添え|書き添え|調べ)(?:に?なって|して|いただ(?:き|いて)|頂(?:き|いて)|て"
    r"|し)?(?:の(?:うえ|上)|から)?、?"
)
LOOKING = re.compile(
    r"[^、。を]{1,12}を(?:ご|お)?(?:覧|確認|参照|見)(?:の(?:うえ|上)|に?なっ(?:て|た(?:うえ|上)で)"
    r"|いただ(?:き|いて)|て)(?:から)?、?"
)
JOINED = re.compile(r"\s*(?:と|や|、|,|・|/|&|および|及び|ならびに|または|又は|もしくは)[^、。はがを]{1,14}を")
MAY_BE_OBJECT = re.compile(
    r"(?:連絡|知らせ|返信|回答|返答|記入|教示|提示|漢字|読み|読み方|フリガナ|ふりがな|桁|文字|番号|こと|の方|ほう"
    r"|共有|入力|返事|記載|明記|もの)$"
)
NEAR = re.compile(r"(?:^|[をもはが、,とや・でにて度め)\s]|から|まで|だけ|のみ|より|必ず|先|ほう|方|ずつ|な)$")
# ください and いただけますか would belong to the verb before them: only particles and a few adverbs may stand between.
BESIDE = re.compile(
    r"^(?:を|も|は|だけ|のみ|、|[一二三1-3ひふみとた]+つ(?:ずつ|ほど)?|もう一度|再度|ひと言|一言|ひとこと|念のため"
    r"|先に|まず|一旦|今一度|あわせて|併せて"
    r"|[^、。をてで]{1,6}(?<!し)で)*$"
)

# The shop's own pages, and advice for another day: 「マイページでご入力ください」,
# 「お問い合わせの際は…をお知らせください」.
ELSEWHERE = re.compile(
    r"(?:店頭|レジ|受付|窓口|カウンター|配達員|ドライバー|スタッフ|係の者|作業員|業者)(?:で|に|へ"
    r"|にて)[^。]{0,30}(?:伝え|提示|見せ|申し|お知らせ|お渡し)"
    r"|(?:マイページ|ログイン|アプリ|設定画面|会員ページ|サイト|申込画面|ホームページ|web)[^。]{0,30}(?:入力|選択"
    r"|記入|変更|登録)"
    r"|(?:お問い?合わせ|お電話|ご来店|ご連絡|次回|今後|ログイン|お掛け)(?:の|される|いただく|をいただく)?(?:際|時"
    r"|とき|場合)(?:は|に|、)|(?:次回|今後)(?:から|は|も|、)"
    r"|(?:配達員|ドライバー|スタッフ|係の者|作業員|業者|運送会社)(?:から|より)[^。]{0,20}(?:たら|場合は|ときは"
    r"|際は)[^。]{0,20}(?:伝え|提示|見せ|申し|渡し)"
    r"|(?:届か(?:ない|なかった|ず)|万一|万が一)[^。]{0,24}(?:場合(?!に備え)|とき|時|際|たら)"
)
# 「注文番号が分かればすぐにお調べできます」 says what would help, and so asks for it.
HELPING = re.compile(
    r"(?:が|を|は|も)?、?(?:お?(?:分か|わか|判)(?:り(?:になれば|になりましたら|でしたら|ましたら)|れば|ると)"
    r"|(?:(?:お|ご)?(?:送り|知らせ|連絡|教え|共有|返信|記入))?(?:いただき|頂き|いただけ|頂け|お?伺え"
    r"|お?聞かせ(?:いただけ|願え)|(?:頂戴|お?伺い|お?聞き|お?預かり)でき)(?:ましたら|たら|れば))、?[^。]{0,14}?"
    r"(?:お?調べ|確認|手配|検索|ご?案内|お?探し|対応|発送|進め)(?:し|いたし|でき|することが|が|は|も|を|られ|さ|に)"
)
INVERTED = re.compile(r"(?:知らせ|教え|聞かせ|お?伺い|確認)(?:て)?(?:いただ|頂|し)?(?:き)?たい(?:の|こと|点|もの)は")
BARE_NUMBER = re.compile(r"(?<![一-龠ぁ-んァ-ヶa-z])番号(?=を|も|は|だけ|のみ|って|教え|おしえ|送っ|お?願|、)")
CALLING = re.compile(r"折り?返|お電話|電話で|電話し|電話を|おかけ|お掛け|かけ直")
WHERE_TO = {"phone", "address", "email", "date"}
# 「ご本人確認のため、お名前を頂戴しております」 is how one asks everybody.
ROUTINE = re.compile(
    r"(?:確認|手続き|お調べ|登録)(?:の|する)?(?:ため|為)[^。]{0,60}(?:頂戴し|(?:お?伺い|お?聞き|お尋ね)し"
    r"|伺っ)て(?:おり|い)ます(?!ので|が)"
)
WHAT_IN_USE = re.compile(r"は、?(?:何|どちら|どれ)を")  # 「メールアドレスは何をお使いですか」
# When we may ring is a wish, and no day of the matter.
CALL_TIME = re.compile(
    r"(?:折り?返し|お?電話|ご?連絡)(?:は|を|の)[^。]{0,12}(?:何時|いつ)|(?:何時|いつ)[^。、]{0,10}(?:お?電話|おかけ"
    r"|お掛け|折り?返)(?!番号)"
)
# Without one of these no question of WH stands there.
ASKING_WORD = re.compile(
    r"いつ|[何誰幾]|ど[うこちのれんな]|だれ|な[にん]|いく[つら]|いかが|[今去昨]年|最近"
    r"|先[週月日]|具体的に"
)
SINCE_WHEN = re.compile(r"いつ(?:頃|ごろ)?から、?(?:どの|どん|どう|何|なに)")
IF_SO = re.compile(r"^[^、。]{0,6}でしたら、?")
IN_DETAIL = re.compile(
    r"(?:詳しい(?:お)?(?:話|ところ)を|詳し|くわし|詳細に|具体的に|最初から|一から|初めから|もう少し)[^。を]{0,16}$"
)


Request = tuple[str, re.Match[str]]  # its kind, and where it stands
FAR = 160  # letters; what stands further from a request than this is not its object


def keys_asked(sentence: str) -> set[str]:
    """The keys of the facts this one folded sentence asks for."""
    if ELSEWHERE.search(sentence):
        return set()
    things = [thing for thing in _named(sentence) if TAIL.match(sentence, thing.end)]
    requests = list(_requests(sentence))
    open_things = [thing for thing in things if not GIVEN.match(sentence, thing.end)]
    asked = {thing.key for thing in open_things if _is_asked(sentence, thing, things, requests)}
    asked |= _asked_in_detail(sentence, things, requests)
    return asked | (
        _asked_by_question_word(sentence, things) - {thing.key for thing in things if thing not in open_things}
    )


def _named(sentence: str) -> list[Thing]:
    """The facts named; 「折り返しますので、番号をお願いします」 means the telephone, without saying so."""
    bare = [Thing("phone", *found.span()) for found in BARE_NUMBER.finditer(sentence) if CALLING.search(sentence)]
    return sorted([*things_in(sentence, NOUNS, SIGNS), *bare], key=lambda thing: thing.start)


def _is_asked(sentence: str, thing: Thing, things: list[Thing], requests: list[Request]) -> bool:
    tail = TAIL.match(sentence, thing.end)
    end = tail.end() if tail else thing.end
    if thing.key != "issue" and AFTER_TOPIC.match(sentence, end) and _is_question(sentence, end):
        return True
    if thing.key == "issue" and ISSUE_IS_WHAT.match(sentence, end):
        return sentence[thing.start : thing.end] not in LOOSE
    if thing.key == "date" and WHEN.match(sentence, end) and QUESTION_END.search(sentence, end):
        return True
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
    between = WAIVED.sub("、", MISSING.sub("、", sentence[end : found.start()]))
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
        near = NEAR if found["wish"] else BESIDE
        return (
            word not in LOOSE
            and len(between) <= 40
            and bool(near.search(between))
            and not _is_parted(between, end, things, True)
        )
    if kind == "need":
        return len(between) <= 4
    return thing.key not in {"issue", "address"} and len(between) <= 14 and not _is_parted(between, end, things)


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
    """「もう少し詳しくお聞かせください」 asks for the matter without naming it."""
    for _, found in requests:
        before = sentence[: found.start()]
        if IN_DETAIL.search(before) and not any(thing.key != "issue" for thing in things):
            return {"issue"}
    return set()


def _asked_by_question_word(sentence: str, things: list[Thing]) -> set[str]:
    if not ASKING_WORD.search(sentence):
        return set()
    plain = NO_QUESTION.sub(lambda found: "□" * len(found[0]), sentence)
    requested = [found.start() for _, found in _requests(plain)]
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
    if asked & {"email", "phone"} and not any(thing.key == "address" for thing in things):
        asked.discard("address")
    if CALL_TIME.search(plain):
        asked.discard("date")
    if any(thing.key != "product" and WHAT_IN_USE.match(sentence, thing.end) for thing in things):
        asked.discard("product")
    # 「いつからどのような症状が」 is one story, and no day of the matter.
    return asked - {"date"} if "issue" in asked and SINCE_WHEN.search(plain) else asked
