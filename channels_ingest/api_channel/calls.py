"""Our calls to the address that an admin entered: signed, guarded like a stranger's address, and never redirected."""

import json
from typing import Any

from django.conf import settings

from channels_ingest import credentials
from channels_ingest.api_channel import signing
from conversations.models import Channel
from omnidesk.calling import Answer, NotReached, call, is_ours

DELIVERY = "Omnidesk-Delivery"


def post(channel: Channel, url: str, name: str, said: dict[str, Any]) -> Answer:
    """name: what it is known by, the same for every repeat. While a secret is replaced both sign, so that it does not
    matter which one the other side has in place. Raises NotReached and Broke."""
    if not may_call(url):
        raise NotReached("not https")
    body = json.dumps(said, ensure_ascii=False).encode()
    signed = signing.header(credentials.believed(channel, "secret"), body)
    about = {"Content-Type": "application/json; charset=utf-8", DELIVERY: name}
    return call("POST", url, headers=about | signed, body=body, strange=not channel.is_practice)


def may_call(url: str) -> bool:
    """Words of customers pass in the clear on a developer's machine only."""
    return url.startswith("https://") or settings.DEBUG or is_ours(url)
