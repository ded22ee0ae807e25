"""The code of a hand-off: read aloud and typed by a colleague, or written by the customer wherever they write."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.models import AuditEntry
from channels_ingest.models import ConnectedApp, Handoff, RefusedHandoff
from conversations.models import Conversation
from customers.identifying import Claim, add
from customers.models import Assurance, BroughtTogether, Customer
from omnidesk.limits import LIMITS
from tests.api.conftest import SATO, Caller, connected
from tests.cast import Desk
from tests.channels_ingest.line_account import Account as LineAccount
from tests.channels_ingest.sms_account import Account as SmsAccount
from tests.channels_ingest.test_apps_panel import panel

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def app(desk: Desk) -> Caller:
    return connected(desk)


def matter(desk: Desk) -> Conversation:
    return desk.writes("充電できません").conversation


def enter(desk: Desk, code: str, to: Conversation | None = None):
    to = to or desk.matter
    return desk.client(desk.aya).post(reverse("handoff-spoken", args=[to.pk]), {"code": code}, headers=FETCH)


def accounts(customer: Customer) -> list[str]:
    return list(customer.identities.filter(kind="account").values_list("value", flat=True))


def vouched(desk: Desk) -> Claim:
    """Hanako is known by her mail address."""
    claim = Claim("email", "hanako@example.jp")
    add(desk.hanako, claim, Assurance.PROVEN)
    return claim


def test_it_proves_the_account_of_who_is_nobody_yet(desk: Desk, app):
    answer = enter(desk, app.hand_over()["code"].lower(), matter(desk))
    assert (answer.status_code, answer.json()["words"]) == (201, "確認しました。アプリにログイン済みのご本人です")
    assert accounts(desk.hanako) == ["m-1"]
    assert "アプリ認証済" in panel(desk, desk.aya, desk.hanako)
    assert (desk.matter.entries.get(kind="app_proved").actor, Handoff.objects.get().taken_by) == (desk.aya, "spoken")


def test_it_proves_the_account_that_is_theirs_already(desk: Desk, app):
    matter(desk), vouched(desk)
    add(desk.hanako, Claim("account", "m-1", desk.chat.public_id), Assurance.AUTHENTICATED)
    assert enter(desk, app.hand_over()["code"]).status_code == 201
    assert desk.matter.entries.filter(kind="app_proved").exists()


def test_an_address_that_the_app_has_verified_joins_account_and_record(desk: Desk, app):
    matter(desk), vouched(desk)
    enter(desk, app.hand_over(identity=SATO["identity"] | {"email_verified": True})["code"])
    assert accounts(desk.hanako) == ["m-1"]


def test_who_reads_out_a_code_of_their_own_gets_nothing_of_the_record_that_lies_open(desk: Desk, app):
    """A caller says that she is Hanako, and has an account of her own with Hanako's address typed into it."""
    matter(desk), vouched(desk)
    answer = enter(desk, app.hand_over()["code"])
    assert "同じ方かの確認" in answer.json()["words"]
    assert (accounts(desk.hanako), BroughtTogether.objects.count()) == ([], 1)
    assert "アプリ認証済" not in panel(desk, desk.aya, desk.hanako)


def test_it_proves_nothing_of_a_guest(desk: Desk, app):
    answer = enter(desk, app.hand_over(authentication={"state": "guest"})["code"], matter(desk))
    assert (answer.status_code, accounts(desk.hanako)) == (201, [])
    assert "未ログイン" in answer.json()["words"]


@pytest.mark.parametrize("how", ["unknown", "expired", "used", "paused"])
def test_what_is_wrong_with_it_is_told_kept_and_shown_as_unproven(desk: Desk, app, how):
    code = "XYC-234" if how == "unknown" else app.hand_over()["code"]
    if how == "expired":
        Handoff.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if how == "used":
        Handoff.objects.update(taken_at=timezone.now(), taken_by="chat")
    if how == "paused":
        ConnectedApp.objects.update(paused_at=timezone.now())
    answer = enter(desk, code, matter(desk))
    assert (answer.status_code, answer.json()["code"]) == (409, how)
    assert list(RefusedHandoff.objects.values_list("reason", "by", "matter")) == [(how, "spoken", desk.matter.pk)]
    assert "引き渡しを確認できませんでした" in panel(desk, desk.aya, desk.hanako)
    assert accounts(desk.hanako) == []


def test_what_is_no_code_is_told_so_and_counts_as_no_try(desk: Desk, app):
    answer = enter(desk, "123456", matter(desk))
    assert (answer.status_code, answer.json()["code"], RefusedHandoff.objects.count()) == (400, "invalid", 0)


def test_it_is_not_guessed_for_ever_in_one_matter(desk: Desk, app):
    matter(desk)
    for number in range(LIMITS["handoff.code"].count):
        enter(desk, f"XYC-23{'234679'[number]}")
    assert enter(desk, app.hand_over()["code"]).status_code == 429
    assert Handoff.objects.get().taken_at is None


def test_each_try_is_audited_and_never_with_the_code(desk: Desk, app):
    matter(desk)
    code = app.hand_over()["code"]
    enter(desk, "XYC-234"), enter(desk, code)
    rows = AuditEntry.objects.filter(action="customer.handoff_code", actor=desk.aya, thing_id=str(desk.matter.pk))
    assert [row.data for row in rows.order_by("pk")] == [{"outcome": "unknown"}, {"outcome": "taken"}]


def test_it_is_for_who_may_see_the_matter(desk: Desk, app):
    address = reverse("handoff-spoken", args=[matter(desk).pk])
    assert desk.client(desk.emily).post(address, {"code": app.hand_over()["code"]}).status_code == 404
    assert Client().post(address).status_code == 302
    assert Handoff.objects.get().taken_at is None


def test_the_panel_and_the_palette_have_it(desk: Desk):
    matter(desk)
    shown = desk.client(desk.aya).get(reverse("conversation-panel", args=[desk.matter.pk])).content.decode()
    assert f'action="{reverse("handoff-spoken", args=[desk.matter.pk])}"' in shown
    here = {"q": "コード", "from": reverse("conversation", args=[desk.matter.pk])}
    found = desk.client(desk.aya).get("/palette/", here).content.decode()
    assert 'data-command="spoken-code"' in found


def test_the_customer_writes_it_by_sms(twilio: SmsAccount, app):
    message = twilio.writes(app.hand_over(identity={"account": "m-1"})["code"])
    assert (Handoff.objects.get().taken_by, accounts(message.customer)) == ("code", ["m-1"])


def test_the_customer_writes_it_by_line(account: LineAccount, app):
    message = account.writes(app.hand_over()["code"].replace("-", " "))
    assert (Handoff.objects.get().matter, accounts(message.customer)) == (message.conversation, ["m-1"])
