"""Is anybody of these teams at work now, and if not, when does the first one open?"""

from datetime import datetime
from typing import Any

from agents import hours
from agents.models import Calendar, Team
from kpis.slices import Scope


def hours_of(scope: Scope, now: datetime) -> dict[str, Any]:
    """{open, left, opens}: minutes until somebody is there, and when. A team without a calendar never closes."""
    teams = Team.objects.all() if scope.all_teams else Team.objects.filter(pk__in=scope.teams)
    used = set(teams.order_by().values_list("calendar", flat=True))
    if not used or None in used:
        return {"open": True, "left": 0, "opens": ""}
    kept = Calendar.objects.filter(pk__in=used).prefetch_related("hours", "exceptions")
    schedules = [hours.schedule_of(calendar) for calendar in kept]
    opens = [at for at in (hours.next_opening(schedule, now) for schedule in schedules) if at is not None]
    first = min(opens, default=None)
    left = -(-(first - now).total_seconds() // 60) if first else None
    is_open = left is not None and left <= 0
    return {"open": is_open, "left": left, "opens": first.isoformat() if first and not is_open else ""}
