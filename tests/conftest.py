import pytest
from django.test import TransactionTestCase

from tests import emptying
from tests.cast import Desk

TransactionTestCase._fixture_teardown = emptying.empty


@pytest.fixture
def desk(db: None) -> Desk:
    """The people of the tests; see tests/cast.py."""
    return Desk.open()
