"""A webhook on its way: to our own door, over real HTTP, and into the log."""

import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from conversations.models import Channel
from omnidesk.calling import Broke, NotReached, call
from simulator import faults, log
from simulator.models import SimulatorCall
from simulator.providers import Call, Happening

SECONDS = 10.0


def post(channel: Channel, one: Call, told: Sequence[Happening], note: str = "") -> SimulatorCall:
    """What the customer sees is not seen again when a notice is repeated."""
    door = one.path or reverse("webhook", args=[channel.kind, channel.public_id])
    path = door + (f"?{one.query}" if one.query else "")
    begun, at = time.monotonic(), timezone.now()
    try:
        answered = call("POST", f"{settings.SIMULATOR_URL}{path}", headers=one.headers, body=one.body, seconds=SECONDS)
        status, answer = answered.status, answered.body
    except (NotReached, Broke) as error:
        status, answer = 0, type(error).__name__.encode()
    first = told[0] if told else Happening("", {})
    return log.keep(
        channel, SimulatorCall.Direction.IN, at=at, method="POST", path=" ".join(each.what for each in told) or "test",
        status=status, ms=round((time.monotonic() - begun) * 1000), headers=one.headers, body=one.body, answer=answer,
        note=note, who=first.who, name=first.name, said=bubbles(told, note),
    )  # fmt: skip


def bubbles(told: Sequence[Happening], note: str) -> list[dict[str, Any]]:
    return [] if note == faults.DOUBLED else [dict(bubble) for happened in told for bubble in happened.said]
