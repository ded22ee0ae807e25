"""A reply while its token is fresh, else a push, which carries a key of the message: a repeat never doubles it."""

import uuid
from datetime import timedelta
from typing import Any

import structlog
from django.utils import timezone
from django.utils.translation import gettext_noop

from channels_ingest.adapters.base import SendError, Sent
from channels_ingest.line import api, composing, quota, replying
from conversations.models import Channel, Message, Trouble
from omnidesk.calling import Answer, Broke, NotReached

log = structlog.get_logger(__name__)

# What LINE publishes for pushes and replies, as for all that its table of limits does not name
# (developers.line.biz/en/reference/messaging-api/#rate-limits).
PER_SECOND = 2000.0
# LINE remembers a key for a day; what broke and is repeated later might come twice.
KEY_LASTS = timedelta(hours=23)
# A reply is over before anybody doubts that its worker lives (delivery.CLAIM_DOUBTED) and takes it for interrupted.
REPLY_SECONDS = 6.0
KEYS = uuid.UUID("5b8f1d0c-6d0e-4f0b-9a57-7f3f0c1f2f6e")
# From then on a person decides (channels_ingest.sending.PAUSES).
MOST_ATTEMPTS = 4

NOTHING = gettext_noop("The message is empty.")
NO_TOKEN = gettext_noop("LINE refuses our access token. An admin has to enter a new one.")
QUOTA = gettext_noop("This month's messages at LINE are used up.")
BUSY = gettext_noop("LINE asks us to wait. It is sent by itself.")
AWAY = gettext_noop("LINE cannot be reached. It is sent by itself as soon as it can be.")
NOT_REACHED = gettext_noop("LINE could not deliver it: the customer blocks the account or is no longer there.")
REFUSED = gettext_noop("LINE refused the message.")


def send(message: Message, base: str) -> Sent:
    assert message.channel is not None and message.identity is not None, "queued with both"  # noqa: PT018, S101
    batches = composing.batches(message)
    if not batches:
        raise SendError(NOTHING, permanent=True)
    replying.must_not_be_interrupted(message)
    sent = replied(message, batches[0], base) if len(batches) == 1 else None
    return sent or pushed(message, batches, base)


def replied(message: Message, objects: list[dict[str, Any]], base: str) -> Sent | None:
    """None = no fresh token, or LINE refused it: it surely did not go that way. A reply that broke off, or that LINE
    answered with an error of its own, may have gone: the error passes, and nothing is tried after it."""
    raw, token = replying.take(message)
    if raw is None or message.channel is None:
        return None
    try:
        body = {"replyToken": token, "messages": objects}
        answer = api.post(message.channel, base, "/v2/bot/message/reply", body, REPLY_SECONDS)
    except NotReached:
        replying.settled(raw)
        return None
    except Broke:
        replying.settled(raw)
        raise
    if answer.status == 200:
        # Not settled: who dies before it is written down that this went out must not be followed by a push.
        return sent_as(names_of(answer))
    replying.settled(raw)
    if answer.status >= 500:
        raise Broke(f"status {answer.status}")
    log.info("a reply token was refused", message=message.pk, status=answer.status)
    return None


def pushed(message: Message, batches: list[list[dict[str, Any]]], base: str) -> Sent:
    assert message.channel is not None and message.identity is not None, "queued with both"  # noqa: PT018, S101
    if is_too_late_to_repeat(message):
        raise replying.Interrupted
    if quota.is_used_up(message.channel, base):
        raise used_up()
    names: list[str] = []
    for number, objects in enumerate(batches):
        body = {"to": message.identity.value, "messages": objects}
        names += one(message, message.channel, base, body, number)
    return sent_as(names)


def one(message: Message, channel: Channel, base: str, body: dict[str, Any], number: int) -> list[str]:
    try:
        answer = api.post(channel, base, "/v2/bot/message/push", body, X_Line_Retry_Key=key_of(message, number))
    except NotReached:
        raise SendError(AWAY, permanent=False, trouble=Trouble.AWAY) from None
    except Broke:
        if message.attempts > MOST_ATTEMPTS or timezone.now() - message.received_at > KEY_LASTS:
            raise
        raise SendError(AWAY, permanent=False, trouble=Trouble.AWAY) from None
    if answer.status == 200:
        quota.spent(channel)
    # 409: an earlier try with this key was accepted.
    if answer.status in (200, 409):
        return names_of(answer)
    raise refusal(answer, channel)


def is_too_late_to_repeat(message: Message) -> bool:
    """An earlier try may have gone, and LINE no longer knows its key; what LINE refused has surely not gone."""
    may_have_gone = message.failure not in ("", NO_TOKEN, QUOTA, BUSY)
    return may_have_gone and timezone.now() - message.received_at > KEY_LASTS


def key_of(message: Message, number: int) -> str:
    return str(uuid.uuid5(KEYS, f"{message.channel_id}:{message.pk}:{number}"))


def names_of(answer: Answer) -> list[str]:
    """LINE's own names for what was sent: one for each object, in their order (sentMessages)."""
    listed = answer.json.get("sentMessages")
    sent = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [name for one in sent if (name := str(one.get("id") or "")[:200])]


def sent_as(names: list[str]) -> Sent:
    """A customer quotes the object that they touch, which need not be the first."""
    return Sent(names[0], parts=tuple(names[1:])) if names else Sent()


def used_up() -> SendError:
    """Replies still go: they cost nothing of it."""
    return SendError(QUOTA, permanent=False, trouble=Trouble.QUOTA, others_go=True)


def refusal(answer: Answer, channel: Channel) -> SendError:
    if answer.status in (401, 403):
        return SendError(NO_TOKEN, permanent=False, trouble=Trouble.SIGN_IN)
    if answer.status == 429 and "monthly limit" in api.told(answer):
        quota.keep(channel, 0)
        return used_up()
    if answer.status == 429:
        return SendError(BUSY, permanent=False, after=answer.after, trouble=Trouble.AWAY)
    if answer.status >= 500:
        return SendError(AWAY, permanent=False, after=answer.after, trouble=Trouble.AWAY)
    reason = api.told(answer)
    if "Failed to send messages" in reason:
        return SendError(NOT_REACHED, permanent=True)
    return SendError(f"LINE: {reason}" if reason else REFUSED, permanent=True)
