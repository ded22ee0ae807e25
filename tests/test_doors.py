"""A walk to every address of the house: as a stranger, as the outsider, as a colleague without the right."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conversations.models import Conversation, Entry
from tests.cast import Desk
from tests.doors import OF_A_MATTER, OF_THE_ADMIN, Door, doors

VERBS = ("get", "post", "delete")


@pytest.fixture
def house(desk: Desk) -> list[Door]:
    desk.writes("充電できません")
    return doors(desk)


def test_a_stranger_is_led_to_the_sign_in_everywhere(house: list[Door]):
    client, sign_in = Client(), reverse("account_login")
    for door in house:
        if door.public:
            continue
        for verb in VERBS:
            answer = getattr(client, verb)(door.path)
            assert answer.status_code == 302, (verb, door)
            assert answer.headers["Location"].startswith(sign_in), (verb, door)


def test_every_public_door_exists_so_that_the_list_stays_true(house: list[Door]):
    from tests.doors import PUBLIC

    assert PUBLIC - {door.name for door in house} == set()


def test_the_outsider_finds_no_matter_behind_any_address(desk: Desk, house: list[Door]):
    client, before = desk.client(desk.emily), (Conversation.objects.count(), Entry.objects.count())
    found = [door for door in house if OF_A_MATTER.match(door.route)]
    assert len(found) > 15
    for door in found:
        for verb in VERBS:
            assert getattr(client, verb)(door.path).status_code in (404, 405), (verb, door)
    assert (Conversation.objects.count(), Entry.objects.count()) == before


def test_what_is_hidden_looks_like_what_is_not_there(desk: Desk, house: list[Door]):
    client = desk.client(desk.emily)
    hidden, absent = client.get(f"/conversations/{desk.matter.pk}/"), client.get("/conversations/999999/")
    pages = [answer.content.decode().replace(answer.headers["X-Request-ID"], "") for answer in (hidden, absent)]
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert re.sub(rf"{desk.matter.pk}|999999", "", pages[0]) == re.sub(rf"{desk.matter.pk}|999999", "", pages[1])


@pytest.mark.parametrize("who", ["aya", "fujita"])
def test_the_admins_pages_do_not_exist_for_others(desk: Desk, house: list[Door], who: str):
    client = desk.client(getattr(desk, who))
    found = [door for door in house if OF_THE_ADMIN.match(door.route)]
    assert len(found) > 20
    for door in found:
        for verb in VERBS:
            assert getattr(client, verb)(door.path).status_code in (404, 405), (verb, door)


def test_looking_changes_nothing(desk: Desk, house: list[Door]):
    client = desk.client(desk.noguchi)
    client.get("/inbox/")
    for door in house:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(door.path)
        written = [query["sql"] for query in asked if is_a_write(query["sql"])]
        assert written == [], (door, written)


def is_a_write(sql: str) -> bool:
    """That somebody was here (sessions, last seen) is noted by every request; a limit may be counted."""
    notes = ("django_session", "usersessions_usersession", '"last_seen_at"')
    return sql.split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE") and not any(note in sql for note in notes)


def test_every_answer_carries_the_policy(desk: Desk, house: list[Door]):
    for client in (Client(), desk.client(desk.noguchi)):
        for door in house:
            answer = client.get(door.path)
            assert answer.headers["X-Content-Type-Options"] == "nosniff", door
            policy = answer.headers["Content-Security-Policy"]
            # A stranger's mail brings its styles; in its frame nothing else may act.
            allowed = "style-src 'unsafe-inline'; " if door.name == "letter" else ""
            assert "unsafe" not in policy.replace(allowed, ""), door
            assert "frame-ancestors" in policy, door


def test_pages_of_somebody_are_kept_by_nobody(desk: Desk, house: list[Door]):
    client = desk.client(desk.noguchi)
    for door in house:
        answer = client.get(door.path)
        if answer.status_code == 200 and not door.public:
            assert "no-store" in answer.headers.get("Cache-Control", ""), door
