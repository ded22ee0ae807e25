"""A matter changes hands, team or channel: what was passed on with it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Team
from conversations.models.channel import Channel
from conversations.models.conversation import Conversation
from conversations.models.entry import Entry


class HandoverKind(models.TextChoices):
    AGENT = "agent", _("To a colleague")
    TEAM = "team", _("To a team")
    CHANNEL = "channel", _("To another channel")


class Handover(models.Model):
    """The hand-over card as it was when it was passed on: [{"key": "want", "text": "..."}], twelve lines at most."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="handovers")
    kind = models.CharField(max_length=8, choices=HandoverKind.choices)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="handovers")
    from_agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    to_agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    from_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    from_channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, related_name="+")
    to_channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, related_name="+")
    lines = models.JSONField(default=list)
    # Whoever changed a line; the other lines follow from facts and entries.
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Why it went without a card; '' where it went with one.
    reason_without = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["conversation", "-at", "-id"], name="handover_matter")]
