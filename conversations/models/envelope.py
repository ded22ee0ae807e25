"""What a mail carries beside its words: who it went to, what it answers, and the rest of its body."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.message import Message


class Nature(models.TextChoices):
    """Who or what wrote it. Only a person is ever answered."""

    PERSON = "person", _("Person")
    AUTO_REPLY = "auto_reply", _("Automatic reply")
    RECEIPT = "receipt", _("Read receipt")
    BOUNCE = "bounce", _("Returned mail")
    LISTED = "list", _("Mailing")


class Envelope(models.Model):
    """Addresses are lists of [name, address]. Written by the sender: never believed, always escaped."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True, related_name="envelope")
    # The Message-ID. One longer than this is kept as "sha256:…"; chosen by the sender, so it is no key of ours.
    header_id = models.CharField(max_length=255, db_index=True)
    content_hash = models.CharField(max_length=64, blank=True)
    # What it answers, newest first.
    references = models.JSONField(default=list, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=254, blank=True)
    reply_to = models.JSONField(default=list, blank=True)
    to = models.JSONField(default=list, blank=True)
    cc = models.JSONField(default=list, blank=True)
    bcc = models.JSONField(default=list, blank=True)
    # Earlier mails repeated below the new words; the new words are the message's text.
    quoted = models.TextField(blank=True)
    signature = models.TextField(blank=True)
    # Cleaned at the door, and shown in a frame with a policy of its own.
    html = models.TextField(blank=True)
    nature = models.CharField(max_length=12, choices=Nature.choices, default=Nature.PERSON)
    # In the Message-ID and the reply address of what we send: who writes it back has read our mail.
    token = models.CharField(max_length=32, unique=True, null=True, blank=True)
    subject_changed = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["header_id", "content_hash"], name="envelope_content")]

    def __str__(self) -> str:
        return self.header_id
