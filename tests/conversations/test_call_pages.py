"""Calls in the thread's pages: the button, the bubble, the notice, and what only the matter's own people find."""

import pytest
from django.urls import reverse

from agents.models import AuditEntry
from conversations import calls
from conversations.models import Call, Channel, Message
from customers.models import Assurance, Identity, IdentityKind
from tests.cast import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_hand(desk: Desk) -> Channel:
    number = {"kind": IdentityKind.PHONE, "value": "+819012345678", "assurance": Assurance.PROVEN}
    Identity.objects.create(customer=desk.hanako, home=desk.hanako, **number)
    return Channel.objects.create(kind="phone", name="電話", team=desk.support, settings={"provider": "manual"})


def line_of(channel: Channel) -> str:
    return f"{channel.pk}-{Identity.objects.get(kind='phone').pk}"


def dialled(desk: Desk, channel: Channel) -> Message:
    told = {"line": line_of(channel)}
    desk.client(desk.aya).post(f"/conversations/{desk.matter.pk}/calls/", told, headers={"X-Requested-With": "fetch"})
    return Call.objects.get().message


def test_dialled_by_hand_from_the_thread_to_the_note(desk: Desk, by_hand: Channel):
    client, page = desk.client(desk.aya), f"/conversations/{desk.matter.pk}/"
    assert f'value="{line_of(by_hand)}"' in client.get(page).content.decode()
    message = dialled(desk, by_hand)
    for told in ("talking", "answered"):
        client.post(f"/messages/{message.pk}/call/", {"told": told})
    assert '<span role="timer"><time' in client.get(page).content.decode()
    note = {f"wrap-up-{message.pk}": "settled", f"note-{message.pk}": "部品を発送"}
    client.post(f"/messages/{message.pk}/wrap-up/", note)
    shown = client.get(page).content.decode()
    assert "発信(応答)" in shown
    assert "部品を発送" in shown
    assert Call.objects.get().wrap_up_ended_at


def test_no_clock_runs_after_a_call_that_nobody_answered(desk: Desk, by_hand: Channel):
    """After-call work follows talk: what waits to be written up overnight is no work of hours."""
    calls.end_by_hand(desk.aya, dialled(desk, by_hand), "no_answer")
    shown = desk.client(desk.aya).get(f"/conversations/{desk.matter.pk}/").content.decode()
    assert ("/wrap-up/" in shown, 'role="timer"' in shown) == (True, False)


def test_whoever_dials_by_hand_reads_the_number_and_it_is_written_down(desk: Desk, by_hand: Channel):
    message, number = dialled(desk, by_hand), reverse("call-number", args=[Message.objects.latest("pk").pk])
    shown = desk.client(desk.aya).get(f"/conversations/{desk.matter.pk}/").content.decode()
    assert (number in shown, "9012345678" in shown, "90-1234-5678" in shown) == (True, False, False)
    assert not AuditEntry.objects.filter(action="customer.looked").exists()
    led = desk.client(desk.aya).get(number)
    assert (led.status_code, led["Location"]) == (302, "tel:+819012345678")
    assert AuditEntry.objects.filter(action="customer.looked", actor=desk.aya).count() == 1
    assert desk.client(desk.emily).get(number).status_code == 404
    calls.end_by_hand(desk.aya, message, "no_answer")
    assert desk.client(desk.aya).get(number).status_code == 404


def test_a_number_nobody_wrote_on_is_never_a_route_for_words(desk: Desk, by_hand: Channel):
    told = {"text": "もしもし", "route": line_of(by_hand), "client_key": "0" * 32, "seen": "0"}
    answer = desk.client(desk.aya).post(
        f"/conversations/{desk.matter.pk}/replies/", told, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code in (400, 409)
    assert not Message.objects.filter(direction="out").exists()


def test_the_notice_says_who_rings_to_who_may_see_the_matter_only(desk: Desk, by_hand: Channel):
    message = dialled(desk, by_hand)
    words = desk.client(desk.aya).get(f"/messages/{message.pk}/call/").json()["words"]
    assert "佐藤" in words
    assert words.endswith(f" · {desk.matter.title}")
    assert "012345678" not in words
    assert desk.client(desk.emily).get(f"/messages/{message.pk}/call/").status_code == 404
    calls.end_by_hand(desk.aya, message, "cancelled")
    assert desk.client(desk.aya).get(f"/messages/{message.pk}/call/").json() == {}


def test_another_team_dials_and_writes_up_nothing(desk: Desk, by_hand: Channel):
    message, outsider = dialled(desk, by_hand), desk.client(desk.emily)
    assert outsider.post(f"/conversations/{desk.matter.pk}/calls/", {"line": line_of(by_hand)}).status_code == 404
    assert outsider.post(f"/messages/{message.pk}/call/", {"told": "answered"}).status_code == 404
    assert outsider.post(f"/messages/{message.pk}/wrap-up/", {}).status_code == 404
