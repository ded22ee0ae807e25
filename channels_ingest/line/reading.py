"""LINE's events as what they mean to a desk: messages, people who follow and block, words that are taken back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import structlog
from django.db import connection

from channels_ingest.adapters.base import Event, Later, Linked, Noticed, Reach, Unreadable, Unsent
from channels_ingest.line import api, content, tapping, words
from channels_ingest.line.api import KIND, Bases
from channels_ingest.line.words import at
from channels_ingest.models import RawDelivery
from conversations.inbound import Inbound
from conversations.models import Message
from customers.identifying import Sender
from customers.models import Assurance, IdentityKind
from omnidesk.calling import Broke, NotReached
from omnidesk.cleaning import clean_words, read_json
from omnidesk.redaction import redact

log = structlog.get_logger(__name__)

LONGEST_ID = 100
LONGEST_NONCE = 255
# A message may be taken back while its file is still being fetched, or before LINE has delivered it again because we
# were away: then what is taken back comes first. After more than an hour it is nobody's.
TRIES_FOR_UNSENT = 6
PROFILE_SECONDS = 3.0
# One at most holds a value.
SHOWN = "SELECT display FROM customers_identity WHERE kind = %s AND scope = %s AND value = %s AND assurance >= %s"


def events(raw: RawDelivery, bases: Bases) -> Iterator[Event]:
    found = read_json(raw.content).get("events")
    if not isinstance(found, list) or not found:
        yield Unreadable("no events")
        return
    for event in found:
        yield read(event, raw, bases) if isinstance(event, dict) else Unreadable("an event of no known form")


def ahead(raws: list[RawDelivery]) -> list[Inbound | None]:
    """Texts: no file has to be fetched. Of strangers too, who cannot go in company (conversations.several)."""
    texts = [text_in(raw) for raw in raws]
    return [of_text(event, raw) if event else None for event, raw in zip(texts, raws, strict=True)]


def text_in(raw: RawDelivery) -> dict[str, Any] | None:
    """The only event of a delivery, where it is a text that somebody wrote to us alone."""
    try:
        found = read_json(raw.content).get("events")
    except ValueError:
        return None
    event = found[0] if isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict) else {}
    kinds = [words.text_of(one, "type") for one in (event, words.inner(event, "message"), words.inner(event, "source"))]
    return event if kinds == ["message", "text", "user"] else None


def of_text(event: dict[str, Any], raw: RawDelivery) -> Inbound | None:
    """None = of nobody whom it could be filed with."""
    user = words.text_of(words.inner(event, "source"), "userId")
    if not user or len(user) > LONGEST_ID:
        return None
    raw.meta["unkept"] = bool(raw.meta.get("unkept")) or holds_secret(event)
    return inbound(event, unasked(user, raw), raw, words.words(words.inner(event, "message"), raw.channel.language))


def read(event: dict[str, Any], raw: RawDelivery, bases: Bases) -> Event:
    kind, source = words.text_of(event, "type"), words.inner(event, "source")
    raw.meta["unkept"] = bool(raw.meta.get("unkept")) or holds_secret(event)
    if source.get("type") in ("group", "room"):
        # What somebody says among others is not said to the desk: filed with the writer it would be shown to colleagues
        # as a private word, and our answer would reach one of the group only. So nobody's matter is made of it.
        return noticed(f"{kind} in a group")
    reader = READERS.get(kind)
    if reader is None:
        return noticed(kind)
    user = words.text_of(source, "userId")
    if not user or len(user) > LONGEST_ID:
        return Unreadable("a message of nobody")
    return reader(event, user, raw, bases)


def holds_secret(event: dict[str, Any]) -> bool:
    """A card number or a password, in whatever people write: then not even what LINE brought is kept. Ids may look like
    numbers of cards, so they are not asked."""
    said, pressed = words.inner(event, "message"), words.inner(event, "postback")
    written = [words.text_of(said, name) for name in ("text", "fileName", "title", "address")]
    return any(redact(one) != one for one in (*written, words.text_of(pressed, "data")))


def noticed(kind: str) -> Event:
    log.info("an event of LINE that concerns nobody", kind=clean_words(kind, 40))
    return Noticed()


def message(event: dict[str, Any], user: str, raw: RawDelivery, bases: Bases) -> Event:
    said = words.inner(event, "message")
    if words.text_of(said, "type") in content.KINDS:
        text, files = content.taken(said, raw, bases.data)
    else:
        text, files = words.words(said, raw.channel.language), ()
    return inbound(event, unasked(user, raw), raw, text, files)


def inbound(
    event: dict[str, Any],
    who: Sender,
    raw: RawDelivery,
    text: str,
    files: tuple[int, ...] = (),
    mark: str = "",
) -> Inbound:
    """Known by LINE's id of the message, by which it can be taken back; what has none is known by its event."""
    quoted = words.text_of(words.inner(event, "message"), "quotedMessageId")[:LONGEST_ID]
    name = words.text_of(words.inner(event, "message"), "id")[:LONGEST_ID]
    return Inbound(
        channel=raw.channel,
        external_id=f"{name}{mark}" if name else raw.external_id,
        sender=who,
        text=text,
        received_at=raw.received_at,
        shown_at=at(event),
        attachment_ids=files,
        answers=quoted,
    )


