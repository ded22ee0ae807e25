"""A calendar invitation as lines a person can read: what, when (with its zone), where, from whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

EVENTS = 20
LONGEST = 500
CALENDAR_BYTES = 256 * 1024


@dataclass(frozen=True)
class Invitation:
    """`method`: REQUEST, CANCEL, REPLY … as the sender meant it."""

    method: str
    summary: str
    starts: date | datetime | None
    ends: date | datetime | None
    where: str
    organiser: str

    def lines(self, language: str) -> list[str]:
        with translation.override(language or "ja"):
            title = _("Cancelled: %(what)s") if self.method == "CANCEL" else _("Invitation: %(what)s")
            rows = [title % {"what": self.summary or _("(no subject)")}]
            when = span(self.starts, self.ends)
            rows += [_("When: %(when)s") % {"when": when}] if when else []
            rows += [_("Where: %(where)s") % {"where": self.where}] if self.where else []
            rows += [_("From: %(organiser)s") % {"organiser": self.organiser}] if self.organiser else []
            return rows


def read(content: bytes) -> tuple[Invitation, ...]:
    """Empty where the file is no calendar that can be read: it is still a file."""
    # Heavy, and few mails bring one.
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(content[:CALENDAR_BYTES])
        method = str(calendar.get("METHOD") or "").upper()
        return tuple(of_event(event, method) for event in calendar.walk("VEVENT")[:EVENTS])
    except Exception:
        return ()


def of_event(event: Any, method: str) -> Invitation:
    starts, ends = moment(event, "DTSTART"), moment(event, "DTEND")
    duration = event.decoded("DURATION", None) if ends is None else None
    if starts is not None and isinstance(duration, timedelta):
        ends = starts + duration
    cancelled = str(event.get("STATUS") or "").upper() == "CANCELLED"
    organiser = event.get("ORGANIZER")
    return Invitation(
        method="CANCEL" if cancelled else method,
        summary=one_line(event.get("SUMMARY")),
        starts=starts,
        ends=ends,
        where=one_line(event.get("LOCATION")),
        organiser=named(organiser) if organiser is not None else "",
    )


def moment(event: Any, name: str) -> date | datetime | None:
    found = event.decoded(name, None)
    return found if isinstance(found, date) else None


def named(organiser: Any) -> str:
    address = str(organiser)
    address = address[7:] if address.lower().startswith("mailto:") else address
    name = one_line(getattr(organiser, "params", {}).get("CN"))
    return f"{name} <{address}>" if name and name != address else one_line(address)


def one_line(value: object) -> str:
    return " ".join(str(value or "").split())[:LONGEST]


def span(starts: date | datetime | None, ends: date | datetime | None) -> str:
    if starts is None:
        return ""
    if not isinstance(starts, datetime):
        last = ends - timedelta(days=1) if ends and not isinstance(ends, datetime) else starts  # the end is exclusive
        return day(starts) if last <= starts else f"{day(starts)} – {day(last)}"
    text = f"{day(starts)} {starts:%H:%M}"
    if isinstance(ends, datetime):
        text += f" – {ends:%H:%M}" if ends.date() == starts.date() else f" – {day(ends)} {ends:%H:%M}"
    return f"{text} ({zone(starts)})" if starts.tzinfo else text


def day(value: date) -> str:
    return date_format(value, "Y年n月j日 (D)" if translation.get_language() == "ja" else "D, j M Y", use_l10n=False)


def zone(value: datetime) -> str:
    offset = value.strftime("%z")
    name = getattr(value.tzinfo, "key", None) or value.tzname() or ""
    return "UTC" if value.tzinfo is UTC or name == "UTC" else f"{name}, UTC{offset[:3]}:{offset[3:]}"


def as_text(calendars: Iterable[bytes], language: str) -> str:
    found = (invitation for content in calendars for invitation in read(content))
    return "\n\n".join("\n".join(one.lines(language)) for one in found)
