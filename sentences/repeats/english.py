""" "As I said before": how an English-speaking customer says that we were told already. Folded text, one sentence."""

import re

from sentences.asks.english_nouns import NOUNS
from sentences.asks.grammar import things_in
from sentences.expressions import expression
from sentences.repeats.english_families import AGAIN, GIVING, I_HAVE, REPEATED, SAYING

# With the fact named, less is needed: "I typed my address into the form", "the number is in my first mail".
NAMED = (
    expression(rf"\b{I_HAVE}\s(?:{GIVING}|{SAYING}|(?<!can\si\s)(?<!may\si\s)(?:put|read|added|told|said))\b"),
    expression(
        r"\b(?:is|was|are|were|'s)\s(?:\w+\s)?(?:in|on|above|attached\sto|part\sof)\b(?:\s(?:my|the|our"
        r"|this|every)\s(?:\w+\s)?(?:first|last|previous|original|earlier|very|subject|ticket|form|e-?mail|mail"
        r"|message|chat|photo|picture|attachment|screenshot|thread|account|file|profile|conversation|video)"
        r"|\syour\s(?:\w+\s)?(?:systems?|records?|database|notes|files?)|\sfile"
        r"|\W*$)"
    ),
    expression(
        r"\b(?:hasn't|has\snot|haven't|have\snot|didn't)\schanged?(?:\ssince\b|,?\s(?:and\s)?you\s(?:have|know"
        r"|already)\b)|\b(?:already\shave|have"
        r"|got)\b[^.?!]{0,20}\bon\sfile"
    ),
    expression(
        r"\b(?:is|are)\s(?:still\s|exactly\s)?the\ssame\s(?:one\s|ones\s|number\s|address\s"
        r"|as\s)?(?:that\s)?(?:you\s(?:called|wrote|used|have|rang)|(?:i|we)\s(?:gave|used|sent|told))\b"
    ),
    expression(
        r"\b(?:is|are)\salready\s(?:registered|saved|stored|listed|recorded|known)\b|(?<!do\s)\byou\s(?:have"
        r"|know)\smy\s[^.?!]{0,24}\b(?:from|since)\s(?:my|the|last|our)\b"
    ),
    expression(r"\bsee\s(?:my|the|above)\b"),
    expression(
        r"\b(?:your|the)\s(?:\w+\s)?(?:system|database|records?|team|app|website"
        r"|computer)\s(?:already\s)?(?:has|have|knows?|shows?)\smy\b"
    ),
    expression(
        r"\b(?:is|was|are|were)\b(?![^.?!]*\b(?:different|not|wrong|changed)\b)[^.?!]{0,40}\b(?:i|we)(?:'ve"
        r"|\shave)?\s(?:already\s)?(?:sent|gave|given|attached|uploaded|wrote|provided|shared)\b"
    ),
)
TIMED = expression(
    rf"\b(?:on\sthe\s(?:first|previous|last)\s(?:page|screen|step)|already|just|{AGAIN}|into|in\sthe|with\s(?:your"
    rf"|my\s(?:first|last|previous|original|e-?mail|message|order"
    rf"|form))|to\syour|to\sthe|on\syour|at\sthe|three"
    rf"|so\s\w+)\b"
)

