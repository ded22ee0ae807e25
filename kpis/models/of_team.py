"""Which figure is meant, and whose it is: what goals, limits and alerts have in common."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from agents.access import can
from agents.models import Team
from conversations.models import Channel

if TYPE_CHECKING:
    from agents.models import Agent


class OfTeamQuerySet(models.QuerySet[Any]):
    def visible_to(self, agent: "Agent") -> "OfTeamQuerySet":
        """Those of one's teams; what belongs to no team tells of all of them, and is for those who see all."""
        if can(agent, "figures.all"):
            return self
        return self.filter(team__in=agent.team_keys()) if can(agent, "figures") else self.none()


class OfTeam(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects: Any = OfTeamQuerySet.as_manager()

    class Meta:
        abstract = True


class Narrowed(OfTeam):
    """measure: an id of kpis.definitions that has a report. percent: which percentile of a measure of times."""

    measure = models.CharField(max_length=24)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    clock = models.CharField(max_length=8, default="calendar")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


def no_two(*fields: str, name: str, condition: Q) -> models.UniqueConstraint:
    """Where two rows without a team, say, are two of the same."""
    return models.UniqueConstraint(fields=fields, name=name, condition=condition, nulls_distinct=False)
