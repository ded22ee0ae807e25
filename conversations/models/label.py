from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.conversation import Conversation, Status


class Label(models.Model):
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ConversationLabel(models.Model):
    """Carries the matter's status and time, so that a label's list is one index walk."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="uses")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="label_uses")
    status = models.CharField(max_length=20, choices=Status.choices)
    last_activity_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "conversation"], name="label_once")]
        indexes = [models.Index(fields=["label", "status", "-last_activity_at", "-conversation"], name="label_list")]
