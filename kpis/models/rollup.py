"""A day's rows, packed: reports read these. And those of a month, for reports over years."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from agents.models import Team
from conversations.models import Channel
from kpis.models.measured import Excluded


class Packed(models.Model):
    """All rows of one measure, channel and team. The lists run side by side, one place for each row, so that
    percentiles, the heat map and both clocks are exact and not estimated from buckets; a missing number is null.
    """

    measure = models.CharField(max_length=24)
    day = models.DateField()
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    excluded = models.CharField(max_length=8, choices=Excluded.choices, blank=True, default=Excluded.NO)
    n = models.PositiveIntegerField()
    # The sum of the values: how many did, of those that could.
    total = models.IntegerField(default=0)
    # Empty for what is excluded: only how many is told of those. Of who left at once it is kept: some formulas of the
    # service level count them (kpis.offered).
    seconds = ArrayField(models.IntegerField(null=True), default=list)
    business_seconds = ArrayField(models.IntegerField(null=True), default=list)
    values = ArrayField(models.SmallIntegerField(null=True), default=list)
    minutes = ArrayField(models.SmallIntegerField(), default=list)

    class Meta:
        abstract = True


class Rollup(Packed):
    """Of one day; minutes are those of the company's day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "day", "channel", "team", "excluded"], name="rollup_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["day", "team"], name="rollup_day")]


class MonthRollup(Packed):
    """The same of all days of a month that is over. day: its first; minutes: of the week, from Monday 0:00.

    Beside the lists stands what percentiles are read from (kpis.lengths.SENT); empty where nothing has a length.
    """

    sent_seconds = models.BinaryField(default=bytes)
    sent_business_seconds = models.BinaryField(default=bytes)
    sent_minutes = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "day", "channel", "team", "excluded"], name="month_rollup_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["day"], name="month_rollup_day")]


class PackedMonth(models.Model):
    """Whether the rollups of a month say what those of its days say; where they do not, the days are read."""

    month = models.DateField(primary_key=True)
    # When one of its days was last packed anew; empty = the month was packed after that.
    stale_since = models.DateTimeField(null=True)


class StaleDay(models.Model):
    """A day of a team whose rollups no longer say what its rows say."""

    day = models.DateField()
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "team"], name="stale_once", nulls_distinct=False)]
