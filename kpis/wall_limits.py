"""How long somebody may wait before it is an alarm, and how fast a line is to be answered: as an admin has set it."""

from dataclasses import dataclass

from django.db import transaction

from agents.audit import audit
from agents.models import Agent, Team
from conversations.capabilities import capabilities_of
from conversations.models import Channel
from kpis.loading import is_live
from kpis.models import WallLimits
from kpis.slices import Scope

FIELDS = ("live_minutes", "talk_minutes", "letter_minutes", "soon_percent", "within_seconds", "target_percent")


@dataclass(frozen=True)
class Limits:
    """Of every team; who has none of its own has the company's."""

    rows: dict[int | None, WallLimits]

    def of(self, team: int | None) -> WallLimits:
        return self.rows.get(team) or self.rows.get(None) or WallLimits()

    def of_scope(self, scope: Scope) -> WallLimits:
        """Of several teams together the company's."""
        return self.of(scope.teams[0] if len(scope.teams) == 1 and not scope.all_teams else None)

    def seconds(self, channel: Channel | None, team: int | None) -> int:
        """Of the team's business time: where a line is held open, where words go to and fro, where letters go."""
        limits = self.of(team)
        if channel is None:
            return 60 * limits.talk_minutes
        if is_live(channel):
            return 60 * limits.live_minutes
        can = capabilities_of(channel)
        return 60 * (limits.letter_minutes if can.letters or not can.sends else limits.talk_minutes)


def known() -> Limits:
    return Limits({row.team_id: row for row in WallLimits.objects.all()})


@transaction.atomic
def save(row: WallLimits, by: Agent, ip: str | None) -> None:
    # Two who save a team's first ones at once: the later hold.
    WallLimits.objects.update_or_create(team=row.team, defaults={name: getattr(row, name) for name in FIELDS})
    audit(by, "wall.limits", None, ip, name=str(row), **{name: getattr(row, name) for name in FIELDS})


@transaction.atomic
def clear(team: Team, by: Agent, ip: str | None) -> None:
    """It has the company's again."""
    if WallLimits.objects.filter(team=team).delete()[0]:
        audit(by, "wall.limits_cleared", None, ip, name=team.name)
