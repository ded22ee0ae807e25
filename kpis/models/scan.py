"""How far the entries are read, and what of the calendars was seen."""

from django.db import models

from agents.models import Calendar
from customers.models import Customer


class Cursor(models.Model):
    """A single row: every entry of a transaction before this one, and of it up to this entry, is accounted for."""

    xid = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(default=0)
    # When a scan last had nothing left to read.
    caught_up_at = models.DateTimeField(null=True, blank=True)
    # Until when what time alone changes is marked.
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_cursor")]


class Touched(models.Model):
    """A customer whose rows are to be derived anew: something was written about them, or a calendar changed."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="+")


class SeenCalendar(models.Model):
    """The dates that differ, as they were when rows were last derived: {"2026-05-04": ["10:00", "15:00"] or null}."""

    calendar = models.OneToOneField(Calendar, on_delete=models.CASCADE, primary_key=True, related_name="+")
    exceptions = models.JSONField(default=dict)
