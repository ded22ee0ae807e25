"""A walk to every address of the house: whose it is, and what every answer carries."""

import re
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Desk
from tests.doors import OF_A_MATTER, OF_THE_ADMIN, Door, doors
from tests.expected_doors import GROUPS

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


def test_whose_an_address_is_can_be_read_from_it(house: list[Door]):
    """What tests/expected_doors.py says of each, and tests/test_matrix.py tries, leaves out none of these."""
    of_a_matter = {door.name for door in house if OF_A_MATTER.match(door.route)}
    of_the_admin = {door.name for door in house if OF_THE_ADMIN.match(door.route)}
    assert len(of_a_matter) > 15
    assert len(of_the_admin) > 20
    # Two of them are links that themselves say who asks.
    assert of_a_matter <= GROUPS["matter"].keys() | GROUPS["token"].keys()
    assert of_the_admin <= GROUPS["admin"].keys()


def test_what_is_hidden_looks_like_what_is_not_there(desk: Desk, house: list[Door]):
    client = desk.client(desk.emily)
    hidden, absent = client.get(f"/conversations/{desk.matter.pk}/"), client.get("/conversations/999999/")
    pages = [answer.content.decode().replace(answer.headers["X-Request-ID"], "") for answer in (hidden, absent)]
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert re.sub(rf"{desk.matter.pk}|999999", "", pages[0]) == re.sub(rf"{desk.matter.pk}|999999", "", pages[1])


@dataclass(frozen=True)
class Seen:
    door: Door
    by_the_admin: bool
    status: int
    headers: dict[str, str]
    written: list[str]


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: "pytest.DjangoDbBlocker") -> list[Seen]:  # type: ignore[name-defined]  # pytest-django's own
    """What every address answers to a stranger and to the admin: one walk for all that is asked of the answers."""
    with django_db_blocker.unblock(), transaction.atomic():
        desk = Desk.open()
        desk.writes("充電できません")
        found, admin = doors(desk), desk.client(desk.noguchi)
        admin.get("/inbox/")  # That somebody came is noted once.
        answers = [look(client, door, client is admin) for client in (Client(), admin) for door in found]
        transaction.set_rollback(True)
    return answers


def look(client: Client, door: Door, by_the_admin: bool) -> Seen:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(door.path)
        if answer.streaming:
            answer.getvalue()  # read to the end: the file behind it is closed
    written = [query["sql"] for query in asked if is_a_write(query["sql"])]
    return Seen(door, by_the_admin, answer.status_code, dict(answer.headers), written)


def test_looking_changes_nothing(seen: list[Seen]):
    for one in seen:
        assert one.written == [], one


def is_a_write(sql: str) -> bool:
    """That somebody was here (sessions, last seen) is noted by every request; a limit may be counted; who took
    figures out of the house, or looked at a colleague's day, is audited."""
    notes = ("django_session", "usersessions_usersession", '"last_seen_at"', "'figures.exported'", "'agent.day'")
    # What is planned once is named after what it does: EXECUTE insert_conversations_message_….
    verb = sql.removeprefix("EXECUTE ").replace("_", " ").split(" ", 1)[0].upper()
    return verb in ("INSERT", "UPDATE", "DELETE") and not any(note in sql for note in notes)


def test_every_answer_carries_the_policy(seen: list[Seen]):
    for one in seen:
        assert one.headers["X-Content-Type-Options"] == "nosniff", one
        policy = one.headers["Content-Security-Policy"]
        # A stranger's mail brings its styles; in its frame nothing else may act.
        allowed = "style-src 'unsafe-inline'; " if one.door.name == "letter" else ""
        assert "unsafe" not in policy.replace(allowed, ""), one
        assert "frame-ancestors" in policy, one


def test_only_the_chat_s_window_may_be_framed(seen: list[Seen]):
    for one in seen:
        policy = one.headers["Content-Security-Policy"]
        own = "frame-ancestors 'none'" in policy or "frame-ancestors 'self'" in policy
        assert own or one.door.name == "chat-frame", one


def test_pages_share_no_window_and_tell_no_address(seen: list[Seen]):
    for one in seen:
        assert one.headers["Cross-Origin-Opener-Policy"] == "same-origin", one
        assert one.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), one


def test_pages_of_somebody_are_kept_by_nobody(seen: list[Seen]):
    for one in seen:
        if one.by_the_admin and one.status == 200 and not one.door.public:
            assert "no-store" in one.headers.get("Cache-Control", ""), one
