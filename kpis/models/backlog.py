"""What lay open when: the spells it is counted from, and the counts at every full hour."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agents.models import Team
from conversations.models import Channel, Conversation
from customers.models import Customer
from kpis.models.measured import Excluded

# A matter open for as many seconds is in the first, second, third or fourth bucket; what is older in the fifth.
AGES = (4 * 3600, 24 * 3600, 3 * 86400, 7 * 86400)


class OpenSpell(models.Model):
    """A matter lay open with one team. Derived like Measured; ended_at empty = it lies there still."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="open_spells")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    # Since when the matter is open: its age is counted from here, whichever team has it.
    opened_at = models.DateTimeField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    excluded = models.CharField(max_length=8, choices=Excluded.choices, blank=True, default=Excluded.NO)

    class Meta:
        indexes = [
            models.Index(fields=["customer"], name="spell_customer"),
            models.Index(fields=["began_at"], name="spell_running", condition=Q(ended_at=None)),
            models.Index(fields=["ended_at", "began_at"], name="spell_ended"),
        ]


class Backlog(models.Model):
    """How many matters lay open at a full hour, by age (see AGES)."""

    at = models.DateTimeField()
    day = models.DateField()
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    counts = ArrayField(models.IntegerField(), size=5)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["at", "channel", "team"], name="backlog_once", nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["day", "team"], name="backlog_day")]
