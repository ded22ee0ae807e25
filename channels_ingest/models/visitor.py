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
    language = models.CharField(max_length=8, default="ja")
    page_url = models.CharField(max_length=500, blank=True)
    page_title = models.CharField(max_length=200, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    # Name and address as typed by the visitor: claims.
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    connections = models.PositiveSmallIntegerField(default=0)
    last_seen_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class UsedToken(models.Model):
    """The one-time id (jti) of an identity token that was taken: a second use is refused."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    jti = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "jti"], name="identity_token_once")]
