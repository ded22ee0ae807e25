"""Twilio's webhooks of calls: signed as those of its SMS are; one delivery for each step of a call."""

from django.http import HttpRequest

from channels_ingest import fields
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import Parcel
from channels_ingest.phone import numbers
from channels_ingest.phone.twiml import REFERENCE, STEP
from channels_ingest.twilio import signature
from conversations.models import Channel

# Asks only what to say next: nothing to keep.
ONLY_ASKS = ("connect",)


def verify(request: HttpRequest, channel: Channel) -> None:
    signature.prove(request, channel)
    if not is_for(channel, fields.told(request.body), request):
        raise NotVerified("recipient")


def is_for(channel: Channel, told: dict[str, str], request: HttpRequest) -> bool:
    """The account's other numbers are signed with the same token. A step's address is one that we gave out ourselves,
    for a call of this channel; a call that begins must be to our number."""
    account = str(channel.settings.get("account_sid") or "")
    if not account or told.get("AccountSid", "") != account:
        return False
    return bool(request.GET.get(STEP)) or told.get("To", "") == numbers.own(channel) != ""


def unpack(body: bytes, request: HttpRequest) -> list[Parcel]:
    told, step = fields.told(body), fields.name(request.GET.get(STEP, ""))
    sid = fields.name(told.get("CallSid", ""))
    if not sid:
        return [Parcel(fields.digest(body), body)]
    if step in ONLY_ASKS:
        return []
    status = told.get("RecordingSid") or told.get("DialCallStatus") or told.get("CallStatus", "")
    if not step and status in ("ringing", "in-progress", "queued"):
        return [Parcel(sid, body)]
    name = ":".join((sid, step or "line", fields.name(status) or fields.digest(body)))
    # Which call and step it is about stands in the address only, which is signed with the rest.
    about = fields.name(request.GET.get(REFERENCE, ""))
    more = f"{STEP}={step}&" * bool(step) + f"{REFERENCE}={about}&" * bool(about)
    # After the form: of two fields with one name the last counts, and this one is ours.
    return [Parcel(name, body + f"&{more}".rstrip("&").encode() if more else body)]
