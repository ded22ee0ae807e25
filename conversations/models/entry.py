"""The history of a matter: one row for every deed. Measures are computed from these rows and nothing else."""

from django.conf import settings
from django.db import models

from conversations.models.conversation import Conversation
from customers.models import Customer


class Entry(models.Model):
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="entries")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey("conversations.Message", on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)
    revision = models.BigIntegerField(default=0)
    # The writing transaction: a scan reads only what no slower commit can overtake any more.
    xid = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "id"], name="entry_conversation"),
            models.Index(fields=["customer", "at", "id"], name="entry_thread"),
            models.Index(fields=["customer", "revision"], name="entry_revision"),
            models.Index(fields=["xid", "id"], name="entry_xid"),
        ]