def edited(event: dict[str, Any], user: str, raw: RawDelivery, bases: Bases) -> Event:
    """LINE lets nobody edit what was said to an account yet. Should it: the new words stand below the old ones."""
    text = words.edited(words.inner(event, "message"), raw.channel.language)
    return inbound(event, unasked(user, raw), raw, text, mark=f":{raw.external_id}"[:90])


def postback(event: dict[str, Any], user: str, raw: RawDelivery, bases: Bases) -> Event:
    if "newRichMenuAliasId" in words.inner(words.inner(event, "postback"), "params"):
        # They leaf through the tabs of the menu: said to nobody, so that nobody has to answer it.
        return noticed("a change of the menu")
    who, tapped = unasked(user, raw), tapping.of(event, raw.channel)
    if tapped is None:
        return inbound(event, who, raw, words.postback(event, raw.channel.language))
    key, says = tapped
    return replace(inbound(event, who, raw, says), tapped=key)


def followed(event: dict[str, Any], user: str, raw: RawDelivery, bases: Bases) -> Event:
    is_open = event.get("type") == "follow"
    return Reach(raw.channel, known(user, raw), is_open=is_open, at=at(event) or raw.received_at)


def unsent(event: dict[str, Any], user: str, raw: RawDelivery, bases: Bases) -> Event:
    name = words.text_of(words.inner(event, "unsend"), "messageId")
    if not name:
        return Unreadable("a message taken back that is not named")
    if raw.attempts <= TRIES_FOR_UNSENT and not Message.objects.filter(channel=raw.channel, external_id=name).exists():
        raise Later("a message that was taken back is not here yet")
    return Unsent(raw.channel, name, at(event))


def account_linked(event: dict[str, Any], user: str, raw: RawDelivery, bases: Bases) -> Event:
    """What it names proves nothing by itself: the nonce must be a token that we gave the company's app."""
    link = words.inner(event, "link")
    nonce = words.text_of(link, "nonce")[:LONGEST_NONCE] if link.get("result") == "ok" else ""
    return Linked(raw.channel, sender(user, raw, bases.api), nonce)


def unasked(user: str, raw: RawDelivery) -> Sender:
    """Whoever has written before has a name here; else `introduced` asks for it."""
    return replace(known(user, raw), asks_first=True)


def introduced(said: Inbound, raw: RawDelivery, base: str) -> Inbound:
    name = name_of(said.sender.value, raw, base)
    return replace(said, sender=known(said.sender.value, raw, name or said.sender.value, name))


def sender(user: str, raw: RawDelivery, base: str) -> Sender:
    """Of an event that is no message: their name at LINE is asked for unless they have written before."""
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, [IdentityKind.LINE, raw.channel.public_id, user, Assurance.ATTESTED])
        found = cursor.fetchone()
    if found is not None:
        return known(user, raw, found[0])
    name = name_of(user, raw, base)
    return known(user, raw, name or user, name)


def known(user: str, raw: RawDelivery, shown: str = "", name: str = "") -> Sender:
    return Sender(
        kind=IdentityKind.LINE,
        scope=raw.channel.public_id,
        value=user,
        display=shown,
        assurance=Assurance.ATTESTED,
        assured_by=KIND,
        family_name=name,
        language=raw.channel.language,
    )


def name_of(user: str, raw: RawDelivery, base: str) -> str:
    """ "" = LINE does not say, or not now: a message never waits for a name."""
    if not (user.isascii() and user.isalnum()):
        return ""
    try:
        answer = api.get(raw.channel, base, f"/v2/bot/profile/{user}", seconds=PROFILE_SECONDS)
    except (NotReached, Broke):
        return ""
    return clean_words(words.text_of(answer.json, "displayName"), 60) if answer.status == 200 else ""


type Reader = Callable[[dict[str, Any], str, RawDelivery, Bases], Event]

READERS: dict[str, Reader] = {
    "message": message,
    "messageEdited": edited,
    "postback": postback,
    "follow": followed,
    "unfollow": followed,
    "unsend": unsent,
    "accountLink": account_linked,
}
