from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents import rights
from agents.models import Agent, AuditEntry
from tests.agents.conftest import Post, sign_in, with_password
from tests.cast import PASSWORD, Desk

NEW = "lighthouse over the quiet bay"


@pytest.mark.parametrize(
    "password",
    ["short", "a" * 129, "password1234", "takahashi-aya", "omnidesk2026", "みなと家電1234", "aya@minato-kaden.example"],
)
def test_it_refuses_what_is_guessed_first(desk: Desk, password: str) -> None:
    agent = Agent(email="aya@minato-kaden.example", family_name="高橋", roman="Takahashi Aya")
    with pytest.raises(ValidationError):
        validate_password(password, agent)


@pytest.mark.parametrize("password", [NEW, "港の灯台と夜明けの散歩道", "omnidesk " + NEW, "x9" * 64])
def test_it_takes_long_ones_of_any_letters(desk: Desk, password: str) -> None:
    validate_password(password, Agent(email="aya@minato-kaden.example", family_name="高橋"))


def ask_reset(email: str, client: Client | None = None, **more: str):
    return (client or Client()).post(reverse("account_reset_password"), {"email": email}, **more)


def test_a_reset_answers_the_same_and_hands_over_the_same_for_unknown_addresses(desk: Desk, post: Post) -> None:
    known, unknown = ask_reset(desk.aya.email), ask_reset("nobody@minato-kaden.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert post.asked == [("reset", desk.aya.pk), ("reset", 0)]


def test_a_reset_link_points_to_our_own_address(desk: Desk, post: Post, settings) -> None:
    settings.PUBLIC_URL = "https://desk.example.com"
    assert ask_reset(desk.aya.email, HTTP_HOST="evil.example").status_code == 400
    ask_reset(desk.aya.email, HTTP_HOST="localhost")
    assert post.link().startswith("https://desk.example.com/accounts/password/reset/key/")
    assert post.last().to == [desk.aya.email]
    assert post.last().subject == "パスワードの再設定"


def follow(link: str, client: Client, password: str = NEW):
    path = link[link.index("/accounts/") :]
    page = client.get(path)
    if page.status_code != 302:
        return page
    return client.post(page.url, {"password1": password, "password2": password})


def test_a_reset_works_once_and_ends_every_session(desk: Desk, post: Post) -> None:
    with_password(desk.aya)
    at_home = Client()
    sign_in(desk.aya.email, client=at_home)
    ask_reset(desk.aya.email)
    link = post.link()
    assert follow(link, Client()).url == reverse("account_reset_password_from_key_done")
    assert at_home.get("/me/").status_code == 302
    assert rights.holder(at_home.session.session_key or "") is None
    assert sign_in(desk.aya.email).status_code == 200
    assert sign_in(desk.aya.email, NEW).status_code == 302
    assert "このリンクは" in follow(link, Client()).content.decode()
    assert post.asked[-1] == ("password.changed", desk.aya.pk)


def test_a_reset_link_lives_an_hour(desk: Desk, post: Post) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask_reset(desk.aya.email)
        clock.shift(timedelta(minutes=61))
        assert follow(post.link(), Client()).context["token_fail"]


def test_a_reset_of_somebody_who_left_sends_nothing(desk: Desk, post: Post, mailoutbox: list) -> None:
    Agent.objects.filter(pk=desk.aya.pk).update(is_active=False)
    assert ask_reset(desk.aya.email).status_code == 302
    assert mailoutbox == []


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(desk: Desk, post: Post) -> None:
    with_password(desk.aya)
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(desk.aya.email, client=client)
    before = Agent.objects.get(pk=desk.aya.pk).rights_version
    said = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), said).status_code == 302
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert Agent.objects.get(pk=desk.aya.pk).rights_version > before
    assert AuditEntry.objects.filter(action="password.changed", actor=desk.aya).exists()


def test_a_new_password_needs_the_old_one(desk: Desk) -> None:
    with_password(desk.aya)
    client = Client()
    sign_in(desk.aya.email, client=client)
    said = {"oldpassword": "wrong password", "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), said).status_code == 200
    assert Agent.objects.get(pk=desk.aya.pk).check_password(PASSWORD)


def test_passwords_are_kept_by_argon2(desk: Desk) -> None:
    assert with_password(desk.aya).password.startswith("argon2$argon2id$")
