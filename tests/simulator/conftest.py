import pytest
from django.core.cache import cache
from pytest_django.live_server_helper import LiveServer

from simulator import making
from simulator.parts import named
from simulator.people import PEOPLE, Person
from tests.cast import Desk
from tests.simulator.practice import Practice


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def hanako() -> Person:
    return PEOPLE[0]


@pytest.fixture(params=["line", "twilio", "vonage"])
def practice(request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer, settings) -> Practice:
    """A practice channel of each provider, whose simulator and whose webhook are this very server."""
    return opened(request.param, live_server, settings)


@pytest.fixture
def system(transactional_db: None, live_server: LiveServer, settings) -> Practice:
    return opened("api", live_server, settings)


@pytest.fixture
def form(transactional_db: None, live_server: LiveServer, settings) -> Practice:
    return opened("form", live_server, settings)


@pytest.fixture
def chat(transactional_db: None, live_server: LiveServer, settings) -> Practice:
    return opened("chat", live_server, settings)


@pytest.fixture
def line(transactional_db: None, live_server: LiveServer, settings) -> Practice:
    return opened("line", live_server, settings)


@pytest.fixture
def twilio(transactional_db: None, live_server: LiveServer, settings) -> Practice:
    return opened("twilio", live_server, settings)


@pytest.fixture
def vonage(transactional_db: None, live_server: LiveServer, settings) -> Practice:
    return opened("vonage", live_server, settings)


def opened(choice: str, live_server: LiveServer, settings) -> Practice:
    settings.SIMULATOR_URL = settings.PUBLIC_URL = live_server.url
    desk = Desk.open()
    provider = named(choice)
    assert provider is not None
    return Practice(desk, making.make(provider, desk.noguchi), provider)
