"""How far a mailbox was read, and how it is doing."""

from django.db import models

from conversations.models import Channel


class Mailbox(models.Model):
    """The reading position lies on the server's own numbers; which mails others have opened means nothing to us."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="mailbox")
    uidvalidity = models.BigIntegerField(null=True, blank=True)
    last_uid = models.BigIntegerField(default=0)
    # Nothing older is taken in: "from now", or some days before the mailbox was connected.
    since = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    # Written again and again while a process waits for the server's own word of new mail.
    watched_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)
    next_look_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return str(self.channel)
