"""Twilio: SMS and MMS (twilio.com/docs/messaging)."""

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest import fields, reaching, sent_files
from channels_ingest.adapters.base import Event, Noticed, SendError, Sent, Unreadable
from channels_ingest.adapters.webhook import Check, Parcel, webhook_address
from channels_ingest.models import RawDelivery
from channels_ingest.sms import media, mms, numbers, optout, twilio_check, twilio_door
from channels_ingest.sms.provider import AWAY, REFERENCE, Provider, told
from channels_ingest.sms.segments import count
from channels_ingest.sms.twilio_codes import OPTED_OUT, WORDS
from channels_ingest.twilio import account
from channels_ingest.twilio.refusing import code_of, refusal
from conversations.inbound import Inbound
from conversations.models import Attachment, Channel, Message, Trouble
from omnidesk.calling import NotReached, as_form, call
from omnidesk.redaction import redact

NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
FAILED = ("undelivered", "failed", "canceled")
ARRIVED = {"sent": "taken", "delivered": "delivered", "read": "read"}


class Twilio(Provider):
    name: ClassVar[str] = "twilio"
    api: ClassVar[str] = account.API
    # Of a long code, and by the part (twilio.com/docs/api/errors/30001); what comes faster waits in Twilio's own queue,
    # and after ten hours is thrown away there.
    per_second: ClassVar[float] = 1.0

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        twilio_door.verify(request, channel)

    def unpack(self, body: bytes, request: HttpRequest, channel: Channel) -> list[Parcel]:
        return twilio_door.unpack(body, request)

    def answer(self) -> HttpResponse:
        return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")

    def parse(self, raw: RawDelivery, base: str) -> Iterator[Event]:
        said = fields.of(raw)
        return receipt(said, raw) if twilio_door.is_receipt(said) else message(said, raw, base)

    def send(self, message: Message, text: str, channel: Channel, to: str, base: str) -> Sent:
        headers, body = as_form(written(message, text, channel, to))
        url = f"{account.url_of(channel, base)}/Messages.json"
        try:
            answer = call("POST", url, headers=headers | account.signed_in(channel), body=body)
        except NotReached:
            raise SendError(AWAY, permanent=False, trouble=Trouble.AWAY) from None
        if answer.status in (200, 201):
            return Sent(fields.name(str(answer.json.get("sid") or "")) or None)
        if code_of(answer) == OPTED_OUT:
            stopped(channel, to)
        raise refusal(answer, WORDS)

    def counts_as(self, text: str) -> int:
        return max(1, count(text).segments)

    def along(self, message: Message, channel: Channel, to: str) -> list[Attachment]:
        return mms.pictures(message, channel, to)

    def check(self, channel: Channel, base: str) -> list[Check]:
        return twilio_check.lines(channel, account.url_of(channel, base), account.signed_in(channel))


def message(said: dict[str, str], raw: RawDelivery, base: str) -> Iterator[Event]:
    if not said.get("From") or not (said.get("MessageSid") or said.get("SmsSid")):
        yield Unreadable("neither an SMS nor word of one")
        return
    who, text = numbers.sender(said["From"], raw.channel), fields.words(said.get("Body", ""))
    lines, attached = media.taken(said, raw, base, account.signed_in(raw.channel))
    raw.meta["unkept"] = redact(text) != text
    yield Inbound(
        channel=raw.channel,
        external_id=raw.external_id,
        sender=who,
        text=f"{text}\n{lines}".strip() or ("" if attached else empty(raw.channel.language)),
        received_at=raw.received_at,
        attachment_ids=attached,
    )
    yield from optout.heard(text, who, raw.channel, raw.received_at, said.get("OptOutType", ""))


def empty(language: str) -> str:
    with override(language):
        return _("[An SMS without words]")


def receipt(said: dict[str, str], raw: RawDelivery) -> Iterator[Event]:
    """That it is under way is known already, but of one whose sending broke."""
    status, code = said.get("MessageStatus") or said.get("SmsStatus", ""), said.get("ErrorCode", "")
    kind = "failed" if status in FAILED else ARRIVED.get(status)
    if kind is None or (kind == "taken" and not said.get(REFERENCE)):
        yield Noticed()
        return
    why = WORDS.reason(code) if kind == "failed" else ""
    name = said.get("MessageSid") or said.get("SmsSid", "")
    yield told(raw, name, kind, raw.received_at, why, said.get(REFERENCE, ""))
    if code == OPTED_OUT and said.get("To"):
        who = numbers.sender(said["To"], raw.channel)
        yield from optout.told_by_provider(who, raw.channel, raw.received_at, f"Twilio {code}")


def written(message: Message, text: str, channel: Channel, to: str) -> list[tuple[str, str]]:
    service = str(channel.settings.get("messaging_service_sid") or "")
    by = ("MessagingServiceSid", service) if service else ("From", numbers.own(channel))
    form = [("To", to), by, *([("Body", text)] if text else [])]
    form += [("MediaUrl", sent_files.address(file)) for file in mms.pictures(message, channel, to)]
    # To an address that nobody outside can call, Twilio would refuse to report; and with that, the message.
    if channel.is_practice or settings.PUBLIC_URL.startswith("https://"):
        form.append(("StatusCallback", f"{webhook_address(channel)}?{urlencode({REFERENCE: message.pk})}"))
    return form


def stopped(channel: Channel, to: str) -> None:
    """They said STOP to Twilio before we heard of it."""
    who = numbers.sender(to, channel)
    for event in optout.told_by_provider(who, channel, timezone.now(), f"Twilio {OPTED_OUT}"):
        reaching.changed(event)
