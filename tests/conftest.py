import pytest

from tests.cast import Desk


@pytest.fixture
def desk(db: None) -> Desk:
    """The people of the tests; see tests/cast.py."""
    return Desk.open()
