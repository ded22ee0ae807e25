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
from sentences.asks.japanese_nouns import LOOSE, NOUNS, SIGNS
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
from sentences.asks.japanese_signs import (
    ANEW,
    ASKED_AT_HAND,
    ASKING_WORD,
    BARE_NUMBER,
    CALL_TIME,
    CALLING,
    CONTENT,
    ELSEWHERE,
    GIVEN,
    HELPING,
    IF_SO,
    IN_DETAIL,
    INVERTED,
    MADE_OF,
    MAY_ASK,
    OUR_DEED,
    ROUTINE,
    SINCE_WHEN,
    TAIL,
    TOLD_ANEW,
    WANTED_BARE,
    WHAT_IN_USE,
    WHERE_TO,
)

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
