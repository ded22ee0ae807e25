"""Forged, expired, replayed and foreign: refused, kept, shown as unproven, and the chat goes on."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from channels_ingest.chat.identify import new_secret
from channels_ingest.models import ConnectedApp, Handoff, RefusedHandoff
from conversations.models import Channel, Message
from customers.models import Identity
from omnidesk.limits import LIMITS, Limit
from tests.api.conftest import SATO, Caller, connected
from tests.cast import Desk
from tests.channels_ingest.test_handoffs import Box, opened
from tests.channels_ingest.test_identify import claims, set_up, signed
from tests.channels_ingest.visitor import Browser

TOLD = {"context": SATO["context"], "authentication": {"method": "password"}}


@pytest.fixture
def app(desk: Desk) -> Caller:
    return connected(desk)


def spoilt(app: Caller, how: str) -> str:
    token = str(app.hand_over()["token"])
    if how == "expired":
        Handoff.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if how == "used":
        Handoff.objects.update(taken_at=timezone.now())
    if how == "paused":
        ConnectedApp.objects.update(paused_at=timezone.now())
    return {"unknown": "hand" + "a" * 32, "cut short": token[:-1]}.get(how, token)


CASES = {"unknown": "unknown", "cut short": "unknown", "expired": "expired", "used": "used", "paused": "paused"}


@pytest.mark.parametrize("how", CASES)
def test_it_is_refused_in_the_chat_which_goes_on(desk, app, how):
    browser = opened(desk, spoilt(app, how))
    assert browser.said["taken"] is False
    message = browser.write("住所が変更できません")
    assert not message.customer.identities.filter(kind="account").exists()
    refused = RefusedHandoff.objects.get()
    assert (refused.reason, str(refused.session_id)) == (CASES[how], browser.session_id)


@pytest.mark.parametrize("how", CASES)
def test_it_is_refused_in_a_mail_which_is_taken_in(desk, app, how):
    message = Box(desk).receives(text=f"お世話になります。\n{spoilt(app, how)}")
    assert not Identity.objects.filter(kind="account").exists()
    # What has not the form of a token is just a word of the mail.
    expected = [] if how == "cut short" else [(CASES[how], message.conversation_id)]
    assert list(RefusedHandoff.objects.values_list("reason", "matter_id")) == expected


def test_it_says_the_same_to_the_visitor_whatever_the_reason(desk, app):
    said = [opened(desk, spoilt(app, how)).said for how in ("unknown", "expired", "used")]
    assert {(frozenset(one), one["taken"], one["name"]) for one in said} == {(frozenset(said[0]), False, "")}


def test_it_goes_on_in_the_same_chat(desk, app, visitor):
    before = visitor.write("こんにちは")
    answer = visitor.post("handoff/", {"token": spoilt(app, "expired")})
    assert (answer.status_code, answer.json()["token"]) == (200, "")
    assert visitor.write("まだいます").conversation == before.conversation


def test_a_code_that_is_none_is_an_ordinary_message(desk, app, visitor):
    message = visitor.write("XYC-234")
    assert message.text == "XYC-234"
    assert list(RefusedHandoff.objects.values_list("reason", "by", "matter_id")) == [
        ("unknown", "code", message.conversation_id)
    ]


def test_a_code_is_not_guessed_for_ever(desk, app, visitor):
    code = app.hand_over()["code"]
    for number in range(LIMITS["handoff.code"].count):
        visitor.write(f"XYC-23{'234679'[number]}")
    message = visitor.write(code)
    assert not message.customer.identities.filter(kind="account").exists()
    assert Handoff.objects.get().taken_at is None


def test_a_code_is_not_guessed_under_names_that_nobody_vouches_for(desk, app):
    code = app.hand_over()["code"]
    message = Box(desk).receives(text=code, verdict="none")
    assert message.text.strip() == code
    assert Handoff.objects.get().taken_at is None
    assert list(RefusedHandoff.objects.values_list("reason", "by")) == [("unknown", "code")]


def test_a_code_is_not_guessed_for_ever_by_one_who_has_all_names_of_a_domain(desk, app, monkeypatch):
    monkeypatch.setitem(LIMITS, "handoff.code.mailbox", Limit(2, 600, "mailbox"))
    box = Box(desk)
    for number in range(2):
        box.receives(text=f"XYC-23{number + 6}", sender=f"guess-{number}@example.com")
    box.receives(text=app.hand_over()["code"], sender="guess-9@example.com")
    assert Handoff.objects.get().taken_at is None


def test_a_code_comes_by_mail_from_whom_the_server_vouches_for(desk, app):
    message = Box(desk).receives(text=app.hand_over()["code"])
    assert Handoff.objects.get().matter == message.conversation


def test_ordinary_words_and_numbers_are_no_codes(desk, app, visitor):
    for text in ("123456", "VX-200", "FILTER", "注文は CX7-4H9 です", "RC-550W"):
        visitor.write(text)
    assert not RefusedHandoff.objects.exists()


def test_a_page_of_the_company_hands_over_by_its_own_signature(desk):
    browser = opened(desk, signed(desk.chat, set_up(desk.chat), handoff=TOLD))
    assert browser.said["taken"] is True
    row = Handoff.objects.get()
    assert (row.site, row.app, row.who["account"]) == (desk.chat, None, "customer-7")
    assert row.context["error"] == "E-ADDR-03"
    assert browser.write().customer.identities.get(kind="account").value == "customer-7"


def forged(channel: Channel, secret: str) -> dict[str, tuple[str, str]]:
    now = int(time.time())
    return {
        "wrong secret": (signed(channel, "x" * 43, handoff=TOLD), "unknown"),
        "alg none": (signed(channel, secret, {"alg": "none"}, handoff=TOLD), "unknown"),
        "foreign aud": (signed(channel, secret, aud="another-site", handoff=TOLD), "foreign"),
        "foreign iss": (signed(channel, secret, iss="https://evil.example", handoff=TOLD), "foreign"),
        "run out": (signed(channel, secret, iat=now - 400, exp=now - 200, handoff=TOLD), "expired"),
        "ten years": (signed(channel, secret, exp=now + 10 * 365 * 86400, handoff=TOLD), "unknown"),
        "no jti": (signed(channel, secret, jti=..., handoff=TOLD), "unknown"),
        "another account inside": (signed(channel, secret, handoff={"context": 5}), "unknown"),
    }


NAMES = sorted(forged(Channel(public_id="x"), "s" * 43))


@pytest.mark.parametrize("name", NAMES)
def test_a_signature_that_is_not_right_is_refused(desk, name):
    token, reason = forged(desk.chat, set_up(desk.chat))[name]
    browser = opened(desk, token)
    assert browser.said["taken"] is False
    assert [refused.reason for refused in RefusedHandoff.objects.all()] == [reason]
    assert not Identity.objects.filter(kind="account").exists()


def test_a_signature_counts_once(desk):
    token = signed(desk.chat, set_up(desk.chat), handoff=TOLD)
    assert [opened(desk, token).said["taken"] for _ in range(2)] == [True, False]
    assert RefusedHandoff.objects.get().reason == "used"


def test_a_signature_vouches_for_its_own_subject_only(desk):
    told = TOLD | {"identity": {"account": "somebody-else"}}
    opened(desk, signed(desk.chat, set_up(desk.chat), handoff=told))
    assert Handoff.objects.get().who["account"] == "customer-7"


def test_another_sites_signature_is_foreign(desk):
    other = Channel.objects.create(kind="chat", name="別", team=desk.support, settings=desk.chat.settings)
    set_up(desk.chat)
    secret = set_up(other)
    assert secret != new_secret(other)
    assert opened(desk, signed(other, secret, aud=other.public_id)).said["taken"] is False


def test_it_never_writes_a_token_into_the_log(desk, app, caplog):
    token = spoilt(app, "expired")
    opened(desk, token)
    assert token not in caplog.text


def test_nothing_of_a_refused_one_is_believed(desk, app):
    message = opened(desk, spoilt(app, "expired")).write("こんにちは")
    assert message.customer.family_name == ""
    assert Message.objects.count() == 1
    assert claims(desk.chat)["sub"] not in str(message.customer.identities.values_list("value"))


def test_only_its_own_window_may_bring_it(desk, app):
    answer = Browser(desk.chat).client.post(
        f"/chat/{desk.chat.public_id}/handoff/", {"token": app.hand_over()["token"]},
        content_type="application/json", headers={"Origin": "https://evil.example"},
    )  # fmt: skip
    assert answer.status_code == 403
    assert Handoff.objects.get().taken_at is None
