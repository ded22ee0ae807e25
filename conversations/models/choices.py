"""What a message of ours offers to tap, and which of it was taken."""

from typing import ClassVar

from django.db import models

from conversations.models.message import Message


class MessageChoices(models.Model):
    """offered: a list of {"label": …, "says": …} or {"label": …, "url": …}, in their order (conversations.choosing)."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True, related_name="choices")
    offered = models.JSONField()
    # The place of the one that was taken, and the customer's message that says so. Of several taps the first counts.
    taken = models.PositiveSmallIntegerField(null=True)
    answer = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["MessageChoices"]] = models.Manager()

    def __str__(self) -> str:
        return " / ".join(str(one["label"]) for one in self.offered)
