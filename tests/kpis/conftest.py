"""What most tests of figures begin with."""

import pytest
from django.utils import timezone

from kpis.models import Cursor


@pytest.fixture
def all_was_read(db: None) -> None:
    """The first scan has read everything; before that no figure is told."""
    Cursor.objects.create(pk=1, caught_up_at=timezone.now())
