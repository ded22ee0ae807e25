from django.conf import settings
from django.db import models

from conversations.models.conversation import Conversation


class FocusInterval(models.Model):
    """An agent had a matter before them, from start to end; idle time over 60 s is cut off."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="focus_intervals")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="focus_intervals")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "started_at"], name="focus_conversation"),
            models.Index(fields=["agent", "-ended_at"], name="focus_agent"),
        ]
