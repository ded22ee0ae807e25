"""Everything read, and everything stored as the entries say."""

from kpis import scanning, verifying
from kpis.models import StaleDay, Touched


def sure() -> None:
    scanning.scan()
    found = verifying.verify()
    assert not found.differences, [str(one) for one in found.differences]
    assert not Touched.objects.exists()
    assert not StaleDay.objects.exists()
