"""Measures that count the rows of others: which ones. Everything else has rows of its own name."""

from django.db.models import Exists, OuterRef, Q

from kpis import costing
from kpis.models import Measured
from kpis.reports import touching


def named(measure: str, channel: str | None) -> Q:
    if measure == "cost_per_contact":
        return costing.of_work()
    if measure in touching.RULES:
        return touching.rows_of(channel)
    return Q(measure=measure)


def unanswered() -> Q:
    """Nobody of ours has answered the customer: as kpis.quality.unanswered counts."""
    return ~Q(Exists(Measured.objects.filter(conversation=OuterRef("conversation"), measure="frt_opened")))
