"""The shop's own server as a connected app of the desk: it speaks to the API as any company's server would."""

import json
import time
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.crypto import salted_hmac

from channels_ingest.api import keys
from channels_ingest.models import ConnectedApp, Scope
from conversations.models import Channel
from demo.shop.member import Member
from demo.sites import MYPAGE, STORE, shop_origins
from demo.story import read

APP = uuid.UUID("7d1f5c7e-0c0b-4f0e-9a51-2026ad310001")
NAME = "みなと家電オンラインストア"
PATIENCE = 5


class DeskAway(Exception):
    """The desk did not take it."""


def key() -> str:
    """A real shop has it in its settings, where an admin put it; this one must find it again after any start."""
    return keys.PREFIX + salted_hmac("demo.shop.system", str(APP), algorithm="sha256").hexdigest()


def connect() -> ConnectedApp:
    """As an admin would have set it up. The shop's address may be another one today."""
    secret = key()
    told = {
        "name": NAME,
        "scopes": [Scope.HANDOFFS, Scope.TOUCHPOINTS],
        "origins": shop_origins(),
        "key_hash": keys.hashed(secret),
        "key_hint": secret[: keys.HINT],
        "members_of": Channel.objects.filter(public_id__in=(STORE, MYPAGE)).order_by("-public_id").first(),
    }
    return ConnectedApp.objects.update_or_create(public_id=APP, defaults=told)[0]


def hand_over(member: Member | None, told: dict[str, Any], agent: str) -> str:
    """The token for the chat. Who it is, the shop's server says; where they are, the page has told it."""
    who = said_of(member) if member else {}
    at = datetime.fromtimestamp(int(time.time()), UTC).isoformat()
    signed_in = {"state": "authenticated", "method": "password", "at": at} if member else {"state": "guest"}
    names = ("page", "title", "flow", "step", "error", "basket", "device_id", "steps")
    context = {name: told[name] for name in names if told.get(name)} | {"device": device_of(agent)}
    return str(post("handoffs", {"identity": who, "authentication": signed_in, "context": context})["token"])


def said_of(member: Member) -> dict[str, Any]:
    """Whoever joins answers a mail first, so that the shop may say that they read it."""
    return {"account": member.account, "name": member.name, "email": member.email, "email_verified": True}


def order(member: Member | None, items: list[Any], device: str) -> str:
    """A purchase, as the shop's till knows it; nothing is sold."""
    number = f"A-{10000 + int(time.time()) % 90000}"
    event = {
        "id": f"order-{number}-{int(time.time())}",
        "at": datetime.now(UTC).isoformat(),
        "place": "shop",
        "kind": "order",
        "title": f"{number} {', '.join(str(item) for item in items[:5])}"[:200],
        "device": device,
        **({"account": member.account} if member else {}),
        "data": {"order_number": number, "items": len(items), "amount": price_of(items)},
    }
    post("touchpoints", {"events": [event]})
    return number


def price_of(items: list[Any]) -> int:
    """In yen, by the shop's own list, whatever a page says."""
    prices = {product.model: product.price for product in read().products}
    return sum(prices.get(str(item), 0) for item in items)


def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key()}", "Content-Type": "application/json"}
    address = f"{settings.PUBLIC_URL}/api/v1/{path}/"
    request = Request(address, json.dumps(body).encode(), headers)  # noqa: S310  our own address, http or https
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  the same
            found: dict[str, Any] = json.load(answer)
    except (URLError, TimeoutError, ValueError) as error:
        raise DeskAway from error
    return found


def device_of(agent: str) -> str:
    """What a person would call it."""
    systems = {"iPhone": "iPhone", "Android": "Android", "Macintosh": "Mac", "Windows": "Windows", "Linux": "Linux"}
    return next((word for sign, word in systems.items() if sign in agent), "")
