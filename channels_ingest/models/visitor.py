import uuid

from django.db import models

from conversations.models import Channel
from customers.models import Identity


class VisitorSession(models.Model):
    """One browser on one chat site. Its bearer token is kept as a hash; the identity comes with the first message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="visitor_sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    identity = models.ForeignKey(Identity, on_delete=models.SET_NULL, null=True, related_name="visitor_sessions")
    # The account that a signed token of the company vouched for when this session began.
    account = models.CharField(max_length=200, blank=True)
    # Where that account is one; empty = on this very site.
    account_scope = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="ja")
    page_url = models.CharField(max_length=500, blank=True)
    page_title = models.CharField(max_length=200, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    # Name and address as typed by the visitor: claims.
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    # The last message of ours that followed the visitor by mail.
    mailed_up_to = models.BigIntegerField(default=0)
    # Open sockets. A killed process leaves its own behind: `sweep` clears those of browsers that fell silent.
    connections = models.PositiveSmallIntegerField(default=0)
    last_seen_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["last_seen_at"], name="visitor_last_seen")]

    def __str__(self) -> str:
        return str(self.pk)
