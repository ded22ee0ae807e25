import pytest
from django.core.cache import cache

from tests.cast import Desk
from tests.channels_ingest.visitor import Browser


@pytest.fixture(autouse=True)
def fresh_limits():
    """Limits of one test must not run into the next."""
    cache.clear()


@pytest.fixture
def visitor(desk: Desk) -> Browser:
    """Hanako on the shop's page; she has not written yet."""
    return Browser(desk.chat).begin()
