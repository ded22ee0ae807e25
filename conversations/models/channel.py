import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Team
from omnidesk.secrets import EncryptedTextField


def public_id() -> str:
    return secrets.token_urlsafe(12)


class Trouble(models.TextChoices):
    """What is the matter with the channel itself, not with one of its messages."""

    SIGN_IN = "sign_in", _("The provider refuses our credentials")
    QUOTA = "quota", _("The provider's quota is used up")
    AWAY = "away", _("The provider cannot be reached")


class Channel(models.Model):
    """One way in and out: a chat site, a mailbox, a LINE account. What it can do is asked of its adapter."""

    kind = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=80)
    # In snippets and webhook addresses: says nothing and cannot be counted.
    public_id = models.CharField(max_length=24, unique=True, default=public_id)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="channels", verbose_name=_("team"))
    language = models.CharField(_("language"), max_length=8, default="ja")
    settings = models.JSONField(default=dict, blank=True)
    credentials = EncryptedTextField(blank=True, default="")
    paused_at = models.DateTimeField(null=True, blank=True)
    # For trying things out against the simulator: reaches nobody, and its matters count in no figure.
    is_practice = models.BooleanField(default=False)
    # Why it cannot send at present, and until when it is not even tried; the messages wait.
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True, default="")
    resting_until = models.DateTimeField(null=True, blank=True)
    failures_in_a_row = models.PositiveSmallIntegerField(default=0)
    # What the provider still lets us send in its period; None = it does not count, or has not said yet.
    quota_left = models.PositiveIntegerField(null=True, blank=True)
    # Since when it has been silent although so many messages come in such a time; what comes later ends it by itself.
    silent_since = models.DateTimeField(null=True, blank=True)
    silent_missing = models.PositiveIntegerField(default=0)
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    last_outbound_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where people write to, on channels that have such a thing."""
        return str(self.settings.get("address", ""))
