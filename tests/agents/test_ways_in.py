"""Every way in × every reason to stay out: afterwards no page opens and no socket has a holder."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents import people, rights
from agents.models import Agent, Company
from agents.models.company import Duty
from tests.agents.conftest import Post, sign_in, with_password
from tests.agents.test_passwords import NEW, ask_reset, follow
from tests.agents.test_second_factor import code_of, switch_on
from tests.cast import PASSWORD, Desk

WRONG = "wrong password"
TRIES = 5


@pytest.fixture(autouse=True)
def same_code() -> Iterator[None]:
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def aya(desk: Desk, post: Post) -> Agent:
    return with_password(desk.aya)


def leaves(agent: Agent) -> None:
    admin = Agent.objects.get(role="admin")
    people.deactivate(Agent.objects.get(pk=agent.pk), admin)


def owes() -> None:
    Company.objects.update(second_factor_for=Duty.EVERYBODY)


def is_in(client: Client) -> bool:
    """By a page, and as an open socket would be asked."""
    by_page = client.get("/me/").status_code == 200
    by_socket = rights.holder(client.session.session_key or "") is not None
    assert by_page == by_socket, (by_page, by_socket)
    return by_page


def entered(agent: Agent, password: str = PASSWORD) -> Client:
    client = Client()
    sign_in(agent.email, password, client=client)
    return client


def by_form(agent: Agent, post: Post, why: str) -> Client:
    if why == "inactive":
        leaves(agent)
    if why == "owes":
        owes()
    for _ in range(TRIES if why == "throttled" else 0):
        entered(agent, WRONG)
    return entered(agent, WRONG if why == "wrong" else PASSWORD)


def by_reset(agent: Agent, post: Post, why: str) -> Client:
    ask_reset(agent.email)
    link = post.link()
    if why == "inactive":
        leaves(agent)
    if why == "owes":
        owes()
    client = Client()
    follow(link[:-3] + "zz/" if why == "wrong" else link, client)
    sign_in(agent.email, NEW, client=client)
    return client


def by_second_step(agent: Agent, post: Post, why: str) -> Client:
    secret = switch_on(entered(agent))
    client = entered(agent)
    if why == "inactive":
        leaves(agent)
    for _ in range({"wrong": 1, "throttled": TRIES + 1}.get(why, 0)):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    if why != "wrong":
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    return client


def by_session(agent: Agent, post: Post, why: str) -> Client:
    """One that was open before."""
    client = entered(agent)
    if why != "wrong":
        assert is_in(client)
    if why == "inactive":
        leaves(agent)
    if why == "owes":
        owes()
        rights.changed(agent)
    if why == "wrong":
        client.cookies[next(name for name in client.cookies if "session" in name)] = "x" * 32
    return client


WAYS = {"form": by_form, "reset": by_reset, "second step": by_second_step, "session": by_session}
# Who has a second step owes none; a session and a reset link are no guesses that could be counted.
NOT_MET = {("second step", "owes"), ("reset", "throttled"), ("session", "throttled")}
CASES = [(way, why) for way in WAYS for why in ("inactive", "owes", "wrong", "throttled") if (way, why) not in NOT_MET]


@pytest.mark.parametrize(("way", "why"), CASES)
def test_it_keeps_out(aya: Agent, post: Post, way: str, why: str) -> None:
    assert not is_in(WAYS[way](aya, post, why))


@pytest.mark.parametrize("way", WAYS)
def test_it_lets_in_whom_nothing_keeps_out(aya: Agent, post: Post, way: str) -> None:
    enter: Callable[[Agent, Post, str], Client] = WAYS[way]
    assert is_in(enter(aya, post, ""))
