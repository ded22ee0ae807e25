"""One message of ours may be several at the provider."""

from django.db import models

from conversations.models import Channel, Message


class SentPart(models.Model):
    """The provider's name for a part; the first part's is the message's own (external_id)."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "name"], name="sent_part_once")]

    def __str__(self) -> str:
        return f"part of {self.message_id}"
