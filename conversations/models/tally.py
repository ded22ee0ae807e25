from django.conf import settings
from django.db import models

from agents.models import Team


class Tally(models.Model):
    """The counts of the queue as signed steps: appended in the deed's transaction, summed when read, folded by the
    sweep. No row is updated by two at once, so a busy queue has no hot row and no deadlock."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    bucket = models.CharField(max_length=8, choices=[("open", "open"), ("snoozed", "snoozed")])
    step = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["team", "assignee", "bucket"], name="tally_scope")]
