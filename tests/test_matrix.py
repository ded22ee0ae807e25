"""Every address, for everybody, by every verb: what the house answers is what tests/expected_doors.py says."""

import copy
import re

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Desk, person
from tests.doors import Door, doors
from tests.expected_doors import BEFORE_A_WORD, GROUPS, MATTER, NOTHING_NAMED
from tests.test_doors import is_a_write

VERBS = ("get", "post", "delete")
PEOPLE = ("nobody", "outsider", "neighbour", "agent", "supervisor", "admin")
NOWHERE = "00000000-0000-4000-8000-000000000000"
OF_THE_TEAM = ("agent", "supervisor", "admin")


@pytest.fixture
def house(desk: Desk) -> list[Door]:
    desk.writes("充電できません")
    return doors(desk)


def client_of(desk: Desk, who: str) -> Client:
    if who == "nobody":
        return Client()
    lone = person("lone", "孤島", "渡", [])
    people = {
        "outsider": lone, "neighbour": desk.emily, "agent": desk.aya, "supervisor": desk.fujita, "admin": desk.noguchi,
    }  # fmt: skip
    client = desk.client(people[who])
    client.get("/inbox/")  # That somebody came is noted once.
    return client


def seen(answer: HttpResponseBase, door: Door) -> str:
    status, to = answer.status_code, answer.headers.get("Location", "")
    if status == 302 and to.startswith(reverse("account_login")) and door.name != "account_logout":
        return "sign-in"
    named = {404: "absent", 405: "no such verb", 401: "no visitor", 415: "no visitor", 403: "forbidden"}
    broken = status >= 500 and door.name != "readyz"
    return f"broken: {status}" if broken else named.get(status, "opens")


def verbs_of(door: Door) -> list[str]:
    return next(names[door.name].split() for names in GROUPS.values() if door.name in names)


def expected(door: Door, verb: str, who: str) -> set[str]:
    group = next(group for group, names in GROUPS.items() if door.name in names)
    if (door.name, verb) in BEFORE_A_WORD:
        return {"opens"}
    if group == "visitor":
        return {"no visitor", "forbidden", "absent", "no such verb"}
    if who == "nobody" and group in ("signed in", "matter", "lead", "admin"):
        return {"sign-in"}
    may = {
        "matter": who in OF_THE_TEAM,
        "admin": who == "admin",
        "lead": who in ("supervisor", "admin"),
        "token": False,
    }.get(group, True)
    if verb not in verbs_of(door):
        # Said before anybody is asked who they are, and the same to all; or the fence stands first. The library's
        # pages of sign-in lead on before they look at the verb.
        leads_on = {"opens", "absent"} if door.name.startswith(("account_", "mfa_")) else set()
        return {"no such verb"} | leads_on if may else {"no such verb", "absent"}
    return {"opens"} if may and (door.name, verb) not in NOTHING_NAMED else {"absent"}


def asked(client: Client, verb: str, door: Door) -> tuple[str, list[str]]:
    """What was answered and what was written; then all is as before, the cookies too."""
    cookies = copy.copy(client.cookies)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        answer = getattr(client, verb)(door.path)
        if answer.streaming:
            answer.getvalue()  # read to the end: the file behind it is closed
        transaction.set_rollback(True)
    client.cookies = cookies
    return seen(answer, door), [query["sql"] for query in queries if is_a_write(query["sql"])]


def test_every_address_has_an_expectation_and_every_expectation_an_address(house: list[Door]) -> None:
    named = [name for names in GROUPS.values() for name in names]
    assert sorted({door.name for door in house}) == sorted(named), "say in tests/expected_doors.py whose it is"


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_finds_at_every_address_what_is_theirs(desk: Desk, house: list[Door], who: str) -> None:
    client = client_of(desk, who)
    wrong = []
    for door in house:
        for verb in VERBS:
            found, written = asked(client, verb, door)
            if found not in expected(door, verb, who):
                wrong.append((verb, door.name, found))
            if written and (verb == "get" or verb not in verbs_of(door) or found in ("absent", "sign-in")):
                wrong.append((verb, door.name, written[0]))
    assert not wrong, "\n".join(map(str, wrong))


def test_what_is_hidden_answers_like_what_never_was(desk: Desk, house: list[Door]) -> None:
    """At every address of a matter, byte for byte; only the address itself and the request's own id differ."""
    client = client_of(desk, "outsider")
    for door in house:
        for verb in MATTER.get(door.name, "").split():
            nowhere = re.sub(r"\d+(?=/)", "999999999", re.sub(r"[0-9a-f-]{36}", NOWHERE, door.path))
            pages = [getattr(client, verb)(path) for path in (door.path, nowhere)]
            assert [page.status_code for page in pages] == [404, 404], (verb, door)
            hidden, absent = (plain(page, path) for page, path in zip(pages, (door.path, nowhere), strict=True))
            assert hidden == absent, (verb, door)


def plain(page: HttpResponseBase, path: str) -> str:
    said = page.content.decode().replace(page.headers["X-Request-ID"], "").replace(path, "")  # type: ignore[attr-defined]  # of a page
    return re.sub(r'(name="csrfmiddlewaretoken" value|data-csrf)="[^"]*"', "", said)
