"""Reply tokens: an answer within a minute costs nothing of the quota. Each is good once, and nobody can tell afterwards
whether a broken reply went out; so the event that brought a token says for which message it was spent.

The token itself stays where it came: in the encrypted raw delivery.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from channels_ingest.line.words import at, text_of
from channels_ingest.models import RawDelivery
from conversations.models import Message
from omnidesk.cleaning import Unreadable, read_json
from omnidesk.kept_plans import columns
from omnidesk.rows import rows

# LINE says "one minute"; the call itself takes a moment.
FRESH = timedelta(seconds=50)
# In the raw delivery's meta: the message that is being answered with it; 0 = spent, and its end is known.
SPENT = "replied"
# What this person said just now, and the deliveries that brought it.
CANDIDATES = f"""
    SELECT {columns(RawDelivery, "raw")} FROM channels_ingest_rawdelivery raw WHERE raw.message_id = ANY(ARRAY(
        SELECT id FROM conversations_message
        WHERE customer_id = %s AND identity_id = %s AND channel_id = %s AND direction = 'in' AND shown_at > %s
        ORDER BY shown_at DESC, id DESC LIMIT 5
    )) AND NOT raw.meta ? %s ORDER BY raw.id DESC LIMIT 5
"""  # noqa: S608  constants of ours


class Interrupted(Exception):
    """An earlier try with a reply token never came to its end: nobody knows whether it went out."""


def take(message: Message) -> tuple[RawDelivery | None, str]:
    """The newest event of this person that still has a token, and the token; ours from now on."""
    for raw in candidates(message):
        token = fresh_token(raw)
        spent = {"meta": raw.meta | {SPENT: message.pk}}
        if token and RawDelivery.objects.filter(pk=raw.pk).exclude(meta__has_key=SPENT).update(**spent):
            return raw, token
    return None, ""


def candidates(message: Message) -> list[RawDelivery]:
    said = [message.customer_id, message.identity_id, message.channel_id, timezone.now() - FRESH]
    return rows(RawDelivery, CANDIDATES, [*said, SPENT])


def fresh_token(raw: RawDelivery) -> str:
    """ "" = there is none, it is too old, or the raw was deleted because of what was said in it."""
    event = event_of(raw)
    happened = at(event)
    if happened is None or timezone.now() - happened > FRESH or event.get("mode") == "standby":
        return ""
    return text_of(event, "replyToken")


def event_of(raw: RawDelivery) -> dict[str, Any]:
    try:
        events = read_json(raw.content).get("events")
    except Unreadable:
        return {}
    return events[0] if isinstance(events, list) and events and isinstance(events[0], dict) else {}


def settled(raw: RawDelivery) -> None:
    """Spent, and what came of it is known, or told as unknown: the next try goes another way."""
    RawDelivery.objects.filter(pk=raw.pk).update(meta=raw.meta | {SPENT: 0})


def must_not_be_interrupted(message: Message) -> None:
    """A worker that died while it replied said nothing. Only a repeat has to ask."""
    if message.attempts <= 1:
        return
    began = RawDelivery.objects.filter(channel=message.channel_id, message__identity=message.identity_id)
    for raw in began.filter(meta__contains={SPENT: message.pk}, received_at__gt=message.received_at - FRESH * 2):
        settled(raw)
        raise Interrupted
