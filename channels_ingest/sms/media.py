"""Pictures of an MMS: they lie at Twilio, which hands them out for the account's credentials."""

import time

import filetype
import structlog
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest.adapters.base import Later
from channels_ingest.models import RawDelivery
from conversations import files
from conversations.models import Message
from omnidesk import calling
from omnidesk.calling import Answer, Broke, NotReached, fetch

log = structlog.get_logger(__name__)

MOST = 10
# All of an MMS are 5 MB at most.
MOST_BYTES = 6 * 1024 * 1024
# Then the next ones are for the next try: a worker may not be at it for a minute.
SECONDS = 30
# The words wait for a picture; after so many tries (about 45 seconds) they come in without.
TRIES = 3


def taken(said: dict[str, str], raw: RawDelivery, base: str, headers: dict[str, str]) -> tuple[str, tuple[int, ...]]:
    """(a line for what could not be fetched, attachments); raises Later where it may be there in a moment."""
    told = said.get("NumMedia", "0")
    number = min(int(told), MOST) if told.isascii() and told.isdigit() and len(told) < 4 else 0
    if not number or Message.objects.filter(channel=raw.channel, external_id=raw.external_id).exists():
        return "", ()
    # All of them first, so that no file is kept twice when one of them is awaited.
    until = time.monotonic() + SECONDS
    contents = [fetched(said.get(f"MediaUrl{place}", ""), raw, base, headers, until) for place in range(number)]
    kept = tuple(keep(content, place) for place, content in enumerate(contents, 1) if content)
    return missing(contents.count(b""), raw.channel.language), kept


def keep(content: bytes, place: int) -> int:
    name = f"MMS-{place}.{filetype.guess_extension(content) or 'bin'}"
    return files.keep_any(ContentFile(content, name=name), name=name).pk


def missing(number: int, language: str) -> str:
    """The file is missed by whoever reads it, so the message says that there was one."""
    with override(language):
        return "\n".join([_("[A file of the MMS could not be fetched]")] * number)


def fetched(url: str, raw: RawDelivery, base: str, headers: dict[str, str], until: float) -> bytes:
    """b"" = it will never come: it is gone, too large, not at Twilio, or was not to be had in time."""
    if not url.startswith(f"{base}/"):
        return b""
    if time.monotonic() > until:
        return later(raw, "they take too long")
    raw.waits(calling.SECONDS)
    try:
        answer = fetch(url, headers, most=MOST_BYTES)
    except (NotReached, Broke) as error:
        return later(raw, type(error).__name__)
    if answer.status == 200:
        return answer.body
    return later(raw, f"status {answer.status}") if may_pass(answer) else b""


def may_pass(answer: Answer) -> bool:
    """404 for a moment too: the message is told before its pictures are there everywhere."""
    return answer.status in (404, 429) or answer.status >= 500


def later(raw: RawDelivery, reason: str) -> bytes:
    if raw.attempts <= TRIES:
        raise Later(f"a file could not be fetched yet: {reason}")
    log.warning("a file of an MMS could not be fetched", raw=raw.pk, reason=reason)
    return b""
