"""What a channel brought, as it came, before anybody is told that we have it."""

import base64
import hashlib
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conversations.models import Channel, Message
from omnidesk.secrets import EncryptedTextField, decrypt, encrypt

# Larger ones lie in the file storage: rows stay light, and the database is no file server.
LARGEST_IN_ROW = 256 * 1024
IN_STORAGE = "channels_ingest.rawdelivery.file"


def stored_name(raw: "RawDelivery", name: str) -> str:
    return f"raw/{name[:2]}/{name}"


class RawDelivery(models.Model):
    class State(models.TextChoices):
        PENDING = "pending"
        PARSED = "parsed"
        QUARANTINED = "quarantined"
        # Set aside, looked at by a person, and its content deleted.
        SOLVED = "solved"

    # Those of a channel are found by `raw_delivery_once` and `raw_newest`; one index more would be written for nothing.
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="raw_deliveries", db_index=False)
    # An id the sender cannot choose for anybody else (a chat message: its session and the session's own key).
    external_id = models.CharField(max_length=200)
    body = EncryptedTextField(blank=True)
    # Encrypted, and named by the SHA-256 of the content.
    file = models.FileField(upload_to=stored_name, max_length=120, blank=True)
    # What the channel said beside the content: the time a mail server took a mail in.
    meta = models.JSONField(default=dict, blank=True)
    # Two deliveries may have brought the same message: a mail to two of our addresses.
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    # Not before then: what it speaks of is not here yet.
    retry_at = models.DateTimeField(null=True, blank=True)
    parsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "raw deliveries"
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="raw_delivery_once")]
        indexes = [
            models.Index(fields=["received_at"], name="raw_pending", condition=Q(state="pending")),
            models.Index(fields=["channel", "-id"], name="raw_newest"),
            models.Index(fields=["channel", "-id"], name="raw_set_aside", condition=Q(state="quarantined")),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}/{self.external_id}"

    @property
    def content(self) -> bytes:
        """The bytes as they came; empty when they were deleted."""
        if self.file:
            with self.file.open() as stored:
                return base64.b64decode(decrypt(stored.read().decode("ascii"), IN_STORAGE))
        return packed(self.body) if self.body else b""

    def waits(self, seconds: float) -> None:
        """Its worker waits for somebody so long, and is not to be taken for dead meanwhile: another one would use up
        the tries that a file has."""
        RawDelivery.objects.filter(pk=self.pk).update(claimed_at=timezone.now() + timedelta(seconds=seconds))

    def hold(self, content: bytes) -> None:
        """Give it its content, before it is saved."""
        if len(content) <= LARGEST_IN_ROW:
            self.body = wrapped(content)
            return
        name, text = hashlib.sha256(content).hexdigest(), base64.b64encode(content).decode("ascii")
        self.file.save(name, ContentFile(encrypt(text, IN_STORAGE).encode("ascii")), save=False)

    def let_go(self) -> None:
        """Delete the content; the row stays, so that a late repeat is known."""
        self.body = ""
        if self.file:
            self.file.delete(save=False)
        self.save(update_fields=["body", "file"])


def wrapped(content: bytes) -> str:
    """As it lies in its row, before it is encrypted."""
    return f"base64:{base64.b64encode(content).decode('ascii')}"


def packed(body: str) -> bytes:
    return base64.b64decode(body.removeprefix("base64:")) if body.startswith("base64:") else body.encode()
