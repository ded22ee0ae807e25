"""Twilio signs every webhook over its address, as it was entered there, and all fields of the form."""

import base64
import hashlib
import hmac
import re
from collections import defaultdict
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest

from channels_ingest import credentials, fields
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import webhook_address
from conversations.models import Channel
from omnidesk.fetching import PORTS

HEADER = "X-Twilio-Signature"
FORM = "application/x-www-form-urlencoded"
PORT = re.compile(r":\d+$")


def prove(request: HttpRequest, channel: Channel) -> None:
    """That it is Twilio's and of this account; raises NotVerified. Which number it is for only its fields say."""
    tokens = credentials.believed(channel, "auth_token")
    if not tokens:
        raise NotVerified("no_secret")
    signed, given = signed_fields(request), request.headers.get(HEADER, "")
    # All are compared, so that the time says nothing of which one fits.
    fits = [is_signature(given, one, token, signed) for token in tokens for one in addresses(called(request, channel))]
    if not any(fits):
        raise NotVerified


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
