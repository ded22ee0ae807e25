"""Who is at work now, and when do the others open?

One rule for every figure of this moment: while the team that answers is closed, nothing of it is an alarm. What it has
waited so far stays, and the alarm comes back with the opening.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents import hours, kept_hours
from kpis.slices import Scope


@dataclass(frozen=True)
class Doors:
    """opens: {team: when somebody of it is there next}; `now` while it is open, None where no opening is in sight."""

    now: datetime
    opens: dict[int, datetime | None]

    def opening(self, team: int | None) -> datetime | None:
        """What no team has yet, any of them may answer."""
        return self.opens[team] if team in self.opens else self.first(self.opens)

    def is_shut(self, team: int | None) -> bool:
        return self.opening(team) != self.now

    def first(self, teams: Iterable[int | None]) -> datetime | None:
        """When the first of these opens. Where there is no team, nobody closes."""
        found = [self.opening(team) for team in teams]
        return min((at for at in found if at is not None), default=None) if found else self.now

    def of(self, scope: Scope) -> dict[str, Any]:
        """{open, left, opens} of these teams together: minutes until somebody is there, and when."""
        first = self.first(self.opens if scope.all_teams else [team for team in scope.teams if team in self.opens])
        left = -(-(first - self.now).total_seconds() // 60) if first else None
        is_open = first == self.now
        return {"open": is_open, "left": left, "opens": first.isoformat() if first and not is_open else ""}


def doors(now: datetime) -> Doors:
    """By the same hours that business time is counted in. A team without a calendar never closes."""
    held = {team: kept[-1][1] for team, kept in kept_hours.of_all_teams().items()}
    return Doors(now, {team: hours.next_opening(one, now) if one else now for team, one in held.items()})
