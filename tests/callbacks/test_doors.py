"""Asked for from outside: in the chat and by another system."""

import json
import uuid

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from callbacks.models import Callback, CallbackSettings, Slot
from channels_ingest.webform import sending
from channels_ingest.webform.questions import Questions
from channels_ingest.webform.uploads import Uploads
from conversations.models import Channel, Message
from customers.models import Assurance, Identity
from tests.api.conftest import connected
from tests.callbacks.conftest import NUMBER
from tests.cast import Desk


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


class Visitor:
    """A browser with the chat open."""

    def __init__(self, desk: Desk) -> None:
        self.site, self.client = desk.chat.public_id, Client(headers={"Accept-Language": "ja"})
        self.headers = {"Authorization": f"Visitor {self.post('session/').json()['token']}"}

    headers: dict[str, str] = {}

    def post(self, path: str, **said: object):
        address = f"/chat/{self.site}/{path}"
        return self.client.post(address, json.dumps(said), content_type="application/json", headers=self.headers)

    def asks(self, **said: object):
        return self.post(
            "callback/", **{"key": str(uuid.uuid4()), "number": "０９０－１２３４－５６７８", "wish": "now", **said}
        )


def test_a_visitor_books_a_time_and_it_stands_in_the_thread(desk: Desk, offered):
    visitor = Visitor(desk)
    free = visitor.client.get(f"/chat/{visitor.site}/callback/").json()
    assert (free["offered"], free["slots"][0]) == (True, offered.isoformat())
    answer = visitor.asks(wish="booked", at=free["slots"][0], note="交換の件")
    assert (answer.status_code, answer.json()["at"]) == (201, offered.isoformat())
    callback = Callback.objects.get()
    assert (callback.identity.value, callback.identity.assurance) == (NUMBER, Assurance.CLAIMED)
    assert "交換の件" in Message.objects.get().text
    assert "090" not in Message.objects.get().text


def test_a_repeat_of_the_network_is_one_wish(desk: Desk, offered):
    visitor, key = Visitor(desk), str(uuid.uuid4())
    assert [visitor.asks(key=key).status_code for _time in range(2)] == [201, 201]
    assert (Callback.objects.count(), Message.objects.count()) == (1, 1)


def test_a_time_that_is_gone_leaves_nothing_behind(desk: Desk, offered):
    visitor = Visitor(desk)
    Slot.objects.create(team=desk.support, starts_at=offered, taken=2)
    assert visitor.asks(wish="booked", at=offered.isoformat()).json()["code"] == "slot_full"
    assert not Callback.objects.exists()
    assert not Message.objects.exists()


def test_a_chat_that_offers_none_takes_none_and_typing_errors_are_explained(desk: Desk):
    visitor = Visitor(desk)
    assert visitor.asks().json()["code"] == "not_offered"
    CallbackSettings.objects.create(team=desk.support, is_offered=True)
    assert visitor.asks(number="090-12").json()["code"] == "bad_number"
    assert visitor.asks(wish="tomorrow").json()["code"] == "bad_request"


def test_one_number_is_not_asked_for_without_end(desk: Desk, offered):
    codes = [Visitor(desk).asks().status_code for _time in range(7)]
    assert codes == [201] * 6 + [429]


def test_a_system_asks_once_and_a_repeat_finds_the_first(desk: Desk, offered):
    app = connected(desk, scopes=["callbacks"])
    body = {"number": "090-1234-5678", "name": "佐藤 花子", "external_id": "r-1"}
    first, again = app.post("callbacks", body), app.post("callbacks", body)
    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    callback = Callback.objects.get()
    assert callback.conversation.waiting_since is not None
    assert "佐藤 花子" in desk.client(desk.aya).get(reverse("conversation", args=[callback.conversation_id])).text


def test_a_system_sees_the_free_times_and_books_one(desk: Desk, offered):
    app = connected(desk, scopes=["callbacks"])
    times = app.client.get("/api/v1/callbacks/slots/", headers={"Authorization": f"Bearer {app.key}"}).json()
    said = app.post("callbacks", {"number": "03-1234-5678", "wish": "booked", "at": times["slots"][0]})
    assert said.status_code == 201
    assert Slot.objects.get().taken == 1
    assert app.post("callbacks", {"number": "x"}).json()["errors"][0]["pointer"] == "/number"


def test_it_is_filed_with_who_holds_the_number_and_raises_nothing(desk: Desk, offered):
    desk.writes()
    Identity.objects.create(customer=desk.hanako, home=desk.hanako, kind="phone", value=NUMBER, assurance=1)
    connected(desk, scopes=["callbacks"]).post("callbacks", {"number": NUMBER})
    assert Callback.objects.get().conversation.customer == desk.hanako
    assert Identity.objects.get(value=NUMBER).assurance == Assurance.ATTESTED


def test_an_app_without_the_right_and_a_desk_that_offers_none_are_told(desk: Desk):
    assert connected(desk).post("callbacks", {"number": NUMBER}).json()["code"] == "no_scope"
    app = connected(desk, name="店舗", scopes=["callbacks"])
    assert app.post("callbacks", {"number": NUMBER}).json()["code"] == "not_offered"


def test_the_form_asks_for_a_number_where_a_call_is_wished(desk: Desk, offered):
    form = Channel.objects.create(kind="form", name="お問い合わせ", team=desk.support, settings={"asks": ["phone"]})
    said = {"email": "hanako@mail.example", "message": "電話で相談したい", "call_back": offered.isoformat()}
    wrong = Questions(form, "ja", said)
    assert "phone" in wrong.errors
    right = Questions(form, "ja", {**said, "phone": "090-1234-5678"})
    assert right.is_valid(), right.errors
    sending.send(form, "ja", right, sending.Known(), Uploads(RequestFactory().post("/"), form, takes=False))
    callback = Callback.objects.get()
    assert (callback.asked_through, callback.call_at) == ("form", offered)
