"""The played provider's record: what came and went, without anything secret, for a week and five hundred rows."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from channels_ingest import credentials
from conversations.models import Channel
from simulator.faults import HELD
from simulator.models import SimulatorCall, SimulatorOnce

KEPT = timedelta(days=7)
MOST_ROWS = 500
# Signs of a body or an answer; nobody reads more than this in a pane.
LONGEST = 20_000
SHOWN_HEADERS = {
    "content-type", "content-length", "user-agent", "retry-after", "x-line-retry-key", "x-line-request-id",
    "x-line-accepted-request-id", "twilio-request-id", "omnidesk-delivery",
}  # fmt: skip
# Their presence is worth knowing; their content would let a reader speak for the other side.
NAMED_HEADERS = {"authorization", "x-line-signature", "x-twilio-signature", "omnidesk-signature"}
HIDDEN = "•••"
SECRET_FIELDS = re.compile(r'((?:api_secret|api_key|sig)(?:=|"\s*:\s*"))[^&"]*')


def keep(channel: Channel, direction: str, **told: Any) -> SimulatorCall:
    """One row; `headers` as they were, `body` and `answer` as bytes or text."""
    seen = told.pop("headers", {})
    texts = {name: readable(channel, told.pop(name, "")) for name in ("body", "answer")}
    call = SimulatorCall.objects.create(
        channel=channel, direction=direction, at=told.pop("at", None) or timezone.now(),
        headers=visible(seen), path=hide(channel, told.pop("path", ""))[:300], **texts, **told,
    )  # fmt: skip
    shorten(channel)
    return call


def answered(call: SimulatorCall, status: int, ms: int, answer: bytes | str = "") -> None:
    call.status, call.ms, call.answer = status, ms, readable(call.channel, answer)
    call.save(update_fields=["status", "ms", "answer", "note", "at", "headers", "body"])


def as_data(call: SimulatorCall) -> dict[str, Any]:
    """For a file; what is held back has not been sent, so its headers are none."""
    names = ("direction", "method", "path", "status", "ms", "note", "who", "name", "said", "body", "answer")
    headers = {} if call.note == HELD else call.headers
    return {"at": call.at.isoformat(), **{name: getattr(call, name) for name in names}, "headers": headers}


def visible(headers: Mapping[str, str]) -> dict[str, str]:
    lower = {name.lower(): str(value)[:200] for name, value in headers.items()}
    return {
        name: HIDDEN if name in NAMED_HEADERS else value
        for name, value in sorted(lower.items())
        if name in SHOWN_HEADERS | NAMED_HEADERS
    }


def readable(channel: Channel, content: bytes | str) -> str:
    if isinstance(content, bytes):
        try:
            content = content.decode()
        except UnicodeDecodeError:
            return f"({len(content)} bytes)"
    return hide(channel, content.replace("\0", ""))[:LONGEST]


def hide(channel: Channel, text: str) -> str:
    """Without the channel's own secrets, wherever they stand, and without what stands in a secret's place."""
    for value in credentials.of(channel).values():
        if isinstance(value, str) and len(value) > 3:
            text = text.replace(value, HIDDEN)
    return SECRET_FIELDS.sub(rf"\g<1>{HIDDEN}", text)


def shorten(channel: Channel) -> None:
    rows = SimulatorCall.objects.filter(channel=channel).order_by("-pk")
    oldest = rows.values_list("pk", flat=True)[MOST_ROWS : MOST_ROWS + 1]
    for pk in oldest:
        SimulatorCall.objects.filter(channel=channel, pk__lte=pk).delete()


def forget_old(now: datetime | None = None) -> None:
    since = (now or timezone.now()) - KEPT
    SimulatorCall.objects.filter(at__lt=since).delete()
    SimulatorOnce.objects.filter(at__lt=since).delete()
