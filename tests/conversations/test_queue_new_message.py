"""A message that we begin: found customer, usable way, once."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from conversations.models import Channel, Conversation, Message, Status
from conversations.models.draft import NewDraft
from conversations.new_message import NewMessageForm
from conversations.writing import LONGEST
from customers.identifying import Claim, add
from customers.models import Customer
from tests.cast import Desk

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def reachable(desk: Desk) -> Customer:
    """Hanako, whose browser still remembers the chat."""
    desk.identity.visitor_sessions.create(channel=desk.chat, token_hash="hanako")
    return desk.hanako


def said(desk: Desk, customer: Customer, **changed: object) -> dict[str, object]:
    route = f"{desk.chat.pk}-{desk.identity.pk}"
    key = {"client_key": str(uuid.uuid4())}
    return {
        "customer": customer.pk,
        "route": route,
        "team": desk.support.pk,
        "text": "ご案内いたします。",
        **key,
        **changed,
    }


def test_a_way_says_what_is_left_and_that_it_is_charged_by_the_part(desk: Desk, reachable: Customer):
    Channel.objects.create(kind="sms", name="SMS", team=desk.support, quota_left=7)
    add(desk.hanako, Claim("phone", "+819012345678"), 1, "sms")
    page = desk.client(desk.aya).get("/messages/new/", {"customer": reachable.pk}, headers=FETCH).content.decode()
    option = page[page.index("data-segments") :].split("</label>")[0]
    assert "残り7通" in option
    assert "data-begun-parts" in page


def test_it_begins_a_new_matter_and_leads_there(desk: Desk, reachable: Customer):
    answer = desk.client(desk.aya).post("/messages/new/", said(desk, reachable))
    matter = Conversation.objects.order_by("-pk")[0]
    assert answer["Location"] == f"/conversations/{matter.pk}/"
    assert (matter.assignee, matter.team, matter.status) == (desk.aya, desk.support, Status.AWAITING_CUSTOMER)
    assert matter.messages.get().text == "ご案内いたします。"


def test_a_repeat_sends_nothing_more(desk: Desk, reachable: Customer):
    client, form = desk.client(desk.aya), said(desk, reachable)
    client.post("/messages/new/", form)
    client.post("/messages/new/", form)
    assert Message.objects.filter(direction="out").count() == 1


def test_who_has_left_the_chat_is_not_written_to_and_one_reads_why(desk: Desk, reachable: Customer):
    desk.identity.visitor_sessions.update(ended_at=timezone.now())
    client = desk.client(desk.aya)
    html = client.get(f"/messages/new/?customer={reachable.pk}").content.decode()
    assert "チャットを離れています" in html
    assert "disabled" in html
    assert client.post("/messages/new/", said(desk, reachable)).status_code == 422
    assert not Message.objects.filter(direction="out").exists()


def test_who_never_wrote_has_no_way_and_one_reads_so(desk: Desk):
    unreachable = Customer.objects.create(family_name="鈴木")
    html = desk.client(desk.aya).get(f"/messages/new/?customer={unreachable.pk}").content.decode()
    assert "届くチャネルがまだありません" in html


def test_people_are_found_as_one_types(desk: Desk, reachable: Customer):
    html = desk.client(desk.aya).get("/messages/new/?q=佐藤", headers={"HX-Request": "true"}).content.decode()
    assert f"/messages/new/?customer={reachable.pk}" in html
    assert "<html" not in html


@pytest.mark.parametrize(
    "changed",
    [{"route": "1-999"}, {"route": ""}, {"text": ""}, {"text": "あ" * 4001}, {"client_key": "x"}, {"team": "0"}],
)
def test_bad_input_is_told_and_keeps_what_was_written(desk: Desk, reachable: Customer, changed: dict[str, object]):
    answer = desk.client(desk.aya).post("/messages/new/", said(desk, reachable, **changed))
    assert answer.status_code == 422
    assert not Message.objects.filter(direction="out").exists()


def test_another_teams_queue_cannot_be_chosen(desk: Desk, reachable: Customer):
    answer = desk.client(desk.aya).post("/messages/new/", said(desk, reachable, team=desk.english.pk))
    assert answer.status_code == 422


@pytest.mark.parametrize("customer", ["999999", "99999999999999999999", "x", "-1"])
def test_an_unknown_customer_is_not_found(desk: Desk, customer: str):
    answer = desk.client(desk.aya).get(f"/messages/new/?customer={customer}")
    assert answer.status_code in (200, 404)
    assert "client_key" not in answer.content.decode()


def test_one_text_may_be_as_long_at_every_door(desk: Desk, reachable: Customer):
    """The composer's counter, a note, a draft and a new message ask the same number; a channel may take less."""
    client, long = desk.client(desk.aya), "あ" * LONGEST
    assert f'data-most="{LONGEST}"' in client.get(reverse("conversation", args=[desk.matter.pk])).content.decode()
    doors = {name: reverse(name, args=[desk.matter.pk]) for name in ("drafts", "notes")}
    for text, drafted, noted in ((long, 204, 201), (long + "あ", 413, 400)):
        assert client.post(doors["drafts"], {"text": text}, headers=FETCH).status_code == drafted
        said = {"text": text, "client_key": uuid.uuid4().hex}
        assert client.post(doors["notes"], said, headers=FETCH).status_code == noted
    assert NewMessageForm(agent=desk.aya, found=[]).fields["text"].max_length == LONGEST


def test_what_was_begun_is_there_again_and_goes_with_the_sending(desk: Desk, reachable: Customer):
    client, form = desk.client(desk.aya), said(desk, reachable, text="お調べしております")
    assert client.post("/messages/new/draft/", form).status_code == 204
    assert "お調べしております" in client.get("/messages/new/", headers=FETCH).content.decode()
    again = client.get(f"/messages/new/?customer={reachable.pk}").content.decode()
    assert ("お調べしております" in again, str(form["client_key"]) in again) == (True, True)
    assert "お調べして" not in desk.client(desk.tamura).get(f"/messages/new/?customer={reachable.pk}").content.decode()
    client.post("/messages/new/", form)
    assert not NewDraft.objects.exists()
    assert client.post("/messages/new/draft/", form, headers=FETCH).status_code == 410


def test_a_draft_keeps_no_card_and_is_none_without_words(desk: Desk, reachable: Customer):
    client = desk.client(desk.aya)
    client.post("/messages/new/draft/", said(desk, reachable, text="4111 1111 1111 1111", team="²", client_key="x"))
    assert "4111" not in NewDraft.objects.get().text
    client.post("/messages/new/draft/", said(desk, reachable, text=" "))
    assert not NewDraft.objects.exists()
