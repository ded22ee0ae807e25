"""How often a call may be asked for: by one address, in one chat, by one system, of one number."""

import pytest
from django.core.cache import cache

from callbacks.models import Callback
from omnidesk.limits import LIMITS
from tests.api.conftest import connected
from tests.callbacks.test_doors import Visitor
from tests.cast import Desk


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch):
    """Two of each, so that the third is one too many; what is counted and by whom stays as it is."""

    def only(name: str) -> None:
        monkeypatch.setitem(LIMITS, name, LIMITS[name].__class__(2, LIMITS[name].seconds, LIMITS[name].per))

    return only


def test_one_chat_asks_for_a_few_and_another_still_may(desk: Desk, offered, few):
    few("callback.session")
    visitor = Visitor(desk)
    codes = [visitor.asks(number=f"090-1234-567{number}").status_code for number in range(3)]
    assert codes == [201, 201, 429]
    assert Visitor(desk).asks(number="090-1234-5679").status_code == 201


def test_one_address_asks_for_a_few_from_however_many_chats(desk: Desk, offered, few):
    few("callback.address")
    codes = [Visitor(desk).asks(number=f"090-1234-567{number}").status_code for number in range(3)]
    assert codes == [201, 201, 429]
    assert Callback.objects.count() == 2


def test_the_free_times_are_not_fetched_without_end(desk: Desk, offered, few):
    few("callback.slots")
    visitor = Visitor(desk)
    address = f"/chat/{visitor.site}/callback/"
    assert [visitor.client.get(address).status_code for _time in range(3)] == [200, 200, 429]


def test_a_system_is_told_when_to_come_again(desk: Desk, offered, few):
    few("api.callbacks")
    app, other = connected(desk, scopes=["callbacks"]), connected(desk, name="店舗", scopes=["callbacks"])
    answers = [app.post("callbacks", {"number": f"090-1234-567{number}"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert other.post("callbacks", {"number": "090-1234-5679"}).status_code == 201


def test_a_number_is_one_number_through_every_door(desk: Desk, offered, few):
    few("callback.number")
    app = connected(desk, scopes=["callbacks"])
    assert Visitor(desk).asks(number="０９０－１２３４－５６７８").status_code == 201
    assert app.post("callbacks", {"number": "+81 90 1234 5678"}).status_code in (200, 201)
    assert Visitor(desk).asks(number="090-1234-5678").status_code == 429
