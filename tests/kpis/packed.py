"""Rows of a measure, packed as the scan packs them, for pages that read figures."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.models import Conversation
from kpis import loading
from kpis.models import Measured
from kpis.packing import pack
from kpis.slices import today
from tests.cast import Desk

TOKYO = ZoneInfo("Asia/Tokyo")


def yesterday(clock: str, days: int = 1) -> datetime:
    """So many days ago, on the company's clock."""
    return datetime.combine(today() - timedelta(days=days), time.fromisoformat(clock), TOKYO)


def row(desk: Desk, measure: str, at: datetime, **fields: Any) -> Measured:
    """Of Hanako's matter, in the chat, with 家電サポート, unless said otherwise."""
    here = at.astimezone(TOKYO)
    matter, customer = hers(desk)
    about: dict[str, Any] = {"channel": desk.chat, "team": desk.support}
    about |= {} if "conversation" in fields else {"conversation_id": matter}
    about |= {} if "customer" in fields else {"customer_id": customer}
    place = {"day": here.date(), "minute": here.hour * 60 + here.minute}
    if "seconds" in fields:
        fields.setdefault("business_seconds", fields["seconds"])
    return Measured(measure=measure, began_at=at, at=at, **place, **about | fields)


def hers(desk: Desk) -> tuple[int, int]:
    """Hanako's newest matter and she herself by their numbers alone: tests make rows by the hundred."""
    of_hanako = Conversation.objects.filter(customer__identities__value="hanako-browser").order_by("-id")
    return of_hanako.values_list("pk", "customer_id").first() or (desk.matter.pk, desk.hanako.pk)


def packed(*rows: Measured) -> None:
    Measured.objects.bulk_create(rows)
    world = loading.world()
    for day, team in {(one.day, one.team_id) for one in rows}:
        pack(day, team, world)
