"""When we call: what a team offers, and how much of it is taken."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models import Team
from conversations.models import Channel


class CallbackSettings(models.Model):
    """What a team offers. A team without this row calls back whom its people note down, and offers nothing outside."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="callback_settings")
    is_offered = models.BooleanField(_("Offer callbacks in the chat, in web forms and by API"), default=False)
    # None = by the telephone on the desk.
    channel = models.ForeignKey(
        Channel, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Call through")
    )
    slot_minutes = models.PositiveSmallIntegerField(
        _("Length of a time slot"), default=30, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    capacity = models.PositiveSmallIntegerField(
        _("Callbacks in one slot"), default=2, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    days_ahead = models.PositiveSmallIntegerField(
        _("Can be booked ahead"), default=14, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    retries = models.PositiveSmallIntegerField(
        _("Further tries when nobody answers"), default=2, validators=[MaxValueValidator(10)]
    )
    pause_minutes = models.PositiveSmallIntegerField(
        _("Pause before the next try"), default=60, validators=[MinValueValidator(5), MaxValueValidator(2880)]
    )
    overdue_minutes = models.PositiveSmallIntegerField(
        _("Overdue after"), default=15, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )


class Slot(models.Model):
    """A time that somebody has booked; `taken` is moved by one UPDATE that asks for room in the same breath."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="callback_slots")
    starts_at = models.DateTimeField()
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(taken__gte=0), name="slot_taken_positive"),
        ]
