"""Files of a message from a connected system: inside the event, or behind an address that we fetch."""

import base64
import binascii
import time

import filetype
import structlog
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest.adapters.base import Later
from channels_ingest.api_channel.body import File, Said
from channels_ingest.api_channel.calls import may_call
from channels_ingest.models import RawDelivery
from conversations import files
from conversations.models import Message
from omnidesk.calling import Answer, Broke, NotReached, fetch
from omnidesk.cleaning import clean_words

log = structlog.get_logger(__name__)

# The words wait for a file; after so many tries (about 45 seconds) they come in without.
TRIES = 3
# For all files of a message together: a task is ended after a minute, and the words would go with it.
SECONDS = 25


def taken(said: Said, raw: RawDelivery) -> tuple[str, tuple[int, ...]]:
    """(a line for each that is missing, attachments); raises Later where it may be there in a moment."""
    if not said.files or Message.objects.filter(channel=raw.channel, external_id=said.id).exists():
        return "", ()
    # All of them first, so that no file is kept twice when one of them is awaited.
    until = time.monotonic() + SECONDS
    found = [(file, content(file, raw, until)) for file in said.files]
    kept = tuple(keep(file, place, got) for place, (file, got) in enumerate(found, 1) if got)
    return "\n".join(missing(file, raw.channel.language) for file, got in found if not got), kept


def keep(file: File, place: int, got: bytes) -> int:
    name = file.name or f"file-{place}.{filetype.guess_extension(got) or 'bin'}"
    return files.keep_any(ContentFile(got, name=name), name=name).pk


def missing(file: File, language: str) -> str:
    """It is missed by whoever reads the message, so the message says that there was one."""
    with override(language):
        label = _("[A file could not be fetched]")
    return f"{label} {clean_words(file.name, 200)}".strip()


def content(file: File, raw: RawDelivery, until: float) -> bytes:
    """b"" = it will never come, or it is too late to ask for it too."""
    if not file.url:
        return decoded(file.base64)
    return fetched(file.url, raw) if time.monotonic() < until else b""


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def fetched(url: str, raw: RawDelivery) -> bytes:
    if not may_call(url):
        return b""
    try:
        answer = fetch(url, strange=not raw.channel.is_practice)
    except (NotReached, Broke) as error:
        return later(raw, type(error).__name__)
    if answer.status == 200:
        return answer.body
    return later(raw, f"status {answer.status}") if may_pass(answer) else b""


def may_pass(answer: Answer) -> bool:
    return answer.status == 429 or answer.status >= 500


def later(raw: RawDelivery, reason: str) -> bytes:
    if raw.attempts <= TRIES:
        raise Later(f"a file could not be fetched yet: {reason}")
    log.warning("a file of a message could not be fetched", raw=raw.pk, reason=reason)
    return b""
