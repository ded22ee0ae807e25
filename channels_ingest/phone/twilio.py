"""Twilio Voice: rings the agent first, then connects the customer (twilio.com/docs/voice)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from channels_ingest import fields
from channels_ingest.adapters.base import Event, SendError, Sent
from channels_ingest.adapters.webhook import Check, Parcel
from channels_ingest.models import RawDelivery
from channels_ingest.phone import events, numbers, twilio_check, twilio_door, twiml
from channels_ingest.phone.codes import WORDS
from channels_ingest.phone.labels import TWILIO
from channels_ingest.phone.provider import AWAY, NO_ADDRESS, NO_TELEPHONE, TOO_LATE, Provider
from channels_ingest.twilio import account
from channels_ingest.twilio.refusing import refusal
from conversations.models import Call, Channel, Message, Trouble
from omnidesk.calling import NotReached, as_form, call

# Whoever pressed the button has turned to something else by then; their telephone is not to ring out of the blue.
IN_TIME = timedelta(minutes=2)


class Twilio(Provider):
    name: ClassVar[str] = TWILIO
    api: ClassVar[str] = account.API

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        twilio_door.verify(request, channel)

    def unpack(self, body: bytes, request: HttpRequest) -> list[Parcel]:
        return twilio_door.unpack(body, request)

    def answer(self, request: HttpRequest, channel: Channel) -> HttpResponse:
        told, step = fields.told(request.body), request.GET.get(twiml.STEP, "")
        if step == "connect":
            return twiml.answer(connected(told, request.GET.get(twiml.REFERENCE, ""), channel))
        if step == "after":
            return twiml.answer(twiml.after(told, channel))
        if step in ("voicemail", "over"):
            return twiml.answer(twiml.hang_up())
        if not step and told.get("CallStatus") == "ringing":
            return twiml.answer(twiml.greeting(told.get("From", ""), channel))
        return twiml.answer(twiml.nothing())

    def parse(self, raw: RawDelivery) -> Iterator[Event]:
        return events.read(fields.of(raw), raw)

    def dial(self, message: Message, channel: Channel, base: str) -> Sent:
        url = f"{account.url_of(channel, base)}/Calls.json"
        headers, body = as_form(written(message, channel))
        try:
            answer = call("POST", url, headers=headers | account.signed_in(channel), body=body)
        except NotReached:
            raise SendError(AWAY, permanent=True, trouble=Trouble.AWAY) from None
        if answer.status in (200, 201):
            return Sent(fields.name(str(answer.json.get("sid") or "")) or None)
        raise refusal(answer, WORDS)

    def check(self, channel: Channel, base: str) -> list[Check]:
        return twilio_check.lines(channel, account.url_of(channel, base), account.signed_in(channel))


def written(message: Message, channel: Channel) -> list[tuple[str, str]]:
    placed = Call.objects.select_related("agent").get(pk=message.pk)
    if placed.agent is None or not placed.agent.telephone:
        raise SendError(NO_TELEPHONE, permanent=True)
    if timezone.now() - message.shown_at > IN_TIME:
        raise SendError(TOO_LATE, permanent=True)
    if not channel.is_practice and not settings.PUBLIC_URL.startswith("https://"):
        raise SendError(NO_ADDRESS, permanent=True)
    about = str(message.pk)
    form = [
        ("To", placed.agent.telephone),
        ("From", numbers.own(channel)),
        ("Url", twiml.address(channel, "connect", about)),
        ("Method", "POST"),
        ("Timeout", str(twiml.RINGS)),
        ("StatusCallback", twiml.address(channel, "agent", about)),
        ("StatusCallbackMethod", "POST"),
    ]
    return form + [("StatusCallbackEvent", event) for event in twiml.EVENTS.split()]


def connected(told: dict[str, str], about: str, channel: Channel) -> Element:
    """Only a call that is under way, and only to the customer it was dialled for."""
    calls = Call.objects.select_related("agent").filter(message__channel=channel, message__direction="out")
    found = calls.filter(pk=fields.pk_of(about) or 0).first()
    if found is None or found.is_over or found.agent is None:
        return twiml.hang_up()
    return twiml.connect(told, channel, about, found.number, found.agent.language)
