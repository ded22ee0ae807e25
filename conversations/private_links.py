"""Addresses that only the customer may open: what we keep of them is a seal, and the address is written on its way out.

A seal is 128 random bits in the place of the address's token. The token is drawn from it with our key, so it lies in no
row, and a sealed address that is followed leads to the page of a wrong link. Only a message of the desk itself is
opened: nobody types a seal into theirs.
"""

import base64
import re
import secrets
from dataclasses import replace
from functools import cache

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from conversations import choosing
from conversations.choosing import Choice
from conversations.models import Direction, Message

SALT = "conversations.private_links"
_SEAL = re.compile(r"(?<=/s/)~[a-z2-7]{26}(?=/)")
_WAY_OUT = re.compile(r"https?://[^\s/]+/s/~[a-z2-7]{26}/\?stop\b")


def seal() -> str:
    return "~" + base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def token_of(sealed: str) -> str:
    """128 bits that nobody can foresee without our key; the same each time the message is handed over."""
    drawn = salted_hmac(SALT, sealed, algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(drawn).decode().rstrip("=")


def is_opened(message: Message) -> bool:
    return message.direction == Direction.OUT and message.is_automatic


def text(message: Message) -> str:
    """Its words as the customer gets them."""
    return opened(message.text) if is_opened(message) else message.text


def offered(message: Message) -> list[Choice]:
    """Its choices, ditto."""
    choices = choosing.offered(message)
    return [replace(one, url=opened(one.url)) for one in choices] if is_opened(message) else choices


def written_out(message: Message) -> str:
    words = choosing.written_out(message)
    return opened(words) if is_opened(message) else words


def opened(words: str) -> str:
    return _SEAL.sub(lambda found: token_of(found[0]), words)


def way_out(message: Message) -> str:
    """Where whoever gets it asks for no more of its kind, as its own words say; "" = they do not."""
    found = _WAY_OUT.search(message.text) if is_opened(message) else None
    return opened(found[0]) if found else ""


def hidden(words: str) -> str:
    """For everybody but the customer, who may also have quoted it: what it is, in the place of the address."""
    if "/s/" not in words:
        return words
    return addresses(settings.PUBLIC_URL).sub(lambda _found: _("(link to the survey)"), words)


@cache
def addresses(ours: str) -> re.Pattern[str]:
    return re.compile(rf"(?:https?://[^\s/]+/s/~[a-z2-7]{{26}}|{re.escape(ours)}/s/[\w-]{{22}})/(?:\?[\w=&]*)?")
