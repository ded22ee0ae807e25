"""When somebody answers, as the form says it: the hours of the week, the usual wait, and when the desk opens again."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agents.hours import Schedule, schedule_of
from channels_ingest.chat import hours
from conversations.models import Channel


@dataclass(frozen=True)
class When:
    is_open: bool
    week: str = ""
    wait: str = ""
    opens: str = ""


def there(channel: Channel, language: str) -> When:
    """In the language that is in force, and on the clock of the team's calendar."""
    now = hours.there(channel)
    schedule = schedule_of(channel.team.calendar) if channel.team and channel.team.calendar else None
    following = parse_datetime(now["hours"]["next_open"] or "")
    return When(
        is_open=now["hours"]["open"],
        week=week(schedule) if schedule else "",
        wait=waiting(now["wait"].get("minutes")),
        opens=moment(following.astimezone(schedule.zone), language) if following and schedule else "",
    )


def week(schedule: Schedule) -> str:
    """Only where it can be said in a line: the same one span on Monday to Friday, or on all seven days."""
    spans = [schedule.weekly.get(weekday, ()) for weekday in range(7)]
    if len(set(spans[:5])) != 1 or len(spans[0]) != 1:
        return ""
    said = {"opens": clock(spans[0][0][0]), "closes": clock(spans[0][0][1])}
    return (_("Every day %(opens)s–%(closes)s") if len(set(spans)) == 1 else _("Weekdays %(opens)s–%(closes)s")) % said


def clock(at: time | datetime) -> str:
    return f"{at.hour}:{at.minute:02}"


def waiting(minutes: int | None) -> str:
    if minutes is None:
        return ""
    if minutes < 60:
        n = max(1, minutes)
        return ngettext("usually answered within a minute", "usually answered within %(n)s minutes", n) % {"n": n}
    n = -(-minutes // 60)
    return ngettext("usually answered within an hour", "usually answered within %(n)s hours", n) % {"n": n}


def moment(at: datetime, language: str) -> str:
    today = timezone.now().astimezone(at.tzinfo).date()
    day = date_format(at, "n/j(D)" if language == "ja" else "D j M")
    return clock(at) if at.date() == today else f"{day} {clock(at)}"
