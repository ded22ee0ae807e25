"""A matter told in a few lines, for the rules that need no database. Times are Tokyo's."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agents import kept_hours
from agents.hours import Schedule
from agents.kept_hours import ALWAYS, Kept
from kpis.measures.deriving import derive
from kpis.measures.history import Deed, History, Matter, Row, World

TOKYO = ZoneInfo("Asia/Tokyo")
CHAT, MAIL, LINE, PHONE = 1, 2, 3, 4
SUPPORT, SALES = 1, 2
AYA, TAMURA = 1, 2
# Monday to Friday, nine to six; closed on Japanese holidays.
OFFICE = Schedule(TOKYO, {weekday: ((time(9), time(18)),) for weekday in range(5)})


def at(said: str) -> datetime:
    """'5/1 16:00' of 2026, with seconds if there are any."""
    day, clock = said.split()
    month, number = map(int, day.split("/"))
    return datetime.combine(date(2026, month, number), time.fromisoformat(clock), TOKYO)


def world(hours: dict[int, Kept] | None = None, now: str = "12/31 00:00") -> World:
    kept = {SUPPORT: [(ALWAYS, OFFICE)], SALES: [(ALWAYS, OFFICE)]} | (hours or {})

    def clock(team: int | None, start: datetime, end: datetime) -> timedelta:
        return kept_hours.business_time(kept.get(team or 0, [(ALWAYS, None)]), start, end)

    return World(at(now), TOKYO, clock, frozenset({CHAT, PHONE}))


class Told:
    """deeds: ('5/1 16:00', 'received', {...}) in any order; message numbers are given in the order told."""

    def __init__(self, *deeds: tuple[Any, ...], channel: int = CHAT, team: int = SUPPORT, **about: Any) -> None:
        rows = []
        for number, (when, kind, *more) in enumerate(deeds, start=1):
            fields: dict[str, Any] = dict(more[0]) if more else {}
            actor = fields.pop("actor", AYA if kind in ("replied", "call_answered") else None)
            message = number if kind in ("received", "replied", "call_answered") else None
            rows.append(
                Deed(
                    number,
                    kind,
                    at(when),
                    actor,
                    fields.pop("message", message),
                    fields.pop("channel", channel),
                    fields,
                )
            )
        self.matter = Matter(about.pop("id", 1), rows[0].at, about.pop("status", ""), team, deeds=tuple(rows), **about)


def rows(*told: Told, world_: World | None = None, steps: Iterable[Any] = ()) -> list[Row]:
    history = History(1, tuple(one.matter for one in told), tuple(steps))
    return derive(history, world_ or world())[0]


def one(found: list[Row], measure: str) -> Row:
    (row,) = [row for row in found if row.measure == measure]
    return row


def every(found: list[Row], measure: str) -> list[Row]:
    return [row for row in found if row.measure == measure]


def resolves(when: str, by: int | None = AYA, **more: Any) -> tuple[Any, ...]:
    return when, "status", {"after": "resolved", "actor": by, **more}
