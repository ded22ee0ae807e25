"""The first scan after a start: until it has read everything, what is missing of a figure says nothing."""

from django.utils.translation import gettext, pgettext

from kpis.models import Cursor


def is_under_way() -> bool:
    return not Cursor.objects.filter(caught_up_at__isnull=False).exists()


def note() -> tuple[str, str]:
    """What a file says in place of its figures: (name, words)"""
    return pgettext("figures", "Note"), gettext("The figures are being worked out")
