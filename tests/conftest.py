from collections.abc import Iterator

import pytest
from django.http import HttpResponseBase
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from tests import emptying
from tests.cast import Desk

TransactionTestCase._fixture_teardown = emptying.empty
# The same examples in every run, and a core that stalls for a moment is no failure of theirs.
settings.register_profile("desk", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")


@pytest.fixture(autouse=True)
def answers_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As a server does: a test that only looks at a status never reads the file behind it to its end."""
    request, streams = Client.request, []

    def asked(client: Client, **how: object) -> HttpResponseBase:
        answer = request(client, **how)
        if answer.streaming:
            streams.append(answer)
        return answer

    monkeypatch.setattr(Client, "request", asked)
    yield
    for answer in streams:
        # Not its close(): that ends a request, and with it the test's connection.
        for close in answer._resource_closers:
            close()


@pytest.fixture
def desk(db: None) -> Desk:
    """The people of the tests; see tests/cast.py."""
    return Desk.open()
