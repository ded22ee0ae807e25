"""That the figures were looked at together: which, what was found, and what was decided."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kpis.models.of_team import OfTeam


class Retrospective(OfTeam):
    """first to last: the days that were looked at. measures: ids of reports, or "overview"."""

    held_on = models.DateField(_("held on"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    measures = ArrayField(models.CharField(max_length=24), verbose_name=_("what was looked at"))
    findings = models.TextField(_("what was found"), max_length=4000)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="retrospective_in_order")]
        indexes = [models.Index(fields=["-held_on", "-id"], name="retrospective_newest")]


class Decision(models.Model):
    """What somebody is to do about it, by when."""

    retrospective = models.ForeignKey(Retrospective, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
