"""The customer had to say something twice. One row for each time, so that the rate can be opened down to its rows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Team
from conversations.models.channel import Channel
from conversations.models.conversation import Conversation
from conversations.models.message import Message


class AskedAgainKind(models.TextChoices):
    OVERRIDDEN = "overridden", _("Asked in spite of the warning")
    FOUND = "found", _("Found after it was sent")
    SAID_SO = "said_so", _("The customer says so")


class Verdict(models.TextChoices):
    OPEN = "", _("Not looked at")
    RIGHT = "right", _("Asked again")
    WRONG = "wrong", _("Not asked again")


class AskedAgain(models.Model):
    """key: of the fact; 'any' where the customer complains without naming what."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="asked_again")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="asked_again")
    kind = models.CharField(max_length=10, choices=AskedAgainKind.choices)
    key = models.CharField(max_length=40)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    # The fact that was known (a key of customers.Fact), and why it was asked all the same.
    fact = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, related_name="+")
    # Where it happened: 'first', 'after_transfer', 'after_channel_change', 'after_reopening', 'later'.
    step = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.OPEN, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "kind", "key"], name="asked_again_once"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="asked_again_at"),
            models.Index(fields=["conversation", "-at"], name="asked_again_matter"),
        ]
