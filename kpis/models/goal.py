"""What a figure is to be, by when, and who answers for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.models.of_team import Narrowed


class Goal(Narrowed):
    """target: in the unit of the measure: seconds, a fraction from 0 to 1, a score or a count. Whether more or less of
    it is better is the measure's."""

    target = models.FloatField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who answers for it")
    )
    due_on = models.DateField(_("to be met by"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # What came of it, in the words of who closed it.
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["measure"], name="goal_open", condition=Q(closed_at=None))]
