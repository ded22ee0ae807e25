"""Twilio's webhooks of SMS: what came in, and how far a message of ours got."""

from django.http import HttpRequest

from channels_ingest import fields
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import Parcel
from channels_ingest.sms import numbers
from channels_ingest.sms.provider import REFERENCE
from channels_ingest.twilio import signature
from conversations.models import Channel

# What Twilio says of a customer's words; everything else is word of ours.
COMES_IN = ("receiving", "received")


def verify(request: HttpRequest, channel: Channel) -> None:
    signature.prove(request, channel)
    if not is_for(channel, fields.told(request.body)):
        raise NotVerified("recipient")


def is_for(channel: Channel, told: dict[str, str]) -> bool:
    """The account's other numbers are signed with the same token."""
    account = str(channel.settings.get("account_sid") or "")
    if not account or told.get("AccountSid", account if is_receipt(told) else "") != account:
        return False
    ours = "From" if is_receipt(told) else "To"
    service = str(channel.settings.get("messaging_service_sid") or "")
    if service and told.get("MessagingServiceSid") == service:
        return True
    return (is_receipt(told) and ours not in told) or numbers.is_own(channel, told.get(ours, ""))


def is_receipt(told: dict[str, str]) -> bool:
    return bool(status_of(told)) and status_of(told) not in COMES_IN


def status_of(told: dict[str, str]) -> str:
    return told.get("MessageStatus") or told.get("SmsStatus", "")


def unpack(body: bytes, request: HttpRequest) -> list[Parcel]:
    told = fields.told(body)
    sid = fields.name(told.get("MessageSid") or told.get("SmsSid", ""))
    if not sid:
        return [Parcel(fields.digest(body), body)]
    if not is_receipt(told):
        return [Parcel(sid, body)]
    status = fields.name(status_of(told)) or fields.digest(body)
    # Which message it is about stands in the address only, which is signed with the rest.
    about = fields.name(request.GET.get(REFERENCE, ""))
    return [Parcel(f"{sid}:{status}", f"{REFERENCE}={about}&".encode() + body if about else body)]
