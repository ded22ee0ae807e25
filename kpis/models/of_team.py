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
    """measure: an id of kpis.definitions that a report shows. percent: which percentile of a measure of times.

    Of the live lines alone: formula, an id of kpis.service_level, and the seconds within which somebody is answered in
    time (both of the service level), and under which somebody left at once."""

    measure = models.CharField(max_length=24)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    clock = models.CharField(max_length=8, default="calendar")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    formula = models.CharField(max_length=8, blank=True, default="")
    within = models.PositiveIntegerField(null=True, blank=True)
    short = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


def no_two(*fields: str, name: str, condition: Q) -> models.UniqueConstraint:
    """Where two rows without a team, say, are two of the same."""
    return models.UniqueConstraint(fields=fields, name=name, condition=condition, nulls_distinct=False)
