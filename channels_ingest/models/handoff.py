"""What an app hands over before its user writes or calls: who it is, how sure, and where they were."""

import uuid

from django.db import models
from django.db.models import Q

from channels_ingest.models.app import ConnectedApp
from channels_ingest.models.visitor import VisitorSession
from conversations.models import Channel
from customers.models import Customer, Identity


class Handoff(models.Model):
    """One-time and short-lived: the token is kept as a hash, and the next contact on any channel takes it up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Who made it: an app with its key, or the page of a chat site, whose signature stands for it.
    app = models.ForeignKey(ConnectedApp, on_delete=models.PROTECT, null=True, related_name="handoffs")
    site = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, related_name="handoffs")
    token_hash = models.CharField(max_length=64, unique=True)
    # Six characters to be read aloud or typed; free again once it is taken or out of date.
    code_hash = models.CharField(max_length=64)
    # The sender's own id: a call that is repeated answers with the same hand-off.
    external_id = models.CharField(max_length=100, blank=True)

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="handoffs")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, null=True, related_name="handoffs")
    # {"account", "name", "email", "phone"}: only the account is vouched for.
    who = models.JSONField(default=dict)
    # {"state", "method", "level", "at"}
    authentication = models.JSONField(default=dict)
    attributes = models.JSONField(default=dict)
    # {"page" | "screen", "flow", "step", "error", "basket", "device", "app_version", "steps": [...]}
    context = models.JSONField(default=dict)
    # Keys that the schema does not know: kept, and shown as unknown.
    unknown = models.JSONField(default=dict)

    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    # How it was taken up: 'chat', 'mail', 'form', 'link', 'code', 'phone'; and by which matter once there is one.
    taken_by = models.CharField(max_length=12, blank=True)
    matter = models.ForeignKey(
        "conversations.Conversation", on_delete=models.PROTECT, null=True, related_name="handoffs"
    )
    # The chat window that took it up; its first message brings the matter.
    session = models.ForeignKey(VisitorSession, on_delete=models.SET_NULL, null=True, related_name="handoffs")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["app", "external_id"], condition=~Q(external_id=""), name="handoff_once_per_id"
            ),
            models.UniqueConstraint(fields=["code_hash"], condition=Q(taken_at=None), name="handoff_code_once"),
        ]
        indexes = [
            models.Index(fields=["customer", "-created_at"], name="handoff_customer"),
            models.Index(fields=["expires_at"], name="handoff_expires"),
        ]


class RefusedHandoff(models.Model):
    """A token that was forged, out of date, used before, or of another company: shown, never believed."""

    app = models.ForeignKey(ConnectedApp, on_delete=models.CASCADE, null=True, related_name="refused")
    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, null=True, related_name="refusals")
    # 'unknown', 'expired', 'used', 'foreign', 'paused'
    reason = models.CharField(max_length=12)
    by = models.CharField(max_length=12)
    matter = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, null=True, related_name="+")
    session = models.ForeignKey("channels_ingest.VisitorSession", on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
