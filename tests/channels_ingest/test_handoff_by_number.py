"""Nobody brings the hand-off, but the telephone number that it names writes, or calls."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from channels_ingest.models import Handoff, RefusedHandoff
from conversations.models import Channel
from customers.identifying import Claim, add
from customers.models import Assurance, Customer, Fact, Identity
from tests.api.conftest import SATO, Caller, connected
from tests.channels_ingest.phone_account import HANAKO, Line, opened
from tests.channels_ingest.sms_account import Account
from tests.channels_ingest.test_apps_panel import panel
from tests.channels_ingest.test_handoffs import opened as chat_opened

VERIFIED = {"identity": SATO["identity"] | {"phone_verified": True}}


@pytest.fixture
def line(desk, settings, monkeypatch) -> Iterator[Line]:
    with opened(desk, settings, monkeypatch) as line:
        yield line


@pytest.fixture
def app(desk) -> Caller:
    return connected(desk)


def accounts(customer: Customer) -> list[str]:
    return list(customer.identities.filter(kind="account").values_list("value", flat=True))


def test_an_sms_from_the_number_that_the_app_has_verified_takes_it_up(twilio: Account, app):
    app.hand_over(**VERIFIED)
    message = twilio.writes("住所が変更できません")
    handoff = Handoff.objects.get()
    assert (handoff.taken_by, handoff.matter, accounts(message.customer)) == ("sms", message.conversation, ["m-1"])
    assert "アプリ認証済" in panel(twilio.desk, twilio.desk.aya, message.customer)


def test_an_sms_of_who_holds_both_the_number_and_the_account_takes_it_up(twilio: Account, app):
    owner = twilio.writes().customer
    add(owner, Claim("account", "m-1", twilio.desk.chat.public_id), Assurance.AUTHENTICATED)
    app.hand_over()
    twilio.writes("住所が変更できません")
    assert Handoff.objects.get().taken_by == "sms"


def test_a_number_that_was_only_typed_into_the_app_gives_its_account_nothing_of_who_has_the_number(twilio, app):
    app.hand_over()
    message = twilio.writes("住所が変更できません")
    shown = panel(twilio.desk, twilio.desk.aya, message.customer)
    assert (Handoff.objects.get().taken_by, accounts(message.customer)) == ("number", [])
    assert "未確認: 電話番号の一致のみ" in shown
    assert "アプリ認証済" not in shown


def test_a_call_is_shown_what_the_app_told_and_unlocks_nothing(line: Line, app):
    identity = line.number(Assurance.ATTESTED)
    app.hand_over(**VERIFIED)
    line.rings()
    matter, shown = line.call.message.conversation, panel(line.desk, line.desk.aya, line.desk.hanako)
    identity.refresh_from_db()
    assert identity.assurance == Assurance.ATTESTED
    assert not Identity.objects.filter(kind="account").exists()
    assert not Fact.objects.filter(source="token").exists()
    assert all(word in shown for word in ("未確認: 電話番号の一致のみ", "E-ADDR-03", "佐藤 花子"))
    assert "操作可" not in shown
    assert matter.entries.filter(kind="app_offered").count() == 1


def test_a_forged_caller_takes_nothing_away_from_who_has_the_token(line: Line, app):
    token = app.hand_over(**VERIFIED)["token"]
    line.rings()
    browser = chat_opened(line.desk, token)
    assert browser.said["taken"] is True
    message = browser.write()
    assert (Handoff.objects.get().taken_by, Handoff.objects.get().matter) == ("chat", message.conversation)
    assert not RefusedHandoff.objects.exists()


@pytest.mark.parametrize("how", ["expired", "another number", "two accounts", "withheld", "practice"])
def test_it_is_not_shown_where_nobody_can_say_that_it_is_theirs(line: Line, app, how):
    app.hand_over(**VERIFIED)
    if how == "expired":
        Handoff.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if how == "two accounts":
        app.hand_over(identity=VERIFIED["identity"] | {"account": "m-2"})
    if how == "practice":
        Channel.objects.filter(pk=line.channel.pk).update(is_practice=True)
    line.rings(From={"another number": "+818011112222", "withheld": "+266696687"}.get(how, HANAKO))
    assert not Handoff.objects.exclude(taken_at=None).exists()


def test_a_call_again_and_a_told_again_change_nothing(line: Line, app):
    app.hand_over(**VERIFIED)
    line.rings()
    first = Handoff.objects.get()
    line.rings(CallSid="CA2")
    assert Handoff.objects.get().taken_at == first.taken_at
