"""The channels and teams that a reader can choose, and when they are open."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext

from agents import hours, kept_hours
from agents.models import Team
from conversations import going_live
from conversations.models import Channel
from kpis.reports.beside import Beside
from kpis.slices import Scope, Slice


@dataclass(frozen=True)
class Places:
    """beside: what stands beside the figures of these: goals, and what happened."""

    channels: tuple[Channel, ...]
    teams: tuple[Team, ...]
    beside: Beside = field(default_factory=Beside)

    def channel(self, key: int | None) -> Channel | None:
        return next((one for one in self.channels if one.pk == key), None)

    def name(self, by: str, key: Any) -> str:
        every: tuple[Any, ...] = self.channels if by == "channel" else self.teams
        found = next((str(one) for one in every if one.pk == key), None)
        nothing = gettext("No team") if by == "team" else gettext("No channel")
        return found or (nothing if key is None else f"#{key}")

    def kind(self, key: Any) -> str:
        channel = self.channel(key)
        return channel.kind if channel else ""

    @property
    def names(self) -> dict[str, str]:
        """As kpis.reports.marks.words wants them."""
        channels = {f"channel-{one.pk}": one.name for one in self.channels}
        return channels | {f"team-{one.pk}": one.name for one in self.teams} | {"team-none": gettext("No team")}


def of(scope: Scope) -> Places:
    """Two queries. Channels are the company's: a supervisor's teams may answer on any."""
    teams = Team.objects.all() if scope.all_teams else Team.objects.filter(pk__in=scope.teams)
    return Places(tuple(going_live.to_choose_from().filter(is_practice=False)), tuple(teams))


@dataclass(frozen=True)
class Opening:
    """When anybody of the slice is there; a team without a calendar always is."""

    schedules: tuple[hours.Schedule, ...]
    is_always: bool

    def is_closed_on(self, day: date) -> bool:
        return not self.is_always and not any(hours.day(one, day).hours for one in self.schedules)

    def is_closed_at(self, weekday: int, hour: int) -> bool:
        """By the week's hours, without holidays."""
        spans = [span for one in self.schedules for span in one.weekly.get(weekday, ())]
        return not self.is_always and not any(
            opens.hour <= hour < closes.hour + bool(closes.minute) for opens, closes in spans
        )

    def word(self, day: date) -> str:
        named = next((found.why for one in self.schedules if (found := hours.day(one, day)).reason), "")
        return named or gettext("Closed")


def opening(asked: Slice, places: Places) -> Opening:
    """As the teams keep it now; what was measured is timed by what they kept then."""
    chosen = [asked.team] if asked.team else [team.pk for team in places.teams]
    kept = kept_hours.of_all_teams()
    found = [kept[team][-1][1] for team in chosen if team in kept]
    return Opening(tuple(one for one in found if one is not None), not found or None in found)
