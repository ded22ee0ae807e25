"""LINE's API, spoken with the channel's access token."""

from dataclasses import dataclass
from typing import Any

from channels_ingest import credentials
from conversations.models import Channel
from omnidesk.calling import Answer, as_json, call, fetch

KIND = "line"
API, DATA = "https://api.line.me", "https://api-data.line.me"


@dataclass(frozen=True)
class Bases:
    """Where LINE's API and LINE's files are; both are the simulator for a channel of practice."""

    api: str
    data: str


def bearer(channel: Channel) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials.secret(channel, 'token')}"}


def get(channel: Channel, base: str, path: str, seconds: float = 10.0) -> Answer:
    return call("GET", f"{base}{path}", headers=bearer(channel), seconds=seconds)


def post(channel: Channel, base: str, path: str, body: Any, seconds: float = 10.0, **more: str) -> Answer:
    """more: further headers, with _ for the hyphens."""
    headers, packed = as_json(body)
    extra = {name.replace("_", "-"): value for name, value in more.items()}
    return call("POST", f"{base}{path}", headers=headers | bearer(channel) | extra, body=packed, seconds=seconds)


def download(channel: Channel, base: str, path: str) -> Answer:
    return fetch(f"{base}{path}", headers=bearer(channel))


def told(answer: Answer) -> str:
    """LINE's own reason; "" = none."""
    said = answer.json
    details = said.get("details")
    first = details[0] if isinstance(details, list) and details and isinstance(details[0], dict) else {}
    parts = [str(said.get("message", "")), str(first.get("message", "")), str(first.get("property", ""))]
    return ": ".join(filter(None, parts))[:200]
