import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.models import AuditEntry
from tests.agents.conftest import sign_in, with_password
from tests.cast import PASSWORD, Desk


def test_it_lets_in_who_knows_the_password_and_returns_to_the_page_asked_for(desk: Desk) -> None:
    with_password(desk.aya)
    client = Client()
    asked = client.get(reverse("profile"))
    assert asked.url == "/accounts/login/?next=/me/"
    answer = sign_in(desk.aya.email, client=client, next="/me/")
    assert answer.status_code == 302
    assert answer.url == "/me/"
    assert client.get("/me/").status_code == 200
    assert AuditEntry.objects.filter(actor=desk.aya, action="sign_in", ip="127.0.0.1").exists()


@pytest.mark.parametrize("to", ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_it_never_sends_anybody_to_a_foreign_place(desk: Desk, to: str) -> None:
    with_password(desk.aya)
    assert sign_in(desk.aya.email, next=to).url == "/"


def test_it_gives_a_new_session_at_sign_in(desk: Desk) -> None:
    with_password(desk.aya)
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before = session.session_key or ""
    sign_in(desk.aya.email, client=client)
    assert before
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_it_answers_the_same_for_wrong_unknown_and_deactivated(desk: Desk) -> None:
    with_password(desk.aya)
    desk.tamura.is_active = False
    with_password(desk.tamura).save()
    pages = [
        sign_in(desk.aya.email, "wrong password"),
        sign_in("nobody@minato-kaden.example", "wrong password"),
        sign_in(desk.tamura.email, PASSWORD),
    ]
    said = [(page.status_code, page.context["form"].attempt.left, page.context["form"].errors) for page in pages]
    assert said[0] == said[1] == said[2]
    assert "メールアドレスかパスワードが違います" in pages[0].content.decode()


def test_it_spends_the_same_work_on_unknown_addresses(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    with_password(desk.aya)
    hashed: list[str] = []
    original = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *args: hashed.append("e") or original(*args))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *args: hashed.append("v") or verify(*args))
    sign_in(desk.aya.email, "wrong password")
    known = len(hashed)
    sign_in("nobody@minato-kaden.example", "wrong password")
    assert known == len(hashed) - known == 1


def test_it_locks_after_five_failures_and_says_for_how_long(desk: Desk) -> None:
    with_password(desk.aya)
    left = [sign_in(desk.aya.email, "wrong password").context["form"].attempt.left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    locked = sign_in(desk.aya.email)
    assert locked.status_code == 200
    assert locked.context["form"].attempt.minutes_left == 15
    assert "15分後" in locked.content.decode() or "15 分" in locked.content.decode()
    assert AuditEntry.objects.filter(actor=desk.aya, action="sign_in.locked").count() == 1


def test_the_lock_opens_again_and_the_right_password_forgives(desk: Desk) -> None:
    with_password(desk.aya)
    for _ in range(4):
        sign_in(desk.aya.email, "wrong password")
    assert sign_in(desk.aya.email).status_code == 302
    assert sign_in(desk.aya.email, "wrong password").context["form"].attempt.left == 4


def test_a_stranger_elsewhere_locks_nobody_out(desk: Desk) -> None:
    with_password(desk.aya)
    for _ in range(6):
        sign_in(desk.aya.email, "wrong password", REMOTE_ADDR="203.0.113.9")
    assert sign_in(desk.aya.email).status_code == 302


def test_a_forged_forwarding_header_is_no_new_address(desk: Desk) -> None:
    with_password(desk.aya)
    for number in range(6):
        sign_in(desk.aya.email, "wrong password", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert sign_in(desk.aya.email, HTTP_X_FORWARDED_FOR="198.51.100.99").context["form"].attempt.refused


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_count_too() -> None:
    desk = Desk.open()
    with_password(desk.aya)
    barrier = threading.Barrier(10)

    def attempt() -> None:
        barrier.wait()
        sign_in(desk.aya.email, "wrong password")
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    # Each line stands for a password that was looked at.
    assert 1 <= AuditEntry.objects.filter(action__startswith="sign_in.").count() <= 5
    assert sign_in(desk.aya.email).context["form"].attempt.refused


def test_it_needs_the_form_s_own_token(desk: Desk) -> None:
    with_password(desk.aya)
    answer = sign_in(desk.aya.email, client=Client(enforce_csrf_checks=True))
    assert answer.status_code == 403


def test_nobody_can_sign_up(client: Client, desk: Desk) -> None:
    assert client.get("/accounts/signup/").status_code == 404
    assert client.get("/accounts/email/").status_code == 404


def test_a_session_ends_after_an_idle_hour_and_says_why(desk: Desk) -> None:
    with_password(desk.aya)
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(desk.aya.email, client=client)
        clock.shift(timedelta(minutes=59))
        assert client.get("/me/").status_code == 200
        clock.shift(timedelta(minutes=59))
        assert client.get("/me/").status_code == 200
        clock.shift(timedelta(minutes=61))
        ended = client.get("/me/")
        assert ended.url == "/accounts/login/?next=/me/"
        assert client.get(ended.url).context["timed_out"]


def test_a_session_ends_after_twelve_hours_however_busy(desk: Desk) -> None:
    with_password(desk.aya)
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(desk.aya.email, client=client)
        for _ in range(14):
            clock.shift(timedelta(minutes=50))
            assert client.get("/me/").status_code == 200
        clock.shift(timedelta(minutes=30))
        assert client.get("/me/").status_code == 302


def test_what_the_page_asks_by_itself_is_no_activity(desk: Desk) -> None:
    with_password(desk.aya)
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(desk.aya.email, client=client)
        for _ in range(3):
            clock.shift(timedelta(minutes=25))
            client.get(reverse("javascript-catalog"))
        assert client.get("/me/").status_code == 302


def test_sign_out_leaves_nothing_behind(desk: Desk) -> None:
    with_password(desk.aya)
    client = Client()
    sign_in(desk.aya.email, client=client)
    version = type(desk.aya).objects.get(pk=desk.aya.pk).rights_version
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not UserSession.objects.exists()
    desk.aya.refresh_from_db()
    assert (desk.aya.presence, desk.aya.rights_version) == ("offline", version + 1)
    assert client.get("/me/").status_code == 302


def test_sign_out_by_a_link_does_nothing(desk: Desk) -> None:
    client = desk.client(desk.aya)
    client.get(reverse("account_logout"))
    assert client.get("/me/").status_code == 200


def test_pages_of_a_person_are_kept_nowhere(desk: Desk) -> None:
    assert "no-store" in desk.client(desk.aya).get("/me/").headers["Cache-Control"]


def test_the_demo_shows_its_logins_and_a_real_desk_does_not(desk: Desk) -> None:
    desk.aya.is_demo = True
    desk.aya.save()
    assert not Client().get(reverse("account_login")).context["demo_logins"]
    company = type(desk.aya)._meta.apps.get_model("agents", "Company").objects.get()
    company.is_demo = True
    company.save()
    assert Client().get(reverse("account_login")).context["demo_logins"] == [desk.aya]
