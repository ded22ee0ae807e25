from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models.calendar import Calendar


class Team(models.Model):
    """Who shares a queue. A team is a wall: its matters are not found by others."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="ja")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, null=True, blank=True, related_name="teams")
    reopen_days = models.PositiveSmallIntegerField(_("reopen a resolved matter within (days)"), default=7)
    reference_days = models.PositiveSmallIntegerField(_("a reply finds its matter within (days)"), default=14)
    # Below what is sent where a channel takes a signature, by language.
    signatures = models.JSONField(default=dict, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
