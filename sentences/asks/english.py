"""Does this English sentence ask for a fact? A way of asking, the fact, and nothing between that leads elsewhere."""

import re
from collections.abc import Iterator

from sentences.asks.english_nouns import NOUNS
from sentences.asks.english_questions import WH
from sentences.asks.english_requests import (
    AT_HAND,
    CALLED_OFF,
    EXPLAINING,
    GIVEN,
    JOINED,
    PARTING,
    REPORTED,
    REQUEST,
    RIGHT,
    SOFTENED,
    WHAT_IS,
    WITH,
)
from sentences.asks.english_spelling import spelled
from sentences.asks.grammar import Thing, things_in
from sentences.expressions import expression

# "Thanks for writing, and could you…": what is asked stands in one of these parts.
CLAUSE = expression(
    r";\s|\s[-–—]+\s|,?\s(?:but|so)\s(?=(?:could|can|would|may|please|what|which|where|when|who|how|i|we|kindly|if"
    r"|tell|send)\b)"
    r"|,\s(?:and\s)?(?=could\b|can\syou|would\syou(?!\s*\?)|may\si|what\b|which\b|where\b|when\sdid|who\b|i'll\sneed"
    r"|we\sneed)"
)
QUESTION = expression(r"\?[\s)\"]*$")
HEAD = expression(  # what may stand before a question word when the question is one
    r"(?:^|[,:!.;-]\s)(?:(?:just\s)?(?:so|to|for|in\scase|before|as)\b[^,?]{1,50}[,:]\s)?\W*(?:(?:hi|hello|hey|okay?"
    r"|and|so|but|sorry|thanks|great|sure|also|first|then|now|just"
    r"|please|right|alright|exactly|roughly|"
    r"from|on|to|with|for|about|in|under|by|around|at|since|may\si\sask|can\si\sask|could\si\sask|quick\squestion"
    r"|by\sthe\sway)[\s,]+){0,4}$"
)
TOLD = expression(
    r"\b(?:tell\s(?:me|us)|let\s(?:me|us)\sknow|remember|recall|confirm|know|ask|say|explain|describe|share"
    r"|specify|clarify|advise|remind\s(?:me|us)|see|mind\stelling\sme|understand|elaborate\son|state"
    r"|indicate)(?:\s(?:please|again|exactly|briefly|roughly|just|in\smore\sdetail|a\s(?:bit"
    r"|little)\s(?:more\s)?about|about|you|me|once\smore))*[\s:,]*$"
)
# "Tell us which model you have and what is wrong with it."
TOLD_TOO = expression(r"\b(?:tell|know|say|confirm|explain|describe|share)\b[^.?!]{2,60}\band\s(?:exactly\s)?$")
POSSESSED = expression(
    r"^\W*(?:(?:hi|and|ok|okay|so|sorry|also|great|thanks|just|only)\b[\s,!]*)*(?:your|ur"
    r"|the|an?)?\s?(?:\w+\s){0,2}$"
    # "So that I can look this up: order number?", "Before we go on, your name please"
    r"|:\s(?:your\s|ur\s|the\s)?(?:\w+\s)?$|^\W*(?:(?:and|ok|okay|so)\W+)?the\s(?:first\sline|last\s\w+\sdigits"
    r"|spelling|rest)\sof\syour\s$|,\s(?:and\s)?(?:your|ur|the)\s(?:\w+\s)?$"
)
# What a noun carries behind it: "the name on the booking", "the number we can call you back on".
CARRIED = (
    r"(?:\s(?:on|for|of|under|linked\sto|associated\swith|registered\s(?:to|on|under|with)|attached\sto)\s(?:the|your"
    r"|this)"
    r"\s\w+)?(?:\s(?:that\s|which\s)?(?:you|we)(?:\s\w+){1,5})?"
)
NAMED = expression(
    rf"{CARRIED}(?:"
    r"\s(?:is|was|would\sbe|might\sbe)\s?\?\W*$|\s*,?\s*if\s(?:you|u)\s(?:wouldn't\smind|don't\smind|would|could|can"
    r"|please|have\sit)\b[^,]{0,12}\W*$"
    r"|\s*(?:,?\s*(?:please|pls|plz|again|is|was|and|or|as\swell|too)?\W*)\?|(?:\s(?:and"
    r"|or)\s(?:your\s)?(?:\w+\s){0,2}\w+)?,?\s*(?:please|pls"
    r"|plz)\b(?:,?\s(?:and|so|then)\s(?:i|we)\b.*|\s?[,;]\s.*|\W*$)|\sagain,?\s(?:please|pls)\b|,\s(?:in\scase"
    r"|just\sin\scase|so)\b[^?]*\?)"
)
AT_LAST = expression(r"(?:first|next|lastly|finally|second|then)(?:\sof\sall)?,\s(?:your|ur|the)\s(?:\w+\s)?$")
NEEDED = expression(
    r"\s(?:is|are|would\sbe|will\sbe)\s(?:still\s)?(?:required|needed|missing|necessary|helpful"
    r"|useful)\b|\swould\s(?:really\s)?(?:help|do)\b"
)
AT_HEAD = expression(r"(?:,\s|\bso\s|\band\s|\bbut\s)(?:an?|your|ur|the|just\s\w+)\s$")
UNMARKED = expression(
    r"(?:and\s|so\s|ok\s)?(?:what's|whats|what\sis|what\swas"
    r"|do\syou\shave)\s(?:\w+\s){0,6}\w+\W*$"
)  # "whats ur order number"
# "Send the product" wants the parcel, "tell us the product" wants its name.
BARE = expression(r"(?:the|your|this)\s(?:product|item|device|appliance)")
NAMING = expression(r"(?:tell\w*\s?(?:me|us)?|specify\w*|know|mention\w*|identify|indicate|state|name)$")
TALK = expression(
    r"\b(?:issue|problem|fault|damage|situation|concern|complaint|inquiry|enquiry|trouble|defect"
    r"|behaviou?r|difficult|symptom|malfunction|nature|error\smessage|reason)"
)


