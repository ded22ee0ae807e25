"""A matter (案件): what one customer wants, over any channel, and whose turn it is."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models import Team
from customers.models import Customer

if TYPE_CHECKING:
    from agents.models import Agent


class Status(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    IN_PROGRESS = "in_progress", _("In progress")
    AWAITING_CUSTOMER = "awaiting_customer", _("Awaiting customer")
    ON_HOLD = "on_hold", _("On hold")
    RESOLVED = "resolved", _("Resolved")
    NO_REPLY_NEEDED = "no_reply_needed", _("No reply needed")
    SPAM = "spam", _("Spam")


CLOSED = (Status.RESOLVED, Status.NO_REPLY_NEEDED, Status.SPAM)
OPEN = tuple(status for status in Status if status not in CLOSED)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, agent: "Agent") -> "ConversationQuerySet":
        """An admin sees all; others their teams' matters, their own, and those no team has yet."""
        if not agent.is_active:
            return self.none()
        if agent.role == "admin":
            return self
        teams = agent.team_keys()
        return (
            self.filter(Q(team__in=teams) | Q(assignee=agent) | Q(team=None)) if teams else self.filter(assignee=agent)
        )

    def open(self) -> "ConversationQuerySet":
        return self.filter(status__in=OPEN)


class Conversation(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="conversations")
    title = models.CharField(_("title"), max_length=160, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.WAITING)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="conversations")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="conversations"
    )
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Since when the customer waits for us: the oldest inbound message not answered yet; empty = it is their turn.
    waiting_since = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    first_replied_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField()
    # The row of the queue, kept here so that the list needs no join to messages.
    preview = models.CharField(max_length=200, blank=True)
    preview_is_ours = models.BooleanField(default=False)
    last_channel = models.ForeignKey("conversations.Channel", on_delete=models.PROTECT, null=True, related_name="+")
    last_message_id = models.BigIntegerField(null=True, blank=True)
    next_seq = models.IntegerField(default=1)
    # The customer's revision of the last visible change of this matter (its bar in the thread).
    revision = models.BigIntegerField(default=0)
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="following")
    joined_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="joined_from"
    )
    is_demo = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Conversation"]] = ConversationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "-last_activity_at", "-id"], name="matter_status"),
            models.Index(fields=["assignee", "status", "-last_activity_at", "-id"], name="matter_assignee"),
            models.Index(fields=["team", "status", "-last_activity_at", "-id"], name="matter_team"),
            models.Index(fields=["last_channel", "status", "-last_activity_at", "-id"], name="matter_channel"),
            models.Index(fields=["customer", "-last_activity_at"], name="matter_customer"),
            models.Index(
                fields=["waiting_since", "id"], name="matter_waiting", condition=Q(waiting_since__isnull=False)
            ),
            models.Index(fields=["snoozed_until"], name="matter_snoozed", condition=Q(snoozed_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"C-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status not in CLOSED
