"""The two slower locks, against guesses that are spread over many addresses or many accounts."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from agents import lockout
from agents.models import Agent, AuditEntry
from omnidesk import limits
from tests.agents.conftest import Post, sign_in, with_password
from tests.cast import PASSWORD, Desk

NEW = "lighthouse over the bay"
HOME, OFFICE = "192.0.2.7", "192.0.2.8"


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in life, with fewer tries."""
    for name in ("sign_in.account", "sign_in.address"):
        monkeypatch.setitem(limits.LIMITS, name, replace(limits.LIMITS[name], count=8))


def guess_from_everywhere(email: str, times: int = 9) -> None:
    for number in range(times):
        sign_in(email, "wrong password", REMOTE_ADDR=f"203.0.113.{number}")


def guess_at_everybody(times: int = 9) -> None:
    for number in range(times):
        sign_in(f"somebody{number}@minato-kaden.example", "wrong password", REMOTE_ADDR=OFFICE)


def test_guesses_from_everywhere_close_the_account(desk: Desk) -> None:
    with_password(desk.aya)
    guess_from_everywhere(desk.aya.email)
    page = sign_in(desk.aya.email, REMOTE_ADDR=HOME)
    assert page.context["form"].attempt.refused
    assert "60 分後" in page.content.decode()
    assert "メールでパスワードを再設定する" in page.content.decode()
    assert sign_in(with_password(desk.tamura).email, REMOTE_ADDR=HOME).status_code == 302


def test_the_person_still_comes_in_from_where_they_have_been_before(desk: Desk) -> None:
    with_password(desk.aya)
    sign_in(desk.aya.email, REMOTE_ADDR=HOME)
    guess_from_everywhere(desk.aya.email)
    assert sign_in(desk.aya.email, REMOTE_ADDR=HOME).status_code == 302
    assert sign_in(desk.aya.email, REMOTE_ADDR=OFFICE).status_code == 200


def test_a_place_that_is_known_is_locked_by_its_own_wrong_tries(desk: Desk) -> None:
    with_password(desk.aya)
    sign_in(desk.aya.email, REMOTE_ADDR=HOME)
    for _ in range(lockout.TRIES):
        sign_in(desk.aya.email, "wrong password", REMOTE_ADDR=HOME)
    assert sign_in(desk.aya.email, REMOTE_ADDR=HOME).context["form"].attempt.refused


def test_guesses_at_everybody_close_the_address(desk: Desk) -> None:
    with_password(desk.aya)
    guess_at_everybody()
    assert sign_in(desk.aya.email, REMOTE_ADDR=OFFICE).context["form"].attempt.refused
    assert sign_in(desk.aya.email, REMOTE_ADDR=HOME).status_code == 302


def test_it_says_the_same_of_an_account_that_never_was(desk: Desk) -> None:
    said = []
    for email in (with_password(desk.aya).email, "nobody@minato-kaden.example"):
        guess_from_everywhere(email)
        page = sign_in(email, REMOTE_ADDR=HOME)
        attempt = page.context["form"].attempt
        said.append((page.status_code, attempt.left, attempt.minutes_left, page.context["form"].errors))
    assert said[0] == said[1]


def test_a_new_password_by_mail_opens_it_for_its_owner(desk: Desk, post: Post) -> None:
    with_password(desk.aya)
    guess_from_everywhere(desk.aya.email)
    guess_at_everybody()
    client = Client(REMOTE_ADDR=OFFICE)
    client.post(reverse("account_reset_password"), {"email": desk.aya.email})
    link = post.link()
    page = client.get(link[link.index("/accounts/") :])
    client.post(page.url, {"password1": NEW, "password2": NEW})
    assert sign_in(desk.aya.email, NEW, client).status_code == 302
    assert sign_in(desk.aya.email, PASSWORD, REMOTE_ADDR=HOME).status_code == 200


def test_a_whole_office_may_sign_in_from_one_address(desk: Desk) -> None:
    for number in range(12):
        agent = Agent.objects.create_user(f"a{number}@minato-kaden.example", PASSWORD, family_name="新人")
        assert sign_in(agent.email, REMOTE_ADDR=OFFICE).status_code == 302


def test_it_is_written_down_once(desk: Desk) -> None:
    with_password(desk.aya)
    guess_from_everywhere(desk.aya.email, 14)
    assert AuditEntry.objects.filter(action="sign_in.locked", actor=desk.aya).count() == 1