def keys_asked(sentence: str) -> set[str]:
    """The keys of the facts this one folded sentence asks for."""
    asked: set[str] = set()
    for start, end in clauses(sentence):
        asked |= clause_asks(sentence[start:end])
    return asked


def clauses(sentence: str) -> list[tuple[int, int]]:
    cuts = [found.end() for found in CLAUSE.finditer(sentence)]
    return list(zip([0, *cuts], [*cuts, len(sentence)], strict=True))


def clause_asks(clause: str) -> set[str]:
    if CALLED_OFF.search(clause) or RIGHT.search(clause):
        return set()
    clause = spelled(clause)
    things = things_in(clause, NOUNS)
    ways = list(_ways(clause))
    asked = {
        thing.key for thing in things if not GIVEN.match(clause, thing.end) and _is_asked(clause, thing, things, ways)
    }
    asked |= _asked_by_question_word(clause, things) | _asked_softly(clause, things)
    if not asked and any(re.search(rf"\b{EXPLAINING}$", way[0]) for way in ways) and not things:
        asked.add("issue")
    return asked


def things_named(clause: str) -> list[Thing]:
    """The facts a clause speaks of without their value."""
    clause = spelled(clause)
    return [thing for thing in things_in(clause, NOUNS) if not GIVEN.match(clause, thing.end)]


def _asked_softly(clause: str, things: list[Thing]) -> set[str]:
    spans = [found.span() for found in SOFTENED.finditer(clause)]
    return {thing.key for thing in things if any(start < thing.start and thing.end <= end for start, end in spans)}


def _ways(clause: str) -> Iterator[re.Match[str]]:
    for pattern in (REQUEST, AT_HAND, WHAT_IS):
        for found in pattern.finditer(clause):
            if not REPORTED.search(clause[: found.start()]):
                yield found


def _is_asked(clause: str, thing: Thing, things: list[Thing], ways: list[re.Match[str]]) -> bool:
    if NEEDED.match(clause, thing.end) and (
        len(clause[: thing.start].split()) <= 4 or AT_HEAD.search(clause[: thing.start])
    ):
        return True
    if thing.key != "issue" and POSSESSED.search(clause[: thing.start]) and NAMED.match(clause, thing.end):
        return True
    if AT_LAST.match(clause[: thing.start]) and not clause[thing.end :].strip(" .!"):
        return True
    return any(_reaches(clause, way, thing, things) for way in ways if way.end() <= thing.start)


