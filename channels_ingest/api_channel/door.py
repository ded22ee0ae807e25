"""What a connected system sends to the webhook: whether it is theirs, fresh and for this channel, and its events."""

import hashlib
import json
import re
from typing import Any

from django.http import HttpRequest

from channels_ingest import credentials, json_body
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import Parcel
from channels_ingest.api_channel import signing
from conversations.models import Channel

_KIND = re.compile(r"[a-z_]{1,40}")
_NAME = re.compile(r"[\x21-\x7e]{1,100}")


def verify(request: HttpRequest, channel: Channel) -> None:
    believed = credentials.believed(channel, "secret")
    if not believed:
        raise NotVerified("no_secret")
    stamp = signing.stamp_of(request.headers.get(signing.HEADER, ""), believed, request.body)
    if stamp is None:
        raise NotVerified
    if not signing.is_fresh(stamp):
        raise NotVerified("time")
    body = json_body.of(request)
    # One program may serve several channels: what names another one has been sent to the wrong address.
    if isinstance(body, dict) and body.get("channel") not in (None, channel.public_id):
        raise NotVerified("recipient")


def unpack(body: bytes, found: Any) -> list[Parcel]:
    """Each event by its own id; none for a ping."""
    if not isinstance(found, dict):
        return [whole(body)]
    if found.get("type") == "ping":
        return []
    events = found.get("events")
    if not isinstance(events, list):
        return [Parcel(known_as(found, body), body)]
    parcels: dict[str, Parcel] = {}
    try:
        for one in map(packed, events):
            # An id stands for one event: the first of a name is it.
            parcels.setdefault(one.external_id, one)
    except (ValueError, RecursionError):
        return [whole(body)]
    return list(parcels.values())


def whole(body: bytes) -> Parcel:
    """Rightly signed and not understood: kept as it is, and set aside when it is read."""
    return Parcel(f"sha256:{digest(body)}", body)


def packed(event: Any) -> Parcel:
    body = json.dumps(event).encode()
    return Parcel(known_as(event, body), body)


def known_as(event: Any, body: bytes) -> str:
    """A message and the word that it was taken back may have one id."""
    kind, name = (event.get("type"), event.get("id")) if isinstance(event, dict) else (None, None)
    if isinstance(kind, str) and isinstance(name, str) and _KIND.fullmatch(kind) and _NAME.fullmatch(name):
        return f"{kind}:{name}"
    return f"sha256:{digest(body)}"


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
