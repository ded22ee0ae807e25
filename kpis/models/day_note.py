"""What happened on a day, so that whoever reads its figures knows."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agents.access import can
from agents.models import Team
from conversations.models import Channel

if TYPE_CHECKING:
    from agents.models import Agent


class DayNoteQuerySet(models.QuerySet["DayNote"]):
    def visible_to(self, agent: "Agent") -> "DayNoteQuerySet":
        """What no team was chosen for is for everybody who reads figures."""
        if can(agent, "figures.all"):
            return self
        return self.filter(Q(team__in=agent.team_keys()) | Q(team=None)) if can(agent, "figures") else self.none()

    def open_to(self, agent: "Agent") -> "DayNoteQuerySet":
        """Those one may change: of one's teams, and one's own."""
        if can(agent, "figures.all"):
            return self
        return self.visible_to(agent).filter(Q(team__in=agent.team_keys()) | Q(made_by=agent))


class DayNote(models.Model):
    """first to last, both included; shown on the axis of every report that its team and channel have a part in."""

    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    text = models.CharField(_("what happened"), max_length=200)
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("channel")
    )
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["DayNote"]] = DayNoteQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="note_days_in_order")]
        indexes = [models.Index(fields=["last", "first"], name="note_days")]
