from django.conf import settings
from django.db import models

from conversations.models.channel import Channel
from conversations.models.conversation import Conversation


class Draft(models.Model):
    """What an agent has typed and not sent, per matter and channel; no channel = the internal note."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    text = models.TextField(blank=True)
    # What a letter has beside its words, as it was typed: see conversations.letter_form.
    letter = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "conversation", "channel"], nulls_distinct=False, name="draft_once"
            )
        ]
