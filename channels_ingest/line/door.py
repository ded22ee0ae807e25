"""What LINE sends to the webhook: whether it is LINE's and meant for this account, and one parcel for each event."""

import base64
import hashlib
import hmac
import json
from typing import Any

from django.http import HttpRequest

from channels_ingest import credentials, json_body
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import Parcel
from conversations.models import Channel

HEADER = "X-Line-Signature"
LONGEST_EVENT_ID = 100


def verify(request: HttpRequest, channel: Channel) -> None:
    """HMAC-SHA256 of the raw body by the channel secret; and a signed body names the bot that it was sent to."""
    given = request.headers.get(HEADER, "")
    believed = credentials.believed(channel, "secret")
    if not believed:
        raise NotVerified("no_secret")
    # All are compared, so that the time says nothing of which one fits.
    fits = [hmac.compare_digest(signature(secret, request.body), given.encode()) for secret in believed]
    if not any(fits):
        raise NotVerified
    body, known = json_body.of(request), str(channel.settings.get("bot_user_id") or "")
    if known and isinstance(body, dict) and names_another(body, known):
        raise NotVerified("recipient")


def names_another(body: dict[str, Any], known: str) -> bool:
    """A test of the address that brings nothing need not say whom it was meant for."""
    brings_nothing = "destination" not in body and body.get("events") == []
    return body.get("destination") != known and not brings_nothing


def signature(secret: str, body: bytes) -> bytes:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())


def unpack(body: bytes, found: Any) -> list[Parcel]:
    """Each event by LINE's own id for it, in the form in which LINE sent it; none for the test with no events."""
    events = found.get("events") if isinstance(found, dict) else None
    if not isinstance(events, list):
        return [whole(body)]
    parcels: dict[str, Parcel] = {}
    try:
        for event in events:
            packed = json.dumps({"destination": found.get("destination", ""), "events": [event]})
            name = known_as(event)
            # LINE gives each event its own id; two of one name in a request are two events all the same.
            name = f"{name}:{digest(event)}" if name in parcels else name
            parcels[name] = Parcel(name, packed.encode())
    except (ValueError, RecursionError):
        return [whole(body)]
    return list(parcels.values())


def whole(body: bytes) -> Parcel:
    """Signed by LINE and not understood: kept as it is, and set aside when it is read."""
    return Parcel(f"sha256:{hashlib.sha256(body).hexdigest()}", body)


def known_as(event: Any) -> str:
    """A redelivery differs in its deliveryContext only."""
    name = event.get("webhookEventId") if isinstance(event, dict) else None
    if isinstance(name, str) and name.isascii() and name.isalnum() and len(name) <= LONGEST_EVENT_ID:
        return name
    return f"sha256:{digest(event)}"


def digest(event: Any) -> str:
    kept = (
        {key: value for key, value in event.items() if key != "deliveryContext"} if isinstance(event, dict) else event
    )
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
