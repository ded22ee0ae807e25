"""Business calendars: when a team is there."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Calendar(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Tokyo")
    japanese_holidays = models.BooleanField(_("closed on Japanese public holidays"), default=True)
    year_end_holidays = models.BooleanField(_("closed at the turn of the year (29 Dec – 3 Jan)"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BusinessHours(models.Model):
    """One opening span on a weekday (0 = Monday); a day may have several."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_0_to_6"),
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="opens_before_closes"),
        ]


class CalendarException(models.Model):
    """A date that differs from the weekly hours: closed (no times) or open at other times."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField()
    name = models.CharField(max_length=80, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="one_exception_per_date")]


class KeptHours(models.Model):
    """The weekly hours that a team kept from a moment on: a measure of May is not changed by the hours of June.

    weekly: [[weekday, "09:00", "18:00"], ...]. Dates that differ stay with the calendar, which may learn of them late.
    """

    team = models.ForeignKey("agents.Team", on_delete=models.CASCADE, related_name="kept_hours")
    since = models.DateTimeField()
    calendar = models.ForeignKey(Calendar, on_delete=models.SET_NULL, null=True, related_name="+")
    time_zone = models.CharField(max_length=64)
    weekly = models.JSONField(default=list)
    japanese_holidays = models.BooleanField()
    year_end_holidays = models.BooleanField()

    class Meta:
        ordering = ["team", "since", "id"]
        indexes = [models.Index(fields=["team", "since"], name="kept_hours_of")]
