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
_FILLER = re.compile(r"[\s、。.,!?~〜ー…♪☆*^_)(🙏🙇😊👍]+")


def is_bare_thanks(text: str) -> bool:
    """True when nothing is left of a short text once thanks and punctuation are taken away."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain or len(plain) > _LONGEST or not _THANKS.search(plain):
        return False
    return not _FILLER.sub("", _THANKS.sub("", plain))
