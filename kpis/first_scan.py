"""The first scan after a start: until it has read everything, what is missing of a figure says nothing."""

from datetime import datetime

from django.utils.translation import gettext, pgettext

from kpis.models import Cursor


def caught_up_at() -> datetime | None:
    """When a scan last had nothing left to read."""
    return Cursor.objects.values_list("caught_up_at", flat=True).first()


def is_under_way() -> bool:
    return caught_up_at() is None


def note() -> tuple[str, str]:
    """What a file says in place of its figures: (name, words)"""
    return pgettext("figures", "Note"), gettext("The figures are being worked out")
