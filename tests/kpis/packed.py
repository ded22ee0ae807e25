"""Rows of a measure, packed as the scan packs them, for pages that read figures."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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
    about: dict[str, Any] = {"channel": desk.chat, "team": desk.support}
    if "conversation" not in fields:
        about["conversation"] = desk.matter
    if "customer" not in fields:
        about["customer"] = desk.hanako
    place = {"day": here.date(), "minute": here.hour * 60 + here.minute}
    if "seconds" in fields:
        fields.setdefault("business_seconds", fields["seconds"])
    return Measured(measure=measure, began_at=at, at=at, **place, **about | fields)


def packed(*rows: Measured) -> None:
    Measured.objects.bulk_create(rows)
    world = loading.world()
    for day, team in {(one.day, one.team_id) for one in rows}:
        pack(day, team, world)
