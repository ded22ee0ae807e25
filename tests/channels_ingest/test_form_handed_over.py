"""A web form that the app's user comes to: who they are is known, so it asks less."""

import pytest
from django.test import Client

from channels_ingest.models import Handoff, RefusedHandoff
from conversations.models import Channel, Message
from customers.models import Assurance, Identity
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
