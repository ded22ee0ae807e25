"""A label or a segment in an address, and the days that such a page can show."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from conversations.models import Label
from kpis.narrowing import MOST_DAYS
from kpis.reports.catalogue import KINDS
from kpis.segments import EVERY, FAMILIES
from kpis.slices import Slice

# Purchases, costs and what is made of them are of all customers: they show neither, and so does the list of reports.
NARROWED = {"times", "shares", "volume", "marks", "backlog", "matrix", "self_service", "telephone", "stress"}


def can_be_narrow(measure: str) -> bool:
    return KINDS.get(measure) in NARROWED


def of_narrow(measure: str, label: int | None, query: Mapping[str, Any]) -> dict[str, Any]:
    """What does not exist is as if it was not said: no page shows all and calls it a part."""
    if not can_be_narrow(measure):
        return {"label": None, "segment": ""}
    known = label is not None and Label.objects.filter(pk=label).exists()
    segment = str(query.get("segment"))
    return {"label": label if known else None, "segment": segment if segment in EVERY else ""}


def first_day(first: date, last: date, narrow: Mapping[str, Any]) -> date:
    """Of a label or a segment the last days alone: rows are read one by one."""
    return max(first, last - timedelta(days=MOST_DAYS - 1)) if narrow["label"] or narrow["segment"] else first


def choices(measure: str) -> dict[str, Any]:
    """For the bar of a page."""
    if not can_be_narrow(measure):
        return {}
    return {"labels": list(Label.objects.all()), "segment_families": FAMILIES, "most_days": MOST_DAYS}


def names(asked: Slice) -> list[str]:
    """What the slice is narrowed to, in words: the label, the segment."""
    label = Label.objects.filter(pk=asked.label).first() if asked.label else None
    segment = EVERY.get(asked.segment)
    return [*([label.name] if label else []), *([str(segment.name)] if segment else [])]
