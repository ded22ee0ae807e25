from django.conf import settings
from django.db import models

from agents.models import Team
from conversations.models.channel import Channel
from conversations.models.conversation import Conversation
from customers.models import Customer


class Draft(models.Model):
    """What an agent has typed and not sent, per matter and channel; no channel = the internal note."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    text = models.TextField(blank=True)
    # What a letter has beside its words, as it was typed: see conversations.letter_form.
    letter = models.JSONField(default=dict, blank=True)
    # Choices for the customer to tap, as they were typed: one a line.
    choices = models.TextField(blank=True, default="", db_default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "conversation", "channel"], nulls_distinct=False, name="draft_once"
            )
        ]


class NewDraft(models.Model):
    """A message that an agent has begun to a customer and not sent; there is no matter yet."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="new_drafts")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    # As chosen in the form: see conversations.new_message.
    route = models.CharField(max_length=40, blank=True)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    # Of the message that it becomes: sent twice, from two windows, it is still one.
    client_key = models.UUIDField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "customer"], name="new_draft_once")]
