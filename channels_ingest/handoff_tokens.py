"""What takes a hand-off up: a token for machines, and six characters to be read aloud or typed.

Both follow from the hand-off's id and a key of ours, so that a call that is repeated is answered with the same ones
although only their hashes are kept.
"""

import base64
import hashlib
import re
import unicodedata
from itertools import count
from uuid import UUID

from django.utils.crypto import salted_hmac

# Told from the tokens of our own mails, which stand behind the plus of an address too. Base32 survives any case.
PREFIX = "hand"
TOKEN = re.compile(rf"(?<![a-z0-9]){PREFIX}[a-z2-7]{{32}}(?![a-z0-9])")
# No sign is taken for another by eye (0 O, 1 I) or by ear (B D P V), and without vowels there is no word.
LETTERS, DIGITS = "CFGHJKLMNRTWXY", "2346789"
SIGNS = LETTERS + DIGITS
CODE_LENGTH = 6
CODE = re.compile(rf"[{SIGNS}]{{{CODE_LENGTH}}}")
BETWEEN = re.compile(r"[\s\-‐-―−ー]")


def token_of(handoff: UUID) -> str:
    return PREFIX + base64.b32encode(drawn("token", handoff)[:20]).decode().lower()


def code_of(handoff: UUID) -> str:
    """Always letters and digits: digits alone are what one-time codes and order numbers look like."""
    for turn in count():
        code = "".join(SIGNS[byte % len(SIGNS)] for byte in drawn(f"code{turn}", handoff)[:CODE_LENGTH])
        if set(code) & set(LETTERS) and set(code) & set(DIGITS):
            return code
    raise AssertionError


def drawn(purpose: str, handoff: UUID) -> bytes:
    return salted_hmac(f"channels_ingest.handoff.{purpose}", handoff.hex, algorithm="sha256").digest()


def spoken(code: str) -> str:
    """As a screen shows it: two groups are easier to read aloud."""
    return f"{code[:3]}-{code[3:]}"


def code_in(text: str) -> str:
    """The code that a whole text is, however it was typed; '' for any other text."""
    if len(text) > 40:
        return ""
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    is_mixed = set(plain) & set(LETTERS) and set(plain) & set(DIGITS)
    return plain if CODE.fullmatch(plain) and is_mixed else ""


def token_in(text: str) -> str:
    """The first token in a text; it may stand in a link, or in another case."""
    found = TOKEN.search(text.casefold())
    return found.group() if found else ""


def hashed(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
