"""Requests at a channel's door that did not prove where they came from. Nothing of what they said is kept."""

from django.db import models

from conversations.models import Channel


class Refusal(models.Model):
    """All of one minute and one reason: somebody who knocks a thousand times makes one row."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="refusals")
    # The name of an exception's reason: "signature", "recipient", "no_secret".
    reason = models.CharField(max_length=20)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    # Of the newest, to be found in the logs.
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "reason", "minute"], name="refusal_of_a_minute")]

    def __str__(self) -> str:
        return f"{self.channel_id}: {self.reason} ×{self.count}"
