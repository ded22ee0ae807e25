"""The console's list through its addresses: what is shown to whom, and with how many questions."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conversations import assigning, statuses
from conversations.focus import note_focus
from conversations.models import Conversation, Status
from customers.models import Identity
from tests.cast import Desk
from tests.conversations.test_queue import matter


def test_the_outsider_meets_the_login(desk: Desk, client: Client):
    for name in ("inbox", "inbox-rows", "inbox-counts", "palette", "new-message"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_the_inbox_shows_a_waiting_customer(desk: Desk):
    message = desk.writes("充電できません")
    html = desk.client(desk.aya).get("/inbox/?view=unassigned").content.decode()
    assert f'id="row-{message.conversation_id}"' in html
    for words in ("佐藤 花子", "様", "充電できません", "未対応", "unread"):
        assert words in html


def test_the_list_is_a_listbox_of_links(desk: Desk):
    pk = desk.writes().conversation_id
    html = desk.client(desk.aya).get("/inbox/?view=unassigned").content.decode()
    row = re.search(rf'<a class="row[^>]*id="row-{pk}"[^>]*>', html)
    assert row
    assert 'role="option"' in row[0]
    assert f'href="/conversations/{pk}/?view=unassigned"' in row[0]
    assert 'role="listbox"' in html


def test_another_team_does_not_see_it(desk: Desk):
    pk = desk.writes().conversation_id
    client = desk.client(desk.emily)
    for view in ("mine", "unassigned", "team", "all"):
        assert f"row-{pk}" not in client.get(f"/inbox/?view={view}").content.decode()
    assert f"row-{pk}" not in client.get(f"/inbox/rows/?view=unassigned&ids={pk}").content.decode()


def test_asked_by_a_swap_only_the_list_comes(desk: Desk):
    answer = desk.client(desk.aya).get("/inbox/?view=team", headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert html.lstrip().startswith('<section class="pane queue"')
    assert "HX-Request" in answer["Vary"]


def test_a_changed_row_is_asked_for_by_its_number(desk: Desk):
    first, second = desk.writes().conversation, matter(desk, 5)
    client = desk.client(desk.aya)
    html = client.get(f"/inbox/rows/?view=unassigned&ids={first.pk},{second.pk}").content.decode()
    assert re.findall(r'id="row-(\d+)"', html) == [str(second.pk), str(first.pk)]
    assigning.assign(second, desk.tamura, desk.tamura)
    html = client.get(f"/inbox/rows/?view=unassigned&ids={first.pk},{second.pk}").content.decode()
    assert re.findall(r'id="row-(\d+)"', html) == [str(first.pk)]


def test_the_next_page_goes_on_where_the_last_ended(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("conversations.queue.PAGE", 2)
    pks = [matter(desk, minutes).pk for minutes in (50, 40, 30)]
    client = desk.client(desk.aya)
    html = client.get("/inbox/?view=unassigned").content.decode()
    assert re.findall(r'id="row-(\d+)"', html) == [str(pk) for pk in pks[:2]]
    more = re.search(r'data-more="([^"]+)"', html)
    assert more
    html = client.get(f"/inbox/rows/?{more[1].replace('&amp;', '&')}").content.decode()
    assert re.findall(r'id="row-(\d+)"', html) == [str(pks[2])]


@pytest.mark.parametrize(
    "query",
    [
        "view=%27",
        "view=everything",
        "sort=assignee__password",
        "channel=x",
        "channel=-1",
        "label=99999999999999999999",
        "after=zz",
    ],
)
def test_an_unknown_question_is_a_bad_request(desk: Desk, query: str):
    assert desk.client(desk.aya).get(f"/inbox/?{query}").status_code == 400


@pytest.mark.parametrize("ids", ["x", "1,x", "1;2", "-1", "99999999999999999999", "١", ","])
def test_ids_are_numbers(desk: Desk, ids: str):
    assert desk.client(desk.aya).get("/inbox/rows/", {"ids": ids}).status_code == 400


def test_counts_follow_the_deeds_and_say_what_is_new(desk: Desk):
    pk = desk.writes().conversation_id
    client = desk.client(desk.aya)
    assert json.loads(client.get("/inbox/counts/").content) == {
        "mine": 0,
        "unassigned": 1,
        "team": 1,
        "snoozed": 0,
        "unread": 1,
    }
    assigning.assign(Conversation.objects.get(pk=pk), desk.aya, desk.aya)
    note_focus(desk.aya, pk, timezone.now())
    assert json.loads(client.get("/inbox/counts/").content) == {
        "mine": 1,
        "unassigned": 0,
        "team": 1,
        "snoozed": 0,
        "unread": 0,
    }


def test_an_empty_list_leads_to_the_next_job(desk: Desk):
    client = desk.client(desk.aya)
    assert "自分の対応はすべて終わりました" in client.get("/inbox/").content.decode()
    pk = desk.writes().conversation_id
    html = client.get("/inbox/").content.decode()
    assert "未担当が 1 件あります" in html
    assert f'href="/conversations/{pk}/?view=unassigned"' in html


def test_the_open_matter_is_the_chosen_row(desk: Desk):
    pk = desk.writes().conversation_id
    html = desk.client(desk.aya).get(f"/conversations/{pk}/?view=unassigned").content.decode()
    assert re.search(rf'id="row-{pk}"[^>]*aria-selected="true"', html)
    assert "佐藤 花子 様 · Omnidesk</title>" in html


@pytest.mark.parametrize("path", ["/inbox/?view=team", "/inbox/rows/?view=team", "/inbox/?view=all", "/inbox/counts/"])
def test_the_number_of_questions_does_not_grow_with_the_rows(desk: Desk, path: str, django_assert_max_num_queries):
    client = desk.client(desk.aya)
    for minutes in range(3):
        desk.writes(sender=desk.sender(f"v{minutes}"))
    client.get(path)
    with django_assert_max_num_queries(40) as few:
        client.get(path)
    for minutes in range(3, 30):
        desk.writes(sender=desk.sender(f"v{minutes}"))
    statuses.set_status(desk.writes(sender=desk.sender("v1")).conversation, Status.RESOLVED, desk.aya)
    with django_assert_max_num_queries(len(few)) as many:
        client.get(path)
    assert len(many) <= 22


def test_reading_writes_nothing(desk: Desk, django_assert_max_num_queries):
    desk.writes()
    client = desk.client(desk.aya)
    with django_assert_max_num_queries(60) as asked:
        for path in ("/inbox/", "/inbox/rows/", "/inbox/counts/", "/palette/?q=sato", "/messages/new/?q=sato"):
            client.get(path)
    writes = re.compile(r'(INSERT|UPDATE|DELETE) .*"(customers|conversations|channels_ingest)_', re.S)
    assert not [query["sql"] for query in asked.captured_queries if writes.match(query["sql"])]


def test_hostile_words_stay_words(desk: Desk):
    hostile = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    desk.writes(hostile, sender=desk.sender("evil", family_name=hostile, given_name=""))
    html = desk.client(desk.aya).get("/inbox/?view=unassigned").content.decode()
    assert "<img" not in html
    assert "&lt;img" in html


def test_a_visitor_in_the_chat_is_marked(desk: Desk):
    pk = desk.writes().conversation_id
    Identity.objects.get(value="hanako-browser").visitor_sessions.create(channel=desk.chat, token_hash="x")
    html = desk.client(desk.aya).get(f"/inbox/rows/?view=unassigned&ids={pk}").content.decode()
    assert 'class="live"' in html
    assert "チャット中" in html
