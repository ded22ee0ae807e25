"""The scripted matters: who said what, how long after the start."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
# The dates that the texts were written for (see schema.md).
FIRST_MONDAY = date(2026, 6, 15)
HOLIDAY = date(2026, 7, 20)
CLOCK = re.compile(r"\+(\d+)d(\d+):(\d+)")
SPAN = re.compile(r"(-?)\+?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")


def starts_at(text: str) -> datetime:
    """`fri 19:58` in the week the texts were written for, local time without zone; `hol` is the public holiday."""
    day, clock = text.split(" ")
    on = HOLIDAY if day == "hol" else FIRST_MONDAY + timedelta(days=WEEKDAYS[day])
    return datetime.combine(on, time.fromisoformat(clock.zfill(5)))


def offset(text: str, start: datetime) -> timedelta:
    """`+2h10m` since the start, or `+1d17:48` = the next day at that clock time."""
    if match := CLOCK.fullmatch(text):
        midnight = datetime.combine(start.date(), time())
        return midnight + timedelta(days=int(match[1]), hours=int(match[2]), minutes=int(match[3])) - start
    match = SPAN.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no time since the start")
    days, hours, minutes = (int(part or 0) for part in match.groups()[1:])
    span = timedelta(days=days, hours=hours, minutes=minutes)
    return -span if match[1] else span


@dataclass(frozen=True)
class Turn:
    at: timedelta
    channel: str
    author: str
    by: str
    subject: str
    text: str
    attachments: tuple[str, ...]
    delivery: tuple[str, ...]
    failure: str
    kind: str
    flags: tuple[str, ...]
    # Who wrote when it was not the customer of the matter.
    party: str
    promises: tuple[str, ...]
    call: dict[str, Any]

    @classmethod
    def read(cls, row: dict[str, Any], start: datetime) -> "Turn":
        promises = row.get("promise") or []
        return cls(
            at=offset(row["at"], start),
            channel=row["channel"],
            author=row["author"],
            by=row.get("by") or "",
            subject=row.get("subject") or "",
            text=(row.get("text") or "").strip(),
            attachments=tuple(row.get("attachments") or ()),
            delivery=tuple(row.get("delivery") or ()),
            failure=row.get("failure") or "",
            kind=row.get("kind") or "",
            call=row.get("call") or {},
            flags=tuple(row.get("flags") or ()),
            party=row.get("party") or "",
            promises=tuple(p["text"] for p in (promises if isinstance(promises, list) else [promises])),
        )


@dataclass(frozen=True)
class Page:
    """What the customer looked at on the web before writing."""

    at: timedelta
    what: str


@dataclass(frozen=True)
class Script:
    id: str
    language: str
    topic: str
    labels: tuple[str, ...]
    customer: str
    team: str
    status: str
    start: datetime
    holiday: bool
    channels: tuple[str, ...]
    pages: tuple[Page, ...]
    turns: tuple[Turn, ...]

    @classmethod
    def read(cls, row: dict[str, Any]) -> "Script":
        start = starts_at(row["start"])
        journey = row.get("journey") or []
        return cls(
            id=row["id"],
            language=row["lang"],
            topic=row["topic"],
            labels=tuple(row["labels"]),
            customer=row["customer"],
            team=row["team"],
            status=row["status"],
            start=start,
            holiday=row["start"].startswith("hol"),
            channels=tuple(row["channels"]),
            pages=tuple(Page(offset(p["at"], start), p["what"]) for p in journey if p["kind"] in ("faq", "page_view")),
            turns=tuple(Turn.read(turn, start) for turn in row["turns"]),
        )
