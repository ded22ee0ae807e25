"""A hand-off is taken up by the next contact, whichever way it comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from channels_ingest import handoffs
from channels_ingest.models import Handoff, RefusedHandoff
from conversations.models import Message
from customers.models import Assurance, Customer, Fact, Identity, Touchpoint
from tests.api.conftest import SATO, Caller, connected
from tests.cast import Desk
from tests.channels_ingest.mailboxes import came, mailbox
from tests.channels_ingest.visitor import Browser, work


@pytest.fixture
def app(desk: Desk) -> Caller:
    return connected(desk)


class Box:
    """The shop's mailbox, whose server vouches for senders."""

    def __init__(self, desk: Desk) -> None:
        self.channel = mailbox(desk, plus_address=True, authserv_id="mx.minato.example")
        self.count = 0

    def receives(
        self, text: str = "こんにちは", to: str = "", sender: str = "hanako@example.com", verdict: str = "pass"
    ) -> Message:
        self.count += 1
        mail = (
            f"Authentication-Results: mx.minato.example; dmarc={verdict} header.from=example.com\r\n"
            f"From: <{sender}>\r\n"
            f"To: {to or 'support@minato.example'}\r\nSubject: q\r\nMessage-ID: <{self.count}@example.com>\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        )
        came(self.channel, mail.encode(), self.count)
        work()
        return Message.objects.latest("pk")


def opened(desk: Desk, token: str) -> Browser:
    browser = Browser(desk.chat)
    said = browser.post("handoff/", {"token": token}).json()
    browser.token, browser.session_id, browser.said = said["token"], said["session"], said
    return browser


def test_it_is_taken_up_by_the_chat_that_its_link_opens(desk, app):
    browser = opened(desk, app.hand_over()["token"])
    account = Identity.objects.get(kind="account")
    assert browser.said["taken"] is True
    assert (account.value, account.scope, account.assurance) == ("m-1", desk.chat.public_id, Assurance.AUTHENTICATED)
    assert Handoff.objects.get().taken_by == "chat"


def test_it_is_known_before_the_first_word_and_bound_to_its_matter(desk, app):
    browser = opened(desk, app.hand_over()["token"])
    customer = Handoff.objects.get().customer
    assert customer.name == "佐藤 花子"
    message = browser.write("住所が変更できません")
    assert message.customer == customer
    assert Handoff.objects.get().matter == message.conversation
    assert [entry.kind for entry in message.conversation.entries.filter(kind="app_proved")] == ["app_proved"]


def test_it_finds_who_holds_the_account_already(desk, app):
    opened(desk, app.hand_over()["token"]).write()
    opened(desk, app.hand_over()["token"]).write("もう一度")
    assert Customer.objects.count() == 1


def test_it_tells_facts_of_the_person_and_of_the_matter(desk, app):
    attributes = {"order_no": "A-10293", "theme": "dark"}
    message = opened(desk, app.hand_over(attributes=attributes)["token"]).write()
    facts = {fact.key: fact for fact in Fact.objects.standing().filter(source="token")}
    assert facts["email"].value == "hanako@example.jp"
    assert facts["email"].matter is None
    assert (facts["error_code"].value, facts["step"].value) == ("E-ADDR-03", "住所変更 / 3")
    assert facts["order_number"].matter == message.conversation_id
    assert "theme" not in facts


def test_it_leaves_the_steps_before_it_among_the_touchpoints(desk, app):
    steps = [{"flow": "住所変更", "step": str(n), "outcome": "ok" if n < 3 else "fail"} for n in (1, 2, 3)]
    opened(desk, app.hand_over(context=SATO["context"] | {"steps": steps})["token"])
    mine = Touchpoint.objects.filter(customer=Handoff.objects.get().customer)
    assert sorted(mine.values_list("kind", "step", "outcome")) == [
        ("handoff", "", ""), ("step", "1", "ok"), ("step", "2", "ok"), ("step", "3", "fail"),
    ]  # fmt: skip


def test_a_step_that_a_page_has_told_already_counts_once(desk, app):
    app.app.origins = ["https://shop.example"]
    app.app.save()
    step = {"id": "s1", "at": "2026-11-22T10:00:00Z", "flow": "住所変更", "step": "3", "outcome": "fail"}
    told = step | {"place": "self_service", "kind": "step", "device": "dev-1"}
    body = {"app": str(app.app.public_id), "events": [told]}
    headers = {"Origin": "https://shop.example"}
    opened(desk, app.hand_over(context={"device_id": "dev-1", "steps": [step]})["token"])
    answer = app.client.post("/api/v1/events/", body, content_type="application/json", headers=headers)
    assert answer.json()["repeated"] == 1
    assert Touchpoint.objects.filter(kind="step", customer__isnull=False).count() == 1


def test_it_is_taken_up_by_a_code_typed_as_people_type(desk, app):
    code = app.hand_over()["code"]
    message = Browser(desk.chat).begin().write(f" {code.lower().replace('-', '－')} ")
    assert Handoff.objects.get().matter == message.conversation
    assert message.customer.identities.filter(kind="account", value="m-1").exists()


def test_it_is_taken_up_by_a_chat_that_is_under_way(desk, app, visitor):
    before = visitor.write("困っています")
    assert visitor.post("handoff/", {"token": app.hand_over()["token"]}).json()["token"] == ""
    after = visitor.write("続きです")
    assert after.customer == before.customer
    assert after.customer.identities.filter(kind="account", value="m-1").exists()


def test_it_begins_anew_where_the_account_is_somebody_elses(desk, app, visitor):
    owner = opened(desk, app.hand_over()["token"]).write().customer
    stranger = visitor.write("困っています").customer
    said = visitor.post("handoff/", {"token": app.hand_over()["token"]}).json()
    assert said["token"]
    assert stranger != owner
    visitor.token = said["token"]
    assert visitor.write("続きです").customer == owner
    assert stranger.messages.count() == 1


def test_it_is_taken_up_by_a_mail_to_its_address(desk, app):
    box = Box(desk)
    message = box.receives(to=app.hand_over()["mail_to"])
    assert Handoff.objects.get().taken_by == "email"
    assert Handoff.objects.get().matter == message.conversation


def test_it_is_taken_up_by_a_mail_that_holds_it(desk, app):
    message = Box(desk).receives(text=f"よろしくお願いします。\n{app.hand_over()['token'].upper()}\n")
    assert Handoff.objects.get().matter == message.conversation


def test_it_files_with_who_is_known_and_merges_nobody_on_a_claim(desk, app):
    owner = opened(desk, app.hand_over()["token"]).write().customer
    box = Box(desk)
    known = box.receives(sender="kenichi@example.com").customer
    message = box.receives(sender="kenichi@example.com", text=app.hand_over()["token"])
    assert message.customer == known
    assert Handoff.objects.order_by("-created_at")[0].customer == owner
    assert Customer.objects.filter(merged_into=None).count() == 2
    assert not message.conversation.entries.filter(kind="app_proved").exists()
    shown = desk.client(desk.aya).get(f"/customers/{known.pk}/apps/").content.decode()
    assert "別のお客さまのアカウント" in shown
    assert "アプリ認証済" not in shown


@pytest.mark.parametrize("is_member", [False, True], ids=["new account", "account of another record"])
def test_it_gives_no_account_to_whoever_holds_the_address_that_nobody_vouches_for(desk, app, is_member):
    box = Box(desk)
    victim = box.receives().customer
    if is_member:
        opened(desk, app.hand_over()["token"]).write()
    for _twice in range(2):
        message = box.receives(to=app.hand_over()["mail_to"], verdict="none")
        assert message.customer != victim
        assert message.unverified_sender
        assert message.customer.identities.get(kind="account").value == "m-1"
        claim = message.customer.identities.get(kind="email", value="hanako@example.com")
        assert claim.assurance == Assurance.CLAIMED
        assert not victim.identities.filter(kind="account").exists()
    assert box.receives(text="本人です").customer == victim
    assert Customer.objects.filter(merged_into=None).count() == 2


def test_an_address_that_was_merely_written_beside_an_account_is_nobodys_way_in(desk, app):
    box = Box(desk)
    taken = box.receives(to=app.hand_over()["mail_to"], verdict="none").customer
    assert box.receives(text="本人です", verdict="none").customer != taken
    assert box.receives(text="本人です").customer != taken


def test_it_proves_nothing_of_a_guest(desk, app):
    said = app.hand_over(authentication={"state": "guest"})
    message = opened(desk, said["token"]).write()
    assert not message.customer.identities.filter(kind="account").exists()
    assert message.customer.identities.get(kind="email").assurance == Assurance.CLAIMED
    assert handoffs.may_act_until(Handoff.objects.get()) is None


def test_it_is_offered_when_its_number_calls(desk, app):
    app.hand_over()
    app.hand_over(identity={"account": "m-2", "phone": "03-1111-2222"})
    app.hand_over(authentication={"state": "guest"})
    found = handoffs.waiting_for_number("+81 90-1234-5678")
    assert [handoff.who["account"] for handoff in found] == ["m-1"]


def test_it_lets_act_for_an_hour_after_the_sign_in(desk, app):
    at = timezone.now() - timedelta(minutes=22)
    app.hand_over(authentication=SATO["authentication"] | {"at": at.isoformat()})
    assert handoffs.may_act_until(Handoff.objects.get()) == at + timedelta(hours=1)
    app.hand_over(authentication=SATO["authentication"] | {"at": (at + timedelta(days=9)).isoformat()})
    until = handoffs.may_act_until(Handoff.objects.order_by("-created_at")[0])
    assert until < timezone.now() + timedelta(minutes=66)


@pytest.mark.django_db(transaction=True)
def test_it_is_taken_up_once_however_many_come_at_the_same_time(desk, app):
    token = app.hand_over()["token"]

    def ask(_number: int) -> bool:
        try:
            return Browser(desk.chat).post("handoff/", {"token": token}).json()["taken"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, range(8))) == [False] * 7 + [True]
    assert RefusedHandoff.objects.filter(reason="used").count() == 7
    assert Identity.objects.filter(kind="account").count() == 1
