"""The chat window's requests. Each reads what was said, asks its limits, and calls one deed."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import JsonResponse

from channels_ingest.adapters.chat import LONGEST_TEXT, is_uuid, uploads
from channels_ingest.chat import details as visitor_details
from channels_ingest.chat import sessions, thread, tickets
from channels_ingest.chat.door import LARGEST_BODY, Visit
from channels_ingest.chat.identify import NotIdentified, identify
from channels_ingest.chat.pages import page_of
from channels_ingest.chat.refusals import Refused
from channels_ingest.keeping import keep_raw
from channels_ingest.models import RawDelivery
from conversations.files import FILES_PER_MESSAGE
from omnidesk.cleaning import clean_message, word
from omnidesk.redaction import redact

LARGEST_MARK = 2**62


def begin(visit: Visit) -> JsonResponse:
    """A session, made just before the first message or upload."""
    visit.must_be_open()
    visit.limit("chat.session")
    visit.limit("chat.session.site")
    session, token = sessions.begin(
        visit.channel,
        language=visit.language,
        page=page_of(visit.said.get("page")),
        user_agent=visit.request.headers.get("User-Agent", ""),
    )
    return answer({"token": token, "session": str(session.pk)}, 201)


def end(visit: Visit) -> JsonResponse:
    sessions.end(visit.session)
    return answer({})


def vouch(visit: Visit) -> JsonResponse:
    """A new session of a visitor whom the company's page vouches for."""
    visit.must_be_open()
    visit.limit("chat.identify")
    try:
        person = identify(visit.channel, word(visit.said, "token", LARGEST_BODY))
    except NotIdentified:
        raise Refused("not_identified") from None
    session, token = sessions.begin(
        visit.channel,
        language=visit.language,
        page=page_of(visit.said.get("page")),
        user_agent=visit.request.headers.get("User-Agent", ""),
        account=person.account,
        name=person.name,
        email=person.email,
    )
    return answer({"token": token, "session": str(session.pk), "name": person.name}, 201)


def send(visit: Visit) -> JsonResponse:
    """Durable when this answers; the same key again is the same message."""
    visit.must_be_open()
    visit.limit("chat.message.address")
    visit.limit("chat.message")
    key = key_of(visit.said)
    external_id = f"{visit.session.pk}:{key}"
    # A repeat is told the same as the first, whose files are in its message by now.
    if not RawDelivery.objects.filter(channel=visit.channel, external_id=external_id).exists():
        keep(visit, external_id)
    return answer({"key": key, "state": "kept"}, 202)


@transaction.atomic
def keep(visit: Visit, external_id: str) -> None:
    text, files = text_of(visit.said), files_of(visit)
    if not text and not files:
        raise Refused("empty")
    sessions.is_on(visit.session, page_of(visit.said.get("page")))
    said = {"session": str(visit.session.pk), "text": redact(text), "files": files} | tapped_in(visit)
    keep_raw(visit.channel, external_id, said)


def read(visit: Visit) -> JsonResponse:
    visit.limit("chat.read")
    after, before = number(visit, "after"), number(visit, "before")
    session = visit.session
    part = thread.since(session, after) if after is not None else thread.latest(session, before)
    return answer(thread.shown(part, session))


def details(visit: Visit) -> JsonResponse:
    """A name and an address, as typed: claims."""
    visit.limit("chat.details")
    name, email = word(visit.said, "name", 400), word(visit.said, "email", 254)
    visitor_details.leave(visit.session, name=name, email=email)
    return answer({})


def ticket(visit: Visit) -> JsonResponse:
    visit.limit("chat.ticket")
    return answer({"ticket": tickets.issue(visit.session)})


def answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def key_of(said: dict[str, Any]) -> str:
    """Chosen by the browser; it is put behind the session's id, so nobody can take another's."""
    key = word(said, "key", 36)
    if not is_uuid(key):
        raise Refused("bad_request")
    return str(UUID(key))


def text_of(said: dict[str, Any]) -> str:
    text = said.get("text", "")
    if not isinstance(text, str):
        raise Refused("bad_request")
    if len(text) > LONGEST_TEXT:
        raise Refused("text_too_long")
    return clean_message(text)


def files_of(visit: Visit) -> list[str]:
    """Files that this session uploaded and has not sent yet."""
    names = visit.said.get("files", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Refused("bad_request")
    if len(names) > FILES_PER_MESSAGE:
        raise Refused("too_many_files")
    if uploads(visit.session, names).count() != len(set(names)):
        raise Refused("unknown_file")
    return names


def tapped_in(visit: Visit) -> dict[str, int]:
    """Of which message on their own screen they tapped a choice; what is none is passed over."""
    tapped = visit.said.get("tapped")
    if type(tapped) is not int or not 0 < tapped < LARGEST_MARK:
        return {}
    return {"tapped": tapped} if thread.visible(visit.session).filter(pk=tapped).exists() else {}


def number(visit: Visit, name: str) -> int | None:
    text = visit.request.GET.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 19 or int(text) > LARGEST_MARK:
        raise Refused("bad_request")
    return int(text)
