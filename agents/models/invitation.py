from django.conf import settings
from django.db import models
from django.utils import timezone

from agents.models.agent import Agent, Role
from agents.models.team import Team


class Invitation(models.Model):
    """A link by mail that makes one account once; only the token's hash is kept."""

    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.AGENT)
    teams = models.ManyToManyField(Team, blank=True)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="ja")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # When its mail left; a failure is shown until somebody sends it again.
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    @property
    def hours_left(self) -> int:
        return max(1, round((self.expires_at - timezone.now()).total_seconds() / 3600))
