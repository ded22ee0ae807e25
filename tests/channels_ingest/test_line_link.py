"""Hanako links her LINE with her account at the shop; and quotes what the desk wrote to her."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from channels_ingest import sending
from channels_ingest.models import Handoff, RawDelivery, RefusedHandoff, SentPart
from conversations import statuses
from conversations.models import Channel, Delivery, Message
from customers.models import Assurance, BroughtTogether, Customer, Identity
from tests.api.conftest import connected
from tests.channels_ingest.line_account import Account
from tests.channels_ingest.visitor import Browser, work

GUEST = {"authentication": {"state": "guest"}}


def links(account: Account, nonce: str, result: str = "ok") -> RawDelivery:
    raw = account.brings(account.event(type="accountLink", message={}, link={"result": result, "nonce": nonce}))
    work()
    raw.refresh_from_db()
    return raw


def her(account: Account) -> Identity:
    return Identity.objects.get(kind="line", scope=account.channel.public_id)


def test_whoever_line_and_the_shop_both_vouch_for_is_proven(account: Account):
    message = account.writes()
    app = connected(account.desk)
    assert links(account, app.hand_over()["token"]).state == "parsed"
    held = Identity.objects.get(kind="account")
    assert (her(account).assurance, held.assurance) == (Assurance.PROVEN, Assurance.AUTHENTICATED)
    assert held.customer_id == message.customer_id
    assert message.conversation.entries.filter(kind="app_proved").exists()
    assert Handoff.objects.get().taken_by == "line"


def test_who_has_not_written_yet_becomes_the_shop_s_member(account: Account):
    app, browser = connected(account.desk), Browser(account.desk.chat)
    browser.post("handoff/", {"token": app.hand_over()["token"]})
    links(account, app.hand_over()["token"])
    assert Customer.objects.count() == 1
    assert her(account).customer == Identity.objects.get(kind="account").customer


def test_two_records_stay_two_until_a_person_decides(account: Account):
    app, browser = connected(account.desk), Browser(account.desk.chat)
    browser.post("handoff/", {"token": app.hand_over()["token"]})
    message = account.writes()
    links(account, app.hand_over()["token"])
    member = Identity.objects.get(kind="account").customer
    pair = BroughtTogether.objects.get()
    assert {pair.one_id, pair.other_id} == {member.pk, message.customer_id}
    assert her(account).customer_id == message.customer_id != member.pk


def test_a_nonce_counts_once_and_not_for_ever(account: Account):
    account.writes()
    app = connected(account.desk)
    token, late = app.hand_over()["token"], app.hand_over()["token"]
    links(account, token)
    links(account, token)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        links(account, late)
    assert sorted(RefusedHandoff.objects.values_list("reason", flat=True)) == ["expired", "used"]


def test_practice_shows_the_link_and_leaves_the_token_to_its_owner(account: Account):
    token = connected(account.desk).hand_over()["token"]
    Channel.objects.update(is_practice=True)
    for _turn in range(2):
        assert links(account, token).state == "parsed"
    assert (Handoff.objects.get().taken_at, RefusedHandoff.objects.count()) == (None, 0)
    assert (her(account).assurance, Identity.objects.filter(kind="account").exists()) == (Assurance.PROVEN, False)


@pytest.mark.parametrize("wrong", ["unknown-nonce-0123456789", "", "code", "guest", "failed"])
def test_whatever_else_comes_raises_nothing(account: Account, wrong: str):
    account.writes()
    app = connected(account.desk)
    made = app.hand_over(**(GUEST if wrong == "guest" else {}))
    nonce = made["code"] if wrong == "code" else made["token"] if wrong in ("guest", "failed") else wrong
    raw = links(account, nonce, "failed" if wrong == "failed" else "ok")
    assert (raw.state, her(account).assurance) == ("parsed", Assurance.ATTESTED)
    assert not Identity.objects.filter(kind="account").exists()
    assert Handoff.objects.get().taken_at is None


def with_page(account: Account) -> None:
    account.channel.settings = account.channel.settings | {"link_page": "https://shop.example/line?shop=1"}
    account.channel.save()


def test_she_asks_and_is_led_to_the_shop_with_a_link_token(account: Account):
    with_page(account)
    asked = account.writes(type="postback", message={}, postback={"data": "account-link"})
    assert asked.is_automatic
    assert asked.delivery in (Delivery.SENT, Delivery.QUEUED)
    address = asked.text[asked.text.index("http") :].split()[0]
    answer = Client().get("/" + address.split("/", 3)[3])
    assert (answer.status_code, answer.url) == (302, "https://shop.example/line?shop=1&linkToken=a-link-token")
    assert asked.conversation.status == "no_reply_needed"


def test_an_address_that_we_did_not_make_leads_nowhere(account: Account):
    account.writes("アカウント連携")
    assert not Message.objects.filter(is_automatic=True, channel=account.channel).exists()
    with_page(account)
    assert Client().get("/line/accounts/x/").status_code == 404


def test_while_line_is_away_she_is_asked_to_come_back(account: Account):
    with_page(account)
    asked = account.writes("アカウント連携")
    path = "/" + asked.text[asked.text.index("http") :].split()[0].split("/", 3)[3]
    account.line.troubles[f"/v2/bot/user/{asked.identity.value}/linkToken"] = [(500, {}, {})]
    assert Client().get(path).status_code == 503


def test_a_quote_names_its_matter_and_is_shown(account: Account):
    first = account.writes("充電できません")
    ours = account.answers(first, "型番を教えてください")
    sending.deliver(ours.pk)
    ours.refresh_from_db()
    statuses.set_status(first.conversation, "resolved", account.desk.aya)
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        other = account.writes("別の件です")
        quoting = {"type": "text", "text": "VX-200です", "quotedMessageId": ours.external_id}
        said = account.writes(message=quoting)
    assert (said.conversation, said.quote) == (first.conversation, "型番を教えてください")
    assert other.conversation != first.conversation
    client = Client()
    client.force_login(account.desk.aya)
    shown = client.get(f"/conversations/{first.conversation_id}/").content.decode()
    assert '<blockquote class="quote"' in shown


def test_any_part_of_a_long_answer_can_be_quoted(account: Account):
    """LINE names each object that it took; 5,000 signs are one."""
    ours = account.answers(account.writes("充電できません"), "あ" * 5000 + "い" * 5000)
    sending.deliver(ours.pk)
    ours.refresh_from_db()
    (part,) = SentPart.objects.all()
    quoting = {"type": "text", "text": "後半が分かりません", "quotedMessageId": part.name}
    assert part.name != ours.external_id
    assert account.writes(message=quoting).quote.startswith("あああ")


def test_a_quote_of_what_we_do_not_know_is_a_message_as_any_other(account: Account):
    own = account.writes("充電できません")
    quoting = {"type": "text", "text": "まだです", "quotedMessageId": own.external_id}
    assert account.writes(message=quoting).quote == ""
    assert account.writes(message=quoting | {"quotedMessageId": "999"}).conversation == own.conversation
