"""Twilio's webhooks: signed over the address as it was entered there, and every field of the form."""

import base64
import hashlib
import hmac
import re
from collections import defaultdict
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest

from channels_ingest import credentials
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import Parcel, webhook_address
from channels_ingest.sms import fields, numbers
from channels_ingest.sms.provider import REFERENCE
from conversations.models import Channel
from omnidesk.fetching import PORTS

HEADER = "X-Twilio-Signature"
FORM = "application/x-www-form-urlencoded"
PORT = re.compile(r":\d+$")


def verify(request: HttpRequest, channel: Channel) -> None:
    tokens = credentials.believed(channel, "auth_token")
    if not tokens:
        raise NotVerified("no_secret")
    signed, given = signed_fields(request), request.headers.get(HEADER, "")
    # All are compared, so that the time says nothing of which one fits.
    fits = [is_signature(given, one, token, signed) for token in tokens for one in addresses(called(request, channel))]
    if not any(fits):
        raise NotVerified
    if not is_for(channel, fields.told(request.body)):
        raise NotVerified("recipient")


def called(request: HttpRequest, channel: Channel) -> str:
    """As Twilio called it: behind a proxy only PUBLIC_URL says so, and no header can."""
    query = request.META.get("QUERY_STRING", "")
    return f"{webhook_address(channel)}?{query}" if query else webhook_address(channel)


def addresses(url: str) -> list[str]:
    """Twilio sometimes signs the standard port and sometimes leaves any port out; each is as good."""
    parts = urlsplit(url)
    bare = PORT.sub("", parts.netloc)
    hosts = dict.fromkeys([parts.netloc, bare, f"{bare}:{PORTS.get(parts.scheme, 443)}"])
    return [urlunsplit(parts._replace(netloc=host)) for host in hosts]


def signed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Any other body than a form is vouched for by its hash in the address, which is signed."""
    if request.content_type == FORM:
        try:
            return fields.pairs(request.body)
        except ValueError:
            raise NotVerified from None
    named = request.GET.get("bodySHA256", "").lower()
    if not hmac.compare_digest(named.encode(), hashlib.sha256(request.body).hexdigest().encode()):
        raise NotVerified
    return []


def is_signature(given: str, url: str, token: str, signed: list[tuple[str, str]]) -> bool:
    return hmac.compare_digest(signature(url, token, signed).encode(), given.encode())


def signature(url: str, token: str, signed: list[tuple[str, str]]) -> str:
    values = defaultdict(set)
    for name, value in signed:
        values[name].add(value)
    text = url + "".join(f"{name}{value}" for name in sorted(values) for value in sorted(values[name]))
    made = hmac.new(token.encode(), text.encode(errors="replace"), hashlib.sha1).digest()
    return base64.b64encode(made).decode()


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
    return bool(told.get("MessageStatus")) or told.get("SmsStatus", "received") != "received"


def unpack(body: bytes, request: HttpRequest) -> list[Parcel]:
    told = fields.told(body)
    sid = fields.name(told.get("MessageSid") or told.get("SmsSid", ""))
    if not sid:
        return [Parcel(fields.digest(body), body)]
    if not is_receipt(told):
        return [Parcel(sid, body)]
    status = fields.name(told.get("MessageStatus") or told.get("SmsStatus", "")) or fields.digest(body)
    # Which message it is about stands in the address only, which is signed with the rest.
    about = fields.name(request.GET.get(REFERENCE, ""))
    return [Parcel(f"{sid}:{status}", f"{REFERENCE}={about}&".encode() + body if about else body)]
