"""An answer to the connected system: one signed POST, which carries a name of its own, so that a repeat is harmless."""

from typing import Any

from django.utils.translation import gettext_noop

from channels_ingest import sent_files
from channels_ingest.adapters.base import SendError, Sent
from channels_ingest.api_channel import calls, naming
from channels_ingest.api_channel.body import Answer, Link, To
from channels_ingest.models import RawDelivery
from conversations import private_links
from conversations.models import Attachment, Channel, Direction, Message, Trouble
from omnidesk import calling
from omnidesk.cleaning import Unreadable, clean, clean_words, read_json
from omnidesk.redaction import redact

NOT_SIGNED_IN = gettext_noop("The connected system refuses our signature. An admin has to compare the secret.")
BUSY = gettext_noop("The connected system asks us to wait. It is sent by itself.")
AWAY = gettext_noop("The connected system cannot be reached. It is sent by itself as soon as it can be.")
GONE = gettext_noop("The connected system says that this person can no longer be reached there.")
ELSEWHERE = gettext_noop("The connected system sends us on to another address. An admin has to enter that one.")
REFUSED = gettext_noop("The connected system refused the message.")


def send(message: Message, url: str) -> Sent:
    assert message.channel is not None, "only notes have no channel, and they are never queued"  # noqa: S101
    name = naming.delivery_of(message)
    try:
        answer = calls.post(message.channel, url, name, written(message, name))
    except (calling.NotReached, calling.Broke):
        # They know the name of what they have, so that it is simply said again.
        raise SendError(AWAY, permanent=False, trouble=Trouble.AWAY) from None
    if 200 <= answer.status < 300 or answer.status == 409:
        return Sent(known_as(answer, message.channel, message) or name)
    raise refusal(answer, message.channel)


def written(message: Message, name: str) -> dict[str, Any]:
    assert message.channel is not None and message.identity is not None, "queued with both"  # noqa: PT018, S101
    answered, thread = last_word(message)
    return Answer(
        id=name,
        channel=message.channel.public_id,
        to=To(id=message.identity.value, name=str(message.identity)),
        text=private_links.written_out(message),
        files=[link(file) for file in message.attachments.all()],
        at=message.shown_at,
        in_reply_to=answered,
        thread=thread,
    ).model_dump(mode="json")


def link(file: Attachment) -> Link:
    return Link(name=file.name, type=file.content_type, size=file.size, url=sent_files.address(file))


def last_word(message: Message) -> tuple[str, str]:
    """Their id of what they last said in this matter, and their thread, while we hold what came."""
    said = Message.objects.filter(
        conversation=message.conversation_id,
        channel=message.channel_id,
        identity=message.identity_id,
        direction=Direction.IN,
    )
    last = said.order_by("-seq").values_list("pk", "external_id").first()
    if last is None:
        return "", ""
    raw = RawDelivery.objects.filter(message=last[0]).first()
    return last[1] or "", thread_of(raw) if raw else ""


def thread_of(raw: RawDelivery) -> str:
    try:
        thread = read_json(raw.content).get("thread")
    except Unreadable:
        return ""
    return clean(thread) if isinstance(thread, str) else ""


def known_as(answer: calling.Answer, channel: Channel, message: Message) -> str:
    """Their id of it, by which they tell how far it got; "" = none, or they gave it to another one before."""
    name = str(answer.json.get("id") or "")
    if not 0 < len(name) <= 200 or not name.isascii() or not name.isprintable():
        return ""
    taken = Message.objects.filter(channel=channel, external_id=name).exclude(pk=message.pk)
    return "" if taken.exists() else name


def refusal(answer: calling.Answer, channel: Channel) -> SendError:
    if answer.status in (401, 403):
        return SendError(NOT_SIGNED_IN, permanent=False, trouble=Trouble.SIGN_IN)
    if answer.status == 429:
        return SendError(BUSY, permanent=False, after=answer.after, trouble=Trouble.AWAY)
    if answer.status >= 500 or answer.status == 408:
        return SendError(AWAY, permanent=False, after=answer.after, trouble=Trouble.AWAY)
    if answer.status < 400:
        return SendError(ELSEWHERE, permanent=False, trouble=Trouble.AWAY)
    words = told(answer)
    if words:
        return SendError(f"{channel.name}: {words}", permanent=True)
    return SendError(GONE if answer.status == 410 else REFUSED, permanent=True)


def told(answer: calling.Answer) -> str:
    """Their own words for it, on one line."""
    said = answer.json.get("error")
    return redact(clean_words(said, 200)) if isinstance(said, str) else ""
