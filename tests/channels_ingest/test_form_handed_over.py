"""A web form that the app's user comes to: who they are is known, so it asks less."""

import pytest
from django.test import Client
from django.utils import timezone

from channels_ingest.models import Handoff, RefusedHandoff
from conversations.models import Channel, Message
from customers.models import Assurance, Fact, Identity
from tests.api.conftest import Caller, connected
from tests.cast import Desk
from tests.channels_ingest.test_form import address, send
from tests.channels_ingest.test_form import form as form

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(desk: Desk) -> Caller:
    return connected(desk)


def test_it_says_who_it_answers_and_asks_for_neither_name_nor_address(form: Channel, app: Caller):
    token = app.hand_over()["token"]
    page = Client().get(f"{address(form)}?lang=ja&handoff={token}").content.decode()
    assert "ログイン中のため" in page
    assert "***@" in page
    assert 'name="email"' not in page
    assert Handoff.objects.get().taken_at is None


def test_what_is_sent_with_it_is_theirs_and_proven(form: Channel, app: Caller):
    send(form, handoff=app.hand_over()["token"], email=None, name=None)
    message, handoff = Message.objects.get(channel=form), Handoff.objects.get()
    assert (handoff.taken_by, handoff.matter) == ("form", message.conversation)
    account = Identity.objects.get(customer=message.customer, kind="account")
    assert account.assurance == Assurance.AUTHENTICATED


def test_an_address_that_its_app_only_names_gives_no_account_to_who_holds_it(desk: Desk, form: Channel, app: Caller):
    held = {"kind": "email", "value": "hanako@example.jp", "assurance": Assurance.ATTESTED, "assured_by": "email"}
    victim = Identity.objects.create(customer=desk.hanako, home=desk.hanako, **held)
    send(form, handoff=app.hand_over()["token"], email=None, name=None)
    message = Message.objects.get(channel=form)
    assert message.customer != victim.customer
    assert Identity.objects.get(kind="account").customer == message.customer
    assert not victim.customer.identities.filter(kind="account").exists()


def test_one_that_was_used_before_proves_nothing_and_is_shown_so(form: Channel, app: Caller):
    token = app.hand_over()["token"]
    send(form, handoff=token, email=None, name=None)
    page = Client().get(f"{address(form)}?lang=ja&handoff={token}").content.decode()
    assert "ログイン中のため" not in page
    send(form, handoff=token, message="もう一度")
    assert RefusedHandoff.objects.get().reason == "used"
    assert Message.objects.filter(channel=form).count() == 2


def bought(app: Caller, number: str, **more: object) -> None:
    event = {"id": number, "at": "2026-11-20T10:00:00+09:00", "place": "shop", "kind": "order", "account": "m-1"}
    told = event | {"title": f"{number} 掃除機", "data": {"order_number": number}} | more
    assert app.post("touchpoints", {"events": [told]}).status_code == 201


@pytest.fixture
def member(form: Channel, app: Caller) -> Caller:
    """She has written once before, so that her account is known, and bought since."""
    send(form, handoff=app.hand_over()["token"], email=None, name=None)
    bought(app, "A-10293")
    bought(app, "A-10294", id="2", at="2026-11-21T10:00:00+09:00")
    bought(app, "A-99999", account="m-2")
    bought(app, "A-88888", account="", device="dev-1")
    return app


def shown(form: Channel, token: str) -> str:
    return Client().get(f"{address(form)}?lang=ja&handoff={token}").content.decode()


def test_her_orders_can_be_picked_the_one_at_hand_first(form: Channel, member: Caller):
    page = shown(form, member.hand_over(attributes={"order_no": "A-10200"})["token"])
    assert "注文番号を選ぶ" in page
    places = [page.index(f'value="{number}"') for number in ("A-10200", "A-10294", "A-10293")]
    assert places == sorted(places)
    assert "A-10293 掃除機 (11/20)" in page
    assert "A-99999" not in page
    assert "A-88888" not in page


def test_what_was_picked_is_the_number_unless_another_was_typed(form: Channel, member: Caller):
    for typed, told in (("", "A-10293"), ("A-10300", "A-10300")):
        send(form, handoff=member.hand_over()["token"], email=None, name=None, order="A-10293", order_number=typed)
        message = Message.objects.filter(channel=form).latest("pk")
        assert f"注文番号: {told}\n" in message.text
        assert Fact.objects.get(message=message.pk, key="order_number").value == told


def test_nothing_of_her_orders_is_shown_without_her_sign_in(form: Channel, member: Caller):
    used = member.hand_over()["token"]
    send(form, handoff=used, message="もう一度", email=None, name=None)
    old = member.hand_over()["token"]
    Handoff.objects.filter(taken_at=None).update(expires_at=timezone.now())
    guest = member.hand_over(authentication={"state": "guest"}, attributes={"order_number": "A-10293"})["token"]
    for token in ("", used, old, guest, "hand" + "a" * 32):
        page = shown(form, token)
        assert "注文番号を選ぶ" not in page
        assert "A-10293" not in page


def test_an_order_of_somebody_else_cannot_be_picked(form: Channel, member: Caller):
    answer = send(form, handoff=member.hand_over()["token"], email=None, order="A-99999", order_number=None)
    assert answer.status_code == 422
    assert 'id="id_order_error"' in answer.content.decode()


def test_a_pick_is_not_lost_when_the_sign_in_ran_out_meanwhile(form: Channel, member: Caller):
    token = member.hand_over()["token"]
    Handoff.objects.filter(taken_at=None).update(expires_at=timezone.now())
    page = send(form, handoff=token, order="A-10293", order_number=None, email=None).content.decode()
    assert 'name="order_number" value="A-10293"' in page


def test_the_picker_is_not_there_where_the_form_asks_for_no_number(form: Channel, member: Caller):
    form.settings["asks"] = ["phone"]
    form.save()
    assert "注文番号を選ぶ" not in shown(form, member.hand_over()["token"])
