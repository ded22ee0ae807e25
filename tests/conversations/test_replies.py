"""What an agent writes, through its URLs."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from conversations import capabilities, outbox
from conversations.capabilities import Capabilities
from conversations.delivery import mark_failed
from conversations.files import keep
from conversations.models import Draft, Message, Status
from tests.cast import Desk

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef0123456789abcdef"
FETCH = {"X-Requested-With": "fetch"}


def route(desk):
    return f"{desk.chat.pk}-{desk.identity.pk}"


def send(desk, agent=None, name="replies", **data):
    data = {"text": "確認いたします", "client_key": KEY, "route": route(desk), "seen": desk.hanako.revision, **data}
    address = reverse(name, args=[desk.matter.pk])
    return desk.client(agent or desk.aya).post(address, data, headers=FETCH)


def test_it_takes_a_reply_and_answers_with_its_row(desk: Desk):
    desk.writes()
    response = send(desk)
    message = Message.objects.get(direction="out")
    assert response.status_code == 201
    assert response.json()["items"][0]["id"] == message.pk
    assert response.json()["revision"] == message.arrived_revision


def test_it_makes_one_message_of_one_press_however_often_it_arrives(desk: Desk):
    desk.writes()
    assert [send(desk).status_code for _ in range(3)] == [201, 201, 201]
    assert Message.objects.filter(direction="out").count() == 1


def test_a_late_repeat_closes_nothing_over_the_customers_answer(desk: Desk):
    desk.writes()
    send(desk, then="resolve")
    assert desk.matter.status == Status.RESOLVED
    desk.writes("まだ直りません")
    assert send(desk, then="resolve").status_code == 201
    assert desk.matter.status == Status.WAITING


@pytest.mark.parametrize("name", ["replies", "notes"])
def test_it_sends_nothing_when_its_file_went_out_with_another(desk: Desk, name: str):
    desk.writes()
    file = keep(ContentFile(b"hello"), name="note.txt", uploaded_by=desk.aya)
    assert send(desk, text="", files=str(file.public_id)).status_code == 201
    response = send(desk, name=name, text="", files=str(file.public_id), client_key=KEY[::-1], seen="")
    assert (response.status_code, response.json()["code"]) == (409, "file_gone")
    assert Message.objects.exclude(direction="in").count() == 1


def test_it_holds_a_reply_written_before_the_customers_newest_word(desk: Desk):
    desk.writes()
    seen = desk.hanako.revision
    newer = desk.writes("やはり返品でお願いします")
    response = send(desk, seen=seen)
    assert response.status_code == 409
    assert response.json()["code"] == "stale"
    assert [item["id"] for item in response.json()["items"]] == [newer.pk]
    assert not Message.objects.filter(direction="out").exists()


def test_it_sends_after_the_person_has_looked(desk: Desk):
    desk.writes()
    seen = desk.hanako.revision
    desk.writes("やはり返品でお願いします")
    looked = send(desk, seen=seen).json()["revision"]
    assert send(desk, seen=looked).status_code == 201


def test_it_sends_and_resolves_with_a_way_back(desk: Desk):
    desk.writes()
    answer = send(desk, then="resolve").json()
    assert desk.matter.status == Status.RESOLVED
    assert desk.client(desk.aya).post(answer["undo"], headers=FETCH).status_code == 200
    assert desk.matter.status != Status.RESOLVED


@pytest.mark.parametrize(
    "wrong",
    [{"text": "  "}, {"text": "あ" * 5001}, {"client_key": "x"}, {"client_key": ""}, {"seen": "soon"}, {"files": "x"}],
)
def test_it_says_what_is_wrong_and_keeps_nothing(desk: Desk, wrong):
    desk.writes()
    response = send(desk, **wrong)
    assert response.status_code == 400
    assert response.json()["message"]
    assert response.json()["request_id"]
    assert not Message.objects.filter(direction="out").exists()


def test_it_refuses_a_way_that_is_not_this_customers(desk: Desk):
    desk.writes()
    other = desk.writes(sender=desk.sender("kenichi", "渡辺", "健一"))
    response = send(desk, route=f"{desk.chat.pk}-{other.identity_id}")
    assert response.status_code == 409
    assert not Message.objects.filter(direction="out").exists()


def test_it_takes_a_plain_form_and_leads_back_to_the_matter(desk: Desk):
    desk.writes()
    address = reverse("replies", args=[desk.matter.pk])
    data = {"text": "承知しました", "client_key": KEY, "route": route(desk), "seen": desk.hanako.revision}
    response = desk.client(desk.aya).post(address, data)
    assert response.status_code == 302
    assert response["Location"] == reverse("conversation", args=[desk.matter.pk])


def test_it_is_not_found_by_the_outsider(desk: Desk):
    desk.writes()
    message = outbox.note(desk.matter, desk.aya, text="x", client_key=KEY)
    assert send(desk, agent=desk.emily).status_code == 404
    assert send(desk, agent=desk.emily, name="notes").status_code == 404
    assert desk.client(desk.emily).post(reverse("message-retry", args=[message.pk])).status_code == 404


def test_it_asks_strangers_to_sign_in(desk: Desk, client):
    desk.writes()
    response = client.post(reverse("replies", args=[desk.matter.pk]), {"text": "x"})
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_it_keeps_a_note_inside_the_house(desk: Desk):
    desk.writes()
    response = send(desk, name="notes", route="")
    note = Message.objects.get(direction="note")
    assert response.status_code == 201
    assert note.delivery == ""
    assert "社内メモ" in response.json()["items"][0]["html"]


def test_it_sends_a_failed_message_again_as_the_same_message(desk: Desk):
    desk.writes()
    send(desk)
    message = Message.objects.get(direction="out")
    mark_failed(message.pk, "認証切れ", permanent=True)
    response = desk.client(desk.aya).post(reverse("message-retry", args=[message.pk]), headers=FETCH)
    message.refresh_from_db()
    assert response.status_code == 200
    assert message.delivery == "queued"


def test_it_does_not_send_again_what_did_not_fail(desk: Desk):
    desk.writes()
    send(desk)
    message = Message.objects.get(direction="out")
    response = desk.client(desk.aya).post(reverse("message-retry", args=[message.pk]), headers=FETCH)
    assert response.status_code == 409


def test_it_takes_the_draft_away_with_the_reply(desk: Desk):
    desk.writes()
    Draft.objects.create(agent=desk.aya, conversation=desk.matter, channel=desk.chat, text="確認")
    send(desk)
    assert not Draft.objects.exists()


def test_it_answers_a_repeated_press_though_the_way_was_closed_since(desk: Desk):
    desk.writes()
    send(desk)
    desk.chat.paused_at = timezone.now()
    desk.chat.save()
    assert send(desk).status_code == 201
    assert Message.objects.filter(direction="out").count() == 1


def test_it_refuses_more_than_the_channel_carries(desk: Desk, monkeypatch):
    desk.writes()
    monkeypatch.setitem(capabilities.table(), "chat", Capabilities(reaches="visitor", max_length=10))
    response = send(desk, text="あ" * 11)
    assert response.status_code == 400
    assert "10" in response.json()["message"]
