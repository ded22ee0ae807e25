from django.db import models
from django.db.models import Q

from conversations.models import Channel
from omnidesk.secrets import EncryptedTextField


class RawDelivery(models.Model):
    """What a channel brought, as it came, before anybody is told that we have it."""

    class State(models.TextChoices):
        PENDING = "pending"
        PARSED = "parsed"
        QUARANTINED = "quarantined"

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="raw_deliveries")
    # An id the sender cannot choose for anybody else (a chat message: its session and the session's own key).
    external_id = models.CharField(max_length=200)
    body = EncryptedTextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    parsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "raw deliveries"
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="raw_delivery_once")]
        indexes = [models.Index(fields=["received_at"], name="raw_pending", condition=Q(state="pending"))]

    def __str__(self) -> str:
        return f"{self.channel_id}/{self.external_id}"
