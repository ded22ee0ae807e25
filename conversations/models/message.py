"""What was said, on which channel, and how far it got."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conversations.models.channel import Channel
from conversations.models.conversation import Conversation
from customers.models import Customer, Fact, Identity

if TYPE_CHECKING:
    from agents.models import Agent


class Direction(models.TextChoices):
    IN = "in", _("from the customer")
    OUT = "out", _("from us")
    NOTE = "note", _("internal note")


class Delivery(models.TextChoices):
    """The way of an outgoing message. Status only climbs its rank (see RANK)."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Sending")
    UNKNOWN = "unknown", _("May have been sent")
    FAILED = "failed", _("Not sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    READ = "read", _("Read")
    # After it was sent: the other side gave it back.
    BOUNCED = "bounced", _("Returned")
    NONE = "", _("not sent by us")


RANK: dict[str, int] = {
    Delivery.NONE: 0,
    Delivery.QUEUED: 1,
    Delivery.SENDING: 2,
    Delivery.UNKNOWN: 3,
    Delivery.FAILED: 4,
    Delivery.SENT: 5,
    Delivery.DELIVERED: 6,
    Delivery.READ: 7,
    Delivery.BOUNCED: 8,
}


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, agent: "Agent") -> "MessageQuerySet":
        return self.filter(conversation__in=Conversation.objects.visible_to(agent))


class Message(models.Model):
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    # The thread is one per customer and is paged without a join.
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="messages")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, related_name="messages")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, null=True, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_automatic = models.BooleanField(default=False)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    # The beginning of our message that the customer answers by quoting it, as it then read.
    quote = models.CharField(max_length=300, blank=True, default="", db_default="")
    unverified_sender = models.BooleanField(default=False)

    seq = models.IntegerField()
    revision = models.BigIntegerField()
    # The revision it came in with: what is newer than this was not on the writer's screen.
    arrived_revision = models.BigIntegerField()
    shown_at = models.DateTimeField()
    received_at = models.DateTimeField()
    external_id = models.CharField(max_length=200, null=True, blank=True)
    client_key = models.CharField(max_length=64, null=True, blank=True)

    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.NONE, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    failure_is_permanent = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    unsent_at = models.DateTimeField(null=True, blank=True)

    # What was told in it, for the marks in its bubble: laid here by listening and by thread_window, no column.
    told: list[Fact]
    # Something in it was masked at the door: what the channel brought must not be kept either. No column.
    holds_secret = False
    # Its customer was made in the same transaction, so that nothing was told before. No column.
    of_new_customer = False

    objects: ClassVar[models.Manager["Message"]] = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_once"),
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=Q(external_id__isnull=False),
                name="message_external_id_once",
            ),
            models.UniqueConstraint(
                fields=["conversation", "client_key"],
                condition=Q(client_key__isnull=False),
                name="message_client_key_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "shown_at", "id"], name="message_thread"),
            models.Index(fields=["customer", "revision"], name="message_revision"),
            models.Index(
                fields=["next_attempt_at", "id"], name="message_outbox", condition=Q(delivery__in=["queued", "sending"])
            ),
            # For the figures of channels by the hour: small, and costs a new message nothing.
            BrinIndex(fields=["received_at"], name="message_received", pages_per_range=32, autosummarize=True),
        ]
