"""What we said we would do, and by when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.models.conversation import Conversation
from conversations.models.message import Message


class PromiseState(models.TextChoices):
    FOUND = "found", _("Found in the text")
    OPEN = "open", pgettext_lazy("promise", "Open")
    KEPT = "kept", _("Kept")
    DROPPED = "dropped", _("Not a promise")


class Promise(models.Model):
    """Found by the rules or made by hand; it counts once an agent has confirmed it (OPEN and after)."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="promises")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="promises")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    text = models.CharField(max_length=300)
    # None = no time was said.
    due_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="promises")
    state = models.CharField(max_length=8, choices=PromiseState.choices, default=PromiseState.FOUND)
    rule = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "start"], condition=~Q(message=None), name="promise_once")
        ]
        indexes = [
            models.Index(fields=["conversation", "state"], name="promise_matter"),
            models.Index(fields=["owner", "due_at", "id"], name="promise_owner", condition=Q(state="open")),
            models.Index(fields=["due_at", "id"], name="promise_due", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        return self.state == PromiseState.OPEN and self.due_at is not None and self.due_at < timezone.now()
