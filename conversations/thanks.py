"""Is this no more than a thank-you? Then it needs no answer and reopens nothing."""

import re
import unicodedata

_LONGEST = 60

_PHRASES = [
    "(本当に|どうも|大変|誠に|いつも)?ありがとう(ございます|ございました)?",
    "(大変)?(助かりました|お世話になりました)",
    "(承知|了解)(いた)?しました",
    "わかりました",
    "感謝(いた)?します",
    "(ok(ay)?|great|perfect)",
    "(many )?thanks?( you)?( (so|very) much| a lot)?( for (your|the) help)?",
    "thx",
    "cheers",
    "(got it|much appreciated)",
]
_THANKS = re.compile(rf"(?:{'|'.join(_PHRASES)})")
# Of these phrases, those that are a thank-you and not only a nod.
_GRATEFUL = re.compile("ありがと|助かり|お世話|感謝|thank|thx|cheers|appreciat")
_FILLER = re.compile(r"[\s、。.,!?~〜ー…♪☆*^_)(🙏🙇😊👍]+")


def is_bare_thanks(text: str) -> bool:
    """True when nothing is left of a short text once thanks and punctuation are taken away."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain or len(plain) > _LONGEST or not _THANKS.search(plain):
        return False
    return not _FILLER.sub("", _THANKS.sub("", plain))


def is_grateful(text: str) -> bool:
    """Of bare thanks, those that whoever is thanked would like to read again; "understood" is none."""
    return is_bare_thanks(text) and bool(_GRATEFUL.search(unicodedata.normalize("NFKC", text).lower()))
