"""A letter that names a file and carries none waits for its writer, through the doors that an agent uses."""

import pytest
from django.urls import reverse

from conversations.models import Attachment, Message
from tests.cast import Desk
from tests.conversations.test_guard import ASKS, guard, send, told

pytestmark = pytest.mark.django_db
SAYS = "お見積書を添付いたします。"


def test_it_says_so_while_the_agent_writes(desk: Desk):
    desk.writes()
    assert guard(desk, SAYS).json() == {"questions": [], "says_attached": True}
    assert guard(desk, "写真を添付してください。").json()["says_attached"] is False


def test_a_reply_without_its_file_is_held_and_nothing_is_lost(desk: Desk):
    desk.writes()
    answer = send(desk, SAYS)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_file")
    assert answer.json()["message"] == "「添付」とありますが、ファイルがありません。"
    assert not Message.objects.filter(direction="out").exists()


def test_it_goes_out_as_it_is_without_a_reason(desk: Desk):
    desk.writes()
    assert send(desk, SAYS, without_file="1").status_code == 201


def test_with_a_file_it_goes_at_once(desk: Desk):
    desk.writes()
    file = Attachment.objects.create(name="見積.pdf", size=4, content_type="application/pdf", uploaded_by=desk.aya)
    assert send(desk, SAYS, files=[str(file.public_id)]).status_code == 201


def test_a_question_that_was_asked_before_is_said_first(desk: Desk):
    desk.writes()
    told(desk)
    assert send(desk, SAYS + ASKS).json()["code"] == "asks_again"


def test_a_note_and_a_plain_form_are_not_held(desk: Desk):
    desk.writes()
    route = f"{desk.chat.pk}-{desk.identity.pk}"
    given = {"text": SAYS, "client_key": "0123456789abcdef0123456789abcdee"}
    client = desk.client(desk.aya)
    client.post(reverse("notes", args=[desk.matter.pk]), given)
    client.post(reverse("replies", args=[desk.matter.pk]), {**given, "client_key": "f" * 32, "route": route})
    assert sorted(Message.objects.filter(text=SAYS).values_list("direction", flat=True)) == ["note", "out"]
