"""From a queued message to the provider."""

import random
from datetime import datetime, timedelta

import structlog
from django.utils import timezone
from django.utils.translation import gettext_noop

from channels_ingest import pacing, sent_parts
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.base import Adapter, SendError, Sent
from conversations import delivery, resting
from conversations.models import Channel, Message, Scan, Trouble
from omnidesk.calling import Broke

log = structlog.get_logger(__name__)

# Reasons are kept in English and translated where they are shown, because colleagues read different languages.
REFUSED = gettext_noop("refused by their mail server")
HELD = gettext_noop("A file is held for the virus check.")
VIRUS = gettext_noop("A file has a virus.")
BROKE = gettext_noop("The connection broke while sending.")
# Seconds until the next try, by the number of tries so far; after the last a person decides.
PAUSES = (10, 60, 300, 1800)


def deliver(message_id: int) -> None:
    message = delivery.claim(message_id)
    if message is None or pacing.waits(message):
        return
    adapter = adapter_of(message)
    try:
        refuse_held_files(message)
        sent = adapter.send(message)
    except SendError as error:
        did_not_go(message, error)
    except Exception as error:  # the provider may have got it before something broke
        log.exception("nobody knows whether a message went out", message=message_id)
        delivery.mark_unknown(message_id, BROKE)
        if isinstance(error, Broke) and message.channel is not None:
            # Whatever became of this one, the others need not end the same way.
            resting.failed(message.channel, Trouble.AWAY)
    else:
        went(adapter, message, sent)


def refuse_held_files(message: Message) -> None:
    """Nothing of ours goes out with a file that the virus scanner has not let through."""
    states = {file.scan for file in message.attachments.all()}
    if Scan.INFECTED in states:
        raise SendError(VIRUS, permanent=True)
    if Scan.HELD in states:
        raise SendError(HELD, permanent=False)


def adapter_of(message: Message) -> Adapter:
    assert message.channel is not None, "only notes have no channel, and they are never queued"  # noqa: S101
    return ADAPTERS[message.channel.kind]


def went(adapter: Adapter, message: Message, sent: Sent) -> None:
    delivery.mark_sent(message.pk, sent.external_id, sent.at)
    sent_parts.keep(message, sent.parts)
    if message.channel is not None:
        resting.worked(message.channel)
    for address in sent.refused:
        delivery.mark_bounced(message.pk, REFUSED, address)
    adapter.told(message)


def did_not_go(message: Message, error: SendError) -> None:
    if error.trouble and message.channel is not None:
        until = rest_of(message.channel, error)
        if until is not None and not error.permanent:
            # The channel's failure is not counted as the message's.
            delivery.wait_until(message.pk, error.reason, until)
            return
    if error.permanent or message.attempts > len(PAUSES):
        delivery.mark_failed(message.pk, error.reason, error.permanent)
        return
    pause = PAUSES[message.attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311  jitter, not a secret
    pause = max(pause, error.after)
    delivery.again_later(message.pk, error.reason, timezone.now() + timedelta(seconds=pause))


def rest_of(channel: Channel, error: SendError) -> datetime | None:
    """Until when its message waits; None = it is tried again by itself."""
    if error.others_go:
        return resting.out_of_quota(channel)
    return resting.failed(channel, error.trouble, error.after)


def settle_abandoned(message_id: int) -> None:
    """A worker may have died between claiming and marking: repeat at once where that is harmless; elsewhere let a
    person decide, when no worker can be at it any more."""
    message = Message.objects.select_related("channel").get(pk=message_id)
    if adapter_of(message).capabilities.repeats:
        delivery.again_later(message_id, "", timezone.now())
        deliver(message_id)
    elif message.claimed_at is None or timezone.now() - message.claimed_at > delivery.CLAIM_LASTS:
        delivery.mark_unknown(message_id, BROKE)