# Not yet, wrongly, or to others: "I haven't sent it yet", "I gave you the wrong number", "I told my friend".
NOT_SO = expression(
    r"\b(?:haven't(?!\s(?:i|we)\b)|have\snot|didn't(?!\s(?:i|we)\b)|did\snot|hadn't|never|not\syet|i'd\slike"
    r"|let\sme|(?:i'll|i\swill)\s(?:tell"
    r"|send|give|provide|explain|share|forward)|(?:the|a|my)\swrong"
    r"|by\smistake|(?:sent|gave|given|shipped|brought)\s(?:it|this|that|them|everything)\s(?:back|off|out|in\b)"
    r"|accidentally|incorrect(?:ly)?|mistyped|misspelled|forgot|manual|instructions|website"
    r"|my\s(?:friend|wife|husband|mum|mom|sister|brother|boss|neighbo\w+|son|daughter))\b"
)
POLITE = expression(  # offers, thanks and wishes to hear it again are no complaints
    r"\b(?:i'll|i\swill|i\scan\b|let\sme|happy\sto|if\sneeded|thanks|thank\syou|(?:could|can|would|will)\syou"
    r"|please\s(?:explain|tell|repeat|send|say|describe))"
)
SPARED = expression(
    r"\b(?:app|device|machine|screen|display|computer|router|printer|tv|software)\s(?:just\s|has\s|keeps?\s)?"
    r"(?:asks?|asked|asking)\b|\b(?:no\sneed|you\s(?:won't|will\snot|don't|do\snot|needn't)|without\shaving|so\syou"
    r"|sorry\s(?:for|to|about|if\si)\s(?:\w+\s)?(?:ask|asking|repeat|repeating|bother|bothering|written)"
    r"|written\sto\syou|wrote\sto\s(?:the|a|my))\b"
)  # what we promise, and what machines ask
STRONG = frozenset(
    {
        "nobody noted",
        "was told",
        "why again",
        "all over again",
        "how often",
        "asked again",
        "read it",
        "as said",
        "once more",
        "you should know",
    }
)
TELLS = expression(rf"\b{I_HAVE}\s(?:{GIVING}|{SAYING})\b")
HINTS = {
    "date": expression(
        r"\bon\sthe\s\d{1,2}(?:st|nd|rd|th)\b|\bwhen\s(?:i|we)\s(?:bought|ordered|purchased|received|got)\b"
        r"|\bwhen\s(?:it|this"
        r"|the\s\w+)\s(?:\w+\s)?(?:arrived|came|broke|started|stopped|happened|bought|delivered)\b|"
        r"\b(?:bought|purchased|ordered|arrived|delivered|placed)\b[^.?!]{0,20}\b(?:on|in|last"
        r"|since|at)\s(?:\w+\s)?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|monday|tuesday|wed|thu|fri|sat"
        r"|sun|week|month|year)"
    ),
    "product": expression(r"(?<![#\w-])[a-z]{2,3}-\d{2,4}\b|\bmodel\b|\bwhich\s(?:product|item)|\bproduct\sname"),
    "phone": expression(r"\b(?:phone|mobile|cell|contact|my)\snumber\b"),
    "issue": expression(
        r"\bwhat(?:'s|\sis|\swas)\s(?:wrong|happening|going\son)\b|\bwhat\shappened\b|\bthe\s(?:problem|issue|fault"
        r"|defect)\b(?!\s(?:is\sback|again))"
    ),
    "email": expression(
        r"\b(?:typed|put|entered|filled|keyed)\sin\smy\se-?mail\b|\b(?:my|the)\se-?mail\saddress"
        r"|(?<!in\s)(?<!to\s)(?<!see\s)(?<!read\s)(?<!per\s)(?<!from\s)(?<!of\s)(?<!by\s)(?<!via\s)(?<!on\s)(?<!check\s)\bmy\se-?mail\b(?!\s(?:from|of|yesterday|dated))"
    ),
    "name": expression(r"\bwho\s(?:i\sam|we\sare)\b"),
    "address": expression(r"\bwhere\si\slive\b|\bpostcode\b"),
}
CARRIER = expression(r"\b(?:in|to|see|read|from|per|check|of)\s(?:my|the|your|our)\s(?:\w+\s)?$")
LOOSE = frozenset({"issue", "date", "quantity", "amount"})


def complaint_in(sentence: str) -> set[str]:
    """The keys of what was told before; `any` when the complaint names none; empty when there is no complaint."""
    families = {name for name, pattern in REPEATED.items() if pattern.search(sentence)}
    families -= {"all over again"} if POLITE.search(sentence) else set()
    if NOT_SO.search(sentence) and not families & STRONG:
        return set()
    if SPARED.search(sentence):
        return set()
    if families:
        return keys_in(sentence) or {"any"}
    given, *rest = NAMED
    told = (given.search(sentence) and TIMED.search(sentence)) or any(pattern.search(sentence) for pattern in rest)
    # Last, and only where it counts: most sentences complain of nothing.
    return keys_in(sentence) if told else set()


def keys_in(sentence: str) -> set[str]:
    yours = re.sub(r"\bmy\b", "your", sentence)
    keys = {
        thing.key
        for thing in things_in(yours, NOUNS)
        if thing.key not in LOOSE | {"email", "product"} or _is_date(yours[thing.start : thing.end])
        if not CARRIER.search(yours[: thing.start]) or thing.key != "email"
    }
    keys |= {key for key, pattern in HINTS.items() if pattern.search(sentence)}
    return keys - {"phone"} if "order_number" in keys and "phone number" not in sentence else keys


def _is_date(words: str) -> bool:
    return "date" in words
