"""Drafts and the files that wait with them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conversations.models import Attachment, Draft, Message
from conversations.writing import LONGEST
from tests.cast import Desk

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def keep(desk, agent=None, **data):
    address = reverse("drafts", args=[desk.matter.pk])
    draft = {"channel": desk.chat.pk, "text": "途中まで", **data}
    return desk.client(agent or desk.aya).post(address, draft, headers=FETCH)


def upload(desk, agent=None, name="保証書.txt", content=b"warranty"):
    address = reverse("uploads", args=[desk.matter.pk])
    return desk.client(agent or desk.aya).post(address, {"file": SimpleUploadedFile(name, content)}, headers=FETCH)


def test_it_keeps_one_draft_per_channel_and_one_for_the_note(desk: Desk):
    desk.writes()
    keep(desk)
    keep(desk, text="もっと")
    keep(desk, channel="", text="メモ")
    assert sorted(Draft.objects.values_list("text", flat=True)) == ["もっと", "メモ"]


def test_it_comes_back_with_the_page(desk: Desk):
    desk.writes()
    keep(desk, text="続きはあとで")
    address = reverse("conversation", args=[desk.matter.pk])
    assert "続きはあとで" in desk.client(desk.aya).get(address).content.decode()
    composer = desk.client(desk.tamura).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "続きはあとで" not in composer


def test_it_keeps_no_card_number(desk: Desk):
    desk.writes()
    keep(desk, text="カードは 4111 1111 1111 1111 ですね")
    assert Draft.objects.get().text == "カードは •••• •••• •••• 1111 ですね"


def test_it_is_gone_when_emptied(desk: Desk):
    desk.writes()
    keep(desk)
    keep(desk, text="  ")
    assert not Draft.objects.exists()


def test_it_is_gone_when_deleted(desk: Desk):
    desk.writes()
    keep(desk)
    address = reverse("drafts", args=[desk.matter.pk])
    assert desk.client(desk.aya).delete(f"{address}?channel={desk.chat.pk}").status_code == 204
    assert not Draft.objects.exists()


def test_it_is_not_found_by_the_outsider(desk: Desk):
    desk.writes()
    assert keep(desk, agent=desk.emily).status_code == 404
    assert upload(desk, agent=desk.emily).status_code == 404


def test_it_refuses_a_text_that_no_message_could_hold(desk: Desk):
    desk.writes()
    assert keep(desk, text="あ" * (LONGEST + 1)).status_code == 413


@pytest.mark.parametrize("channel", ["x", "999999", "1" * 40])
def test_it_finds_no_channel_that_is_none(desk: Desk, channel):
    desk.writes()
    assert keep(desk, channel=channel).status_code == 404


def test_it_keeps_files_with_the_draft_and_sends_them_with_the_message(desk: Desk):
    desk.writes()
    file = upload(desk).json()
    keep(desk, text="", files=[file["id"]])
    assert Draft.objects.get().attachments.get().name == "保証書.txt"
    address = reverse("replies", args=[desk.matter.pk])
    data = {"text": "", "files": [file["id"]], "client_key": "k" * 20, "route": f"{desk.chat.pk}-{desk.identity.pk}"}
    assert desk.client(desk.aya).post(address, data, headers=FETCH).status_code == 201
    assert Attachment.objects.get().message == Message.objects.get(direction="out")


def test_it_does_not_send_a_colleagues_upload(desk: Desk):
    desk.writes()
    file = upload(desk, agent=desk.tamura).json()
    address = reverse("notes", args=[desk.matter.pk])
    data = {"text": "x", "files": [file["id"]], "client_key": "k" * 20}
    assert desk.client(desk.aya).post(address, data, headers=FETCH).status_code == 400


@pytest.mark.parametrize(("name", "content"), [("x.exe", b"MZ"), ("empty.txt", b""), ("x.png", b"no picture")])
def test_it_says_why_a_file_is_refused(desk: Desk, name, content):
    desk.writes()
    response = upload(desk, name=name, content=content)
    assert response.status_code == 400
    assert name in response.json()["message"]


def test_it_wants_a_file(desk: Desk):
    desk.writes()
    response = desk.client(desk.aya).post(reverse("uploads", args=[desk.matter.pk]), headers=FETCH)
    assert response.status_code == 400
