"""Numbers and addresses in the card of what was told: masked for everybody, until somebody looks."""

import pytest
from django.urls import reverse

from agents import access
from agents.models import AuditEntry
from agents.models.agent import Role
from conversations import card_lines
from customers.models import Customer, Fact
from tests.cast import Desk
from tests.conversations.test_fact_card import do, panel, thread, words
from tests.conversations.test_guard import FETCH, guard, told

pytestmark = pytest.mark.django_db
PHONE, SEEN = "090-1234-5678", "090-****-5678"


@pytest.fixture
def phone(desk: Desk) -> Fact:
    desk.writes("充電できません")
    return told(desk, key="phone", value=PHONE, matter=None)


def test_the_card_masks_it_with_an_eye(desk: Desk, phone: Fact):
    told(desk, key="address", value="名古屋市中区栄 3-12-5", matter=None)
    told(desk, key="work_email", value="hanako@minato.example", matter=None)
    shown = panel(desk.client(desk.aya), desk.matter.pk)
    for seen in (f"電話 {SEEN}", "名古屋市中区栄 3-**", "h***@minato.example"):
        assert seen in words(shown)
    assert "1234" not in shown
    assert f'"which": "fact-{phone.pk}"' in shown
    assert f'hx-target="#fact-{phone.pk} .v"' in shown


def test_a_look_from_there_is_written_down(desk: Desk, phone: Fact):
    url = reverse("customers:look", args=[desk.hanako.pk])
    assert PHONE in desk.client(desk.aya).post(url, {"which": f"fact-{phone.pk}"}).content.decode()
    assert AuditEntry.objects.get(action="customer.looked").data == {"fields": ["phone"], "which": f"fact-{phone.pk}"}


def test_who_may_not_look_has_no_eye_and_no_value(desk: Desk, phone: Fact, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(access.RULES, "unmask", frozenset({Role.ADMIN}))
    matter = desk.matter.pk
    desk.hanako.identities.create(home=desk.hanako, kind="email", value="hanako@minato.example")
    for shown in (panel(desk.client(desk.aya), matter), thread(desk.client(desk.aya), matter)):
        assert SEEN in shown
        assert "looks/" not in shown
    assert "looks/" in panel(desk.client(desk.noguchi), matter)
    look = {"which": f"fact-{phone.pk}"}
    assert desk.client(desk.aya).post(reverse("customers:look", args=[desk.hanako.pk]), look).status_code == 404


def test_it_is_told_by_nothing_else_of_the_console(desk: Desk, phone: Fact):
    client = desk.client(desk.aya)
    form = client.get(reverse("fact", args=[desk.matter.pk, phone.pk])).content.decode()
    (question,) = guard(desk, "お電話番号を教えてください。").json()["questions"]
    passed_on = [line.text for line in card_lines.build(desk.matter)]
    assert question["value"] == SEEN
    assert SEEN in passed_on
    assert "1234" not in f"{form}{passed_on}"


def test_it_is_put_right_without_being_seen(desk: Desk, phone: Fact):
    assert (
        do(desk.client(desk.aya), phone, "correct", desk.matter.pk, key="phone", value="03-1234-5678").status_code
        == 200
    )
    assert Fact.objects.standing().get(key="phone").value == "03-1234-5678"


def test_a_colleague_s_words_to_a_number_are_masked_on_the_profile_too(desk: Desk, phone: Fact):
    url = reverse("facts", args=[desk.matter.pk])
    desk.client(desk.aya).post(url, {"key": "contact_phone", "value": "052-123-4567"}, headers=FETCH)
    shown = desk.client(desk.aya).get(f"/customers/{Customer.objects.get().pk}/told/").content.decode()
    assert SEEN in shown
    assert "052-***-4567" in shown
    assert "123-4567" not in shown
