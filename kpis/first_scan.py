"""The first scan after a start: until it has read everything, what is missing of a figure says nothing."""

from kpis.models import Cursor


def is_under_way() -> bool:
    return not Cursor.objects.filter(caught_up_at__isnull=False).exists()
