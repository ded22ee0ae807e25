import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents import setup
from agents.middleware import FirstRunMiddleware
from agents.models import Agent, AuditEntry, Calendar, Company, SetupToken, Team
from channels_ingest.origins import origin_of_page
from conversations.models import Channel
from tests.cast import Desk

SAID = {
    "company": "みなと家電",
    "time_zone": "Asia/Tokyo",
    "language": "ja",
    "family_name": "鈴木",
    "given_name": "健",
    "email": "Suzuki@minato-kaden.example",
    "password1": "lighthouse over the bay",
    "desk": "みなと家電サポート",
    "password2": "lighthouse over the bay",
    "origin": "https://shop.minato-kaden.example/cart?x=1",
}


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FirstRunMiddleware, "known", False)


def with_token(token: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(reverse("setup"), {"token": token})
    return client


@pytest.mark.parametrize(
    "page", ["/", "/inbox/", "/settings/people/", "/accounts/login/", "/accounts/password/reset/", "/me/"]
)
def test_an_empty_installation_leads_to_its_set_up_from_everywhere(db: None, client: Client, page: str) -> None:
    assert client.get(page).url == reverse("setup")


def test_before_the_token_only_the_first_stop_is_drawn(db: None, client: Client) -> None:
    page = client.get(reverse("setup")).content.decode()
    assert 'name="token"' in page
    assert 'name="company"' not in page
    assert client.post(reverse("setup"), SAID).status_code == 200
    assert not Company.objects.exists()


def test_it_makes_the_company_its_admin_team_hours_and_chat_at_once(db: None) -> None:
    token, _until = setup.make()
    client = with_token(token)
    answer = client.post(reverse("setup"), SAID)
    assert answer.url == reverse("settings")
    admin = Agent.objects.get()
    assert (admin.email, admin.role, admin.check_password(SAID["password1"])) == (
        "suzuki@minato-kaden.example",
        "admin",
        True,
    )
    channel, team = Channel.objects.get(), Team.objects.get()
    assert (channel.kind, channel.settings["origins"]) == ("chat", ["https://shop.minato-kaden.example"])
    assert (channel.team, list(team.members.all()), team.calendar) == (team, [admin], Calendar.objects.get())
    assert client.get(reverse("people")).status_code == 200
    assert AuditEntry.objects.filter(action="company.set_up", actor=admin).exists()


def test_a_mistake_saves_nothing_and_is_told(db: None) -> None:
    client = with_token(setup.make()[0])
    answer = client.post(reverse("setup"), SAID | {"password2": "something else entirely"})
    assert "上のパスワードと違います" in answer.content.decode()
    assert not Company.objects.exists()
    assert not Agent.objects.exists()


@pytest.mark.parametrize("state", ["wrong", "used", "expired"])
def test_each_bad_token_has_its_own_sentence_and_the_way_to_a_new_one(db: None, client: Client, state: str) -> None:
    token, _until = setup.make()
    sentence = {"wrong": "最後に表示されたトークンと違います", "used": "使用済みです", "expired": "有効期限"}[state]
    if state == "used":
        with_token(token)
    shift = timedelta(hours=3 if state == "expired" else 0)
    with time_machine.travel(timezone.now() + shift):
        answer = client.post(reverse("setup"), {"token": "x" if state == "wrong" else token}).content.decode()
    assert sentence in answer
    assert "manage.py setup_token" in answer


def test_the_page_is_closed_when_the_token_s_two_hours_are_over(db: None) -> None:
    client = with_token(setup.make()[0])
    with time_machine.travel(timezone.now() + timedelta(minutes=121)):
        answer = client.post(reverse("setup"), SAID)
    assert 'name="token"' in answer.content.decode()
    assert not Company.objects.exists()


def test_a_new_token_ends_the_one_before(db: None) -> None:
    old, _until = setup.make()
    setup.make()
    assert setup.take(old)[0] == setup.State.WRONG


def test_it_is_not_found_once_there_is_a_company(desk: Desk, client: Client) -> None:
    assert client.get(reverse("setup")).status_code == 404
    assert client.post(reverse("setup"), SAID).status_code == 404
    assert setup.greeting() == []
    with pytest.raises(CommandError):
        call_command("setup_token")


def test_the_start_prints_a_link_that_no_server_ever_sees(db: None, settings) -> None:
    settings.PUBLIC_URL = "https://desk.example.com"
    first = setup.greeting()[0]
    assert "https://desk.example.com/setup/#" in first
    token = first.rpartition("#")[2]
    assert SetupToken.objects.get().token_hash != token
    assert len(token) >= 40


@pytest.mark.django_db(transaction=True)
def test_one_token_twice_at_once_lets_one_in() -> None:
    token, _until = setup.make()
    barrier, states = threading.Barrier(8), []

    def take() -> None:
        barrier.wait()
        states.append(setup.take(token)[0])
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(states) == [setup.State.TAKEN] + [setup.State.USED] * 7


@pytest.mark.django_db(transaction=True)
def test_two_set_ups_at_once_make_one_company() -> None:
    clients = [with_token(setup.make()[0]) for _ in range(2)]
    barrier, answers = threading.Barrier(2), []

    def finish(client: Client, number: int) -> None:
        barrier.wait()
        answers.append(
            client.post(reverse("setup"), SAID | {"email": f"admin{number}@minato-kaden.example"}).status_code
        )
        connection.close()

    threads = [threading.Thread(target=finish, args=(client, number)) for number, client in enumerate(clients)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == [302, 404]
    assert (Company.objects.count(), Agent.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://shop.example/cart", "https://shop.example"),
        ("shop.example", "https://shop.example"),
        (" https://shop.example?from=mail#top ", "https://shop.example"),
        ("https://SHOP.example:8443", "https://shop.example:8443"),
        ("http://localhost:8001/", "http://localhost:8001"),
        ("https://家電.example", "https://xn--fct429k.example"),
    ],
)
def test_it_keeps_the_origin_of_the_site(typed: str, origin: str) -> None:
    assert origin_of_page(typed) == origin


@pytest.mark.parametrize(
    "typed", ["http://shop.example", "javascript:alert(1)", "https://a b", "https://u:p@x.example", "*", "https://x;y"]
)
def test_it_refuses_what_is_no_site(typed: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        origin_of_page(typed)
