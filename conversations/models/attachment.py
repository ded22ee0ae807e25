import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conversations.models.conversation import Conversation
from conversations.models.message import Message

if TYPE_CHECKING:
    from agents.models import Agent


def stored_name(attachment: "Attachment", name: str) -> str:
    """Files lie under a name of ours: the sender's never reaches the file system."""
    key = uuid.uuid4().hex
    return f"attachments/{key[:2]}/{key}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, agent: "Agent") -> "AttachmentQuerySet":
        """Files of the matters they may see, and their own that are not sent yet."""
        if not agent.is_active:
            return self.none()
        of_matters = Q(message__conversation__in=Conversation.objects.visible_to(agent))
        return self.filter(of_matters | Q(message=None, uploaded_by=agent))


class Scan(models.TextChoices):
    """What the virus scanner says. Without one nothing is held."""

    NONE = "", _("Not checked")
    HELD = "held", _("Held for the virus check")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("A virus was found")


class Attachment(models.Model):
    """A file of a message; before it is sent, of a draft (message empty, uploaded_by set)."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="attachments")
    draft = models.ForeignKey(
        "conversations.Draft", on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=stored_name, max_length=120)
    preview = models.FileField(upload_to=stored_name, max_length=120, blank=True)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # By which the formatted mail speaks of it: cid:…
    content_id = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The chat visitor's session that uploaded it, until it belongs to a message.
    upload_scope = models.CharField(max_length=64, blank=True)
    scan = models.CharField(max_length=8, choices=Scan.choices, default=Scan.NONE, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Attachment"]] = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], name="attachment_held", condition=Q(scan="held"))]

    @property
    def is_shut(self) -> bool:
        """Nobody gets its bytes: not looked through yet, or with a virus."""
        return self.scan in (Scan.HELD, Scan.INFECTED)
