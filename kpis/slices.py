"""Which part of the figures is asked for: days, teams, channels and clock. Every page, export and tile asks by one."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from agents.access import can
from agents.models import Agent, Company

CALENDAR, BUSINESS = "calendar", "business"


def zone() -> ZoneInfo:
    """The company's: a reader elsewhere has another, and reads the same figures."""
    company = Company.current()
    return ZoneInfo(company.time_zone if company else "Asia/Tokyo")


def today() -> date:
    """The company's day, by which rows are counted."""
    return timezone.localdate(timezone=zone())


@dataclass(frozen=True)
class Scope:
    """Whose matters: of all teams, or of these and those that no team has (as Conversation.objects.visible_to)."""

    all_teams: bool = False
    teams: tuple[int, ...] = ()
    # Of these alone, without what no team has: as a report that is narrowed to a team.
    alone: bool = False

    @classmethod
    def of(cls, agent: Agent) -> "Scope":
        """What an agent may see figures of: a person without a team sees none but their own page."""
        if can(agent, "figures.all"):
            return cls(all_teams=True)
        return cls(teams=tuple(sorted(agent.team_keys())))

    @property
    def key(self) -> str:
        """The same for all who see the same: a tile is worked out once for each."""
        teams = ",".join(map(str, self.teams)) or "none"
        return "all" if self.all_teams else f"team-{teams}" if self.alone else teams


@dataclass(frozen=True)
class Slice:
    """Both days included. channels, team: narrowed to these; None and empty = all that the scope holds.

    label, segment (a key of kpis.segments): rollups do not know them, so such a slice reads rows (kpis.narrowing).
    """

    first: date
    last: date
    scope: Scope = field(default_factory=Scope)
    channels: tuple[int, ...] = ()
    team: int | None = None
    clock: str = CALENDAR
    label: int | None = None
    segment: str = ""

    @property
    def is_narrow(self) -> bool:
        return self.label is not None or bool(self.segment)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> "Slice":
        """As many days, just before: what it is compared with."""
        return replace(self, first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1))

    def until(self, last: date) -> "Slice":
        """No later than this day: for what counts only once its window is over."""
        return replace(self, last=min(self.last, last))

    def where(self, alias: str = "r") -> tuple[str, dict[str, Any]]:
        """The condition in SQL, and its values; for the tables that have day, team_id and channel_id."""
        words = [f"{alias}.day BETWEEN %(first)s AND %(last)s"]
        values: dict[str, Any] = {"first": self.first, "last": self.last}
        if not self.scope.all_teams:
            mine = f"({alias}.team_id = ANY(%(teams)s){'' if self.scope.alone else f' OR {alias}.team_id IS NULL'})"
            words.append(mine if self.scope.teams else "false")
            values["teams"] = list(self.scope.teams)
        if self.team is not None:
            words.append(f"{alias}.team_id = %(team)s")
            values["team"] = self.team
        if self.channels:
            words.append(f"{alias}.channel_id = ANY(%(channels)s)")
            values["channels"] = list(self.channels)
        return " AND ".join(words), values
