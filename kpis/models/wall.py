"""The wall's settings: what is too long a wait, and the screens that show it without anybody's sign-in."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Team


class WallLimits(models.Model):
    """Of one team; the row without a team holds for all teams that have none of their own."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, null=True, related_name="+")
    live_minutes = models.PositiveSmallIntegerField(
        _("calls and chats"), default=5, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    talk_minutes = models.PositiveSmallIntegerField(
        _("LINE, SMS and other messages"), default=60, validators=[MinValueValidator(1), MaxValueValidator(2880)]
    )
    letter_minutes = models.PositiveSmallIntegerField(
        _("mail and forms"), default=240, validators=[MinValueValidator(1), MaxValueValidator(10080)]
    )
    soon_percent = models.PositiveSmallIntegerField(
        _("yellow from"), default=75, validators=[MinValueValidator(10), MaxValueValidator(100)]
    )
    within_seconds = models.PositiveSmallIntegerField(
        _("answered within"), default=20, validators=[MinValueValidator(1), MaxValueValidator(3600)]
    )
    target_percent = models.PositiveSmallIntegerField(
        _("target"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team"], name="wall_limits_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.team.name if self.team else ""


class BoardLink(models.Model):
    """A screen in the room opens it: the tiles of one scope and nothing else, until it is revoked."""

    name = models.CharField(_("where the screen hangs"), max_length=60)
    # kpis.wall_scopes: whose figures, with the teams that it was made for; whatever teams its maker joins later.
    scope = models.TextField()
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10, default="ja")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["BoardLink"]] = models.Manager()

    def __str__(self) -> str:
        return self.name