def _reaches(clause: str, way: re.Match[str], thing: Thing, things: list[Thing]) -> bool:
    between = clause[way.end() : thing.start]
    if clause.startswith("when", thing.start) and (way.re == WHAT_IS or len(between.split()) > 5):
        return False  # "what e-mail did you use when you booked"
    if way.re == WHAT_IS and len(between.split()) > (2 if way[0].endswith(("what", "which")) else 6):
        return False
    if way.re == AT_HAND and (len(between.split()) > 5 or " about " in between):
        return False
    if way.re != REQUEST and (not _is_question(clause, way) or thing.key == "issue"):
        return False
    if thing.key == "issue" and way.re == REQUEST and not _explains(clause, way, thing):
        return False
    if BARE.fullmatch(clause[thing.start : thing.end]) and not NAMING.search(way[0]):
        return False
    for other in things:
        if way.end() <= other.start < thing.start:
            between = between.replace(clause[other.start : other.end], " , ")
    between = re.sub(r" , +(?:along |together )with\b", " , ", between)
    between = JOINED.sub(" ", re.sub(r"\s(?:that|this|those)\s$", " ", between))
    if re.match(r"\swith\b|.*\b(?:reply|respond|back)\b", between) or way[0].endswith("with"):
        between = WITH.sub(" ", between)
    return PARTING.search(between) is None and WITH.search(between) is None and len(between) <= 90


def _is_question(clause: str, way: re.Match[str]) -> bool:
    return QUESTION.search(clause) is not None or (UNMARKED.match(clause) is not None and way.start() <= 3)


def _explains(clause: str, way: re.Match[str], thing: Thing) -> bool:
    """ "Send the issue" is no English; "describe the issue", "give more details" are."""
    word = clause[thing.start : thing.end]
    if re.search(
        r"detail|^what|^how|^nature|background|context|symptom|more|words|description|summary|account|explanation", word
    ):
        return True
    return (
        TALK.match(word) is not None
        and re.search(
            rf"(?:{EXPLAINING}|tell(?:ing)?|shar(?:e|ing)|know"
            rf"|understand|hear|have|provid(?:e|ing)|giv(?:e|ing)|specify|state|indicate|about)$",
            way[0],
        )
        is not None
    )


def _asked_by_question_word(clause: str, things: list[Thing]) -> set[str]:
    asked = set()
    for key, pattern in WH.items():
        for found in pattern.finditer(clause):
            if found.start() and (clause[found.start() - 1].isalnum()):
                continue
            before = clause[: found.start()]
            told = (
                (TOLD.search(before) or TOLD_TOO.search(before)) is not None and _is_request(clause, before)
            ) or _ordered(before)
            if told or (HEAD.match(before) and QUESTION.search(clause)) or (not before.strip() and _unmarked(clause)):
                asked.add(key)
    return _sharper(asked, things)


def _is_request(clause: str, before: str) -> bool:
    """ "Could you tell me which…", and "do you know which…?"."""
    at_hand = AT_HAND.search(before) is not None and QUESTION.search(clause) is not None
    return at_hand or REQUEST.search(before) is not None


def _ordered(before: str) -> bool:
    return (
        re.search(
            r"(?:^|[,;:]\s|\b(?:please|and|could\syou|can\syou|would\syou|you|just|kindly"
            r"|to)\s)(?:tell\s(?:me|us)|let\s(?:me|us)\sknow|remind\s(?:me|us)|say|specify|confirm)\s(?:exactly\s"
            r"|please\s"
            r"|again\s)?$",
            before,
        )
        is not None
    )


def _unmarked(clause: str) -> bool:
    """A chat drops the question mark: "when did you buy it"."""
    return (
        re.match(
            r"(?:when\sdid|what's\syour|whats|what\sis\syour|who\sam\si|which\s\w+\sdid|where\sshould|where\sare\syou"
            r"|what\sdid)",
            clause,
        )
        is not None
    )


def _sharper(asked: set[str], things: list[Thing]) -> set[str]:
    """ "Which e-mail address" is no postal address, "what error code" no whole story."""
    named = {thing.key for thing in things}
    for sharp, blunt in (
        ("email", "address"),
        ("error_code", "issue"),
        ("error_code", "product"),
        ("order_number", "phone"),
        ("name", "product"),
    ):
        if sharp in named | asked and blunt not in named:
            asked.discard(blunt)
    return asked
