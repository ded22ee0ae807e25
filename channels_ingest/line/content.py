"""Pictures, videos, voices and files: LINE keeps them for a while and hands them out for the message's id."""

from typing import Any

import filetype
import structlog
from django.core.files.base import ContentFile

from channels_ingest.adapters.base import Later
from channels_ingest.line import api
from channels_ingest.line.words import elsewhere, inner, not_fetched, text_of
from channels_ingest.models import RawDelivery
from conversations import files
from omnidesk.calling import SECONDS, Answer, Broke, NotReached
from omnidesk.cleaning import clean_words

log = structlog.get_logger(__name__)

ENDINGS = {"image": "jpg", "video": "mp4", "audio": "m4a"}
KINDS = (*ENDINGS, "file")
# The words around it wait for a file; after so many tries (about 45 seconds) they come in without.
TRIES = 3
# A video is made ready by LINE first, which takes a few minutes at most.
TRIES_WHILE_MADE_READY = 4


def taken(message: dict[str, Any], raw: RawDelivery, base: str) -> tuple[str, tuple[int, ...]]:
    """(words, attachments) of a message that has a file; raises Later where it may be there in a moment."""
    kind, language = text_of(message, "type"), raw.channel.language
    provider = inner(message, "contentProvider")
    if provider.get("type") == "external":
        return elsewhere(kind, text_of(provider, "originalContentUrl"), language), ()
    name = clean_words(text_of(message, "fileName"), 200)
    content = fetched(text_of(message, "id"), raw, base)
    if not content:
        return not_fetched(kind, name, language), ()
    name = name or f"LINE.{filetype.guess_extension(content) or ENDINGS.get(kind, 'bin')}"
    return "", (files.keep_any(ContentFile(content, name=name), name=name).pk,)


def fetched(message_id: str, raw: RawDelivery, base: str) -> bytes:
    """b"" = it will never come: it is gone, too large, or was not to be had in time."""
    if not (message_id.isascii() and message_id.isalnum()):
        return b""
    raw.waits(SECONDS)
    try:
        answer = api.download(raw.channel, base, f"/v2/bot/message/{message_id}/content")
    except (NotReached, Broke) as error:
        return later(raw, TRIES, type(error).__name__)
    if answer.status == 200:
        return answer.body
    if answer.status == 202:
        return later(raw, TRIES_WHILE_MADE_READY, "LINE is making it ready")
    return later(raw, TRIES, f"status {answer.status}") if may_pass(answer) else b""


def may_pass(answer: Answer) -> bool:
    return answer.status == 429 or answer.status >= 500


def later(raw: RawDelivery, tries: int, reason: str) -> bytes:
    if raw.attempts <= tries:
        raise Later(f"a file could not be fetched yet: {reason}")
    log.warning("a file of a message could not be fetched", raw=raw.pk, reason=reason)
    return b""
