"""Limits that somebody set, and what was found beyond them or unlike other days."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpis.models.of_team import Narrowed, no_two


class Way(models.TextChoices):
    UP = "up", pgettext_lazy("limit", "Above")
    DOWN = "down", pgettext_lazy("limit", "Below")


class AlertRule(Narrowed):
    """Tells when a figure of the last `days` days is beyond its limit (in the unit of the measure)."""

    limit = models.FloatField()
    way = models.CharField(_("tells when it lies"), max_length=4, choices=Way.choices, default=Way.UP)
    days = models.PositiveSmallIntegerField(
        _("over the last (days)"), default=1, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Kept with its alerts when it is taken away.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            no_two(
                "measure", "percent", "clock", "team", "channel", "formula", "within", "short", "limit", "way", "days",
                name="rule_once", condition=Q(ended_at=None),
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["measure"], name="rule_running", condition=Q(ended_at=None))]


class AlertKind(models.TextChoices):
    LIMIT = "limit", _("Beyond the limit")
    UNUSUAL = "unusual", _("Unlike other days")


class Alert(Narrowed):
    """One day of a figure. expected: the limit, or what such days usually have; low and high: the figure's interval, or
    where it would still have been usual. n: rows of the figure. held_against: how many days an unusual one was compared
    with; one_in: a change this large comes by chance once in so many such days; looked_at: how many figures were looked
    at on that day."""

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, null=True, related_name="alerts")
    kind = models.CharField(max_length=8, choices=AlertKind.choices)
    day = models.DateField()
    # The first day of what the figure tells of.
    first = models.DateField()
    way = models.CharField(max_length=4, choices=Way.choices)
    value = models.FloatField()
    expected = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.PositiveIntegerField()
    held_against = models.PositiveSmallIntegerField(null=True)
    one_in = models.BigIntegerField(null=True)
    looked_at = models.PositiveIntegerField(null=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    # Why it was so, as somebody found out.
    why = models.CharField(max_length=500, blank=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            no_two("rule", "day", name="alert_of_rule_once", condition=Q(rule__isnull=False)),
            no_two("measure", "percent", "team", "channel", "day", name="alert_once", condition=Q(rule=None)),
        ]
        indexes = [
            models.Index(fields=["-day", "-id"], name="alert_newest"),
            models.Index(fields=["team"], name="alert_unseen", condition=Q(seen_at=None)),
        ]
