from collections.abc import AsyncIterator, Iterator

import pytest
from django.core.cache import cache
from django.db import connections

from tests.cast import Desk
from tests.channels_ingest import other_system, sms_account
from tests.channels_ingest.line_account import Account, opened
from tests.channels_ingest.sockets import do
from tests.channels_ingest.visitor import Browser


@pytest.fixture(autouse=True)
def fresh_limits():
    """Limits of one test must not run into the next."""
    cache.clear()


@pytest.fixture
def visitor(desk: Desk) -> Browser:
    """Hanako on the shop's page; she has not written yet."""
    return Browser(desk.chat).begin()


@pytest.fixture
async def hanako() -> AsyncIterator[Browser]:
    """Hanako's browser for tests of sockets, whose data must be committed."""
    desk = await do(Desk.open)()
    browser = Browser(desk.chat)
    browser.desk = desk
    yield await do(browser.begin)()
    await do(connections.close_all)()


@pytest.fixture
def account(desk: Desk, settings, monkeypatch) -> Iterator[Account]:
    """The shop's account at LINE, which Hanako writes to."""
    with opened(desk, settings, monkeypatch) as account:
        yield account


@pytest.fixture
def twilio(desk: Desk, settings, monkeypatch) -> Iterator[sms_account.Account]:
    """The shop's number at Twilio, which Hanako writes to."""
    with sms_account.opened(desk, settings, monkeypatch, "twilio") as account:
        yield account


@pytest.fixture
def vonage(desk: Desk, settings, monkeypatch) -> Iterator[sms_account.Account]:
    """The same at Vonage."""
    with sms_account.opened(desk, settings, monkeypatch, "vonage") as account:
        yield account


@pytest.fixture
def ticketing(desk: Desk, settings) -> Iterator[other_system.Ticketing]:
    """The company's ticket system, in which Hanako writes."""
    with other_system.opened(desk, settings) as ticketing:
        yield ticketing
