"""What may be used once only."""

from django.db import models

from channels_ingest.models.visitor import VisitorSession
from conversations.models import Channel


class SocketTicket(models.Model):
    """Opens one socket, once, within seconds. Lies in the database, so that sockets open while Redis is away."""

    session = models.ForeignKey(VisitorSession, on_delete=models.CASCADE, related_name="tickets")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"ticket {self.pk}"


class UsedToken(models.Model):
    """The one-time id (jti) of an identity token that was taken: a second use is refused."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    jti = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "jti"], name="identity_token_once")]

    def __str__(self) -> str:
        return f"token {self.pk}"
