import threading
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents import invitations, letters
from agents.models import Agent, Invitation
from tests.agents.conftest import Post
from tests.cast import Desk

ABE, KONDO = "abe@minato-kaden.example", "kondo@minato-kaden.example"
SAID = {
    "family_name": "阿部",
    "given_name": "結",
    "kana": "あべ ゆい",
    "password1": "lighthouse over the bay",
    "password2": "lighthouse over the bay",
}


def invite(desk: Desk, emails: str, **more):
    said = {"emails": emails, "role": "agent", "teams": [desk.support.pk], "language": "ja"} | more
    return desk.client(desk.noguchi).post(reverse("invitations"), said)


def opened(post: Post, client: Client | None = None) -> Client:
    client = client or Client()
    link = post.link()
    client.get(link[link.index("/invitations/") :])
    return client


def test_it_mails_a_link_to_each_address(
    desk: Desk, post: Post, mailoutbox: list, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert invite(desk, f"{ABE}, {KONDO}\n{ABE}").url == reverse("people")
    assert [mail.to for mail in mailoutbox] == [[ABE], [KONDO]]
    assert "みなと家電のサポート窓口への招待" in mailoutbox[0].subject
    assert "野口 智也さん" in mailoutbox[0].body
    assert "72 時間" in mailoutbox[0].body


def test_it_speaks_the_language_chosen(desk: Desk, post: Post, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invite(desk, ABE, language="en")
    assert post.last().subject == "Your invitation to the support desk of みなと家電"


@pytest.mark.parametrize(
    ("emails", "sentence"),
    [
        ("tamura@minato-kaden.example", "田村 圭吾さんは登録済みです"),
        ("not an address", "メールアドレスではありません"),
        (KONDO, "招待済みです"),
        (",".join(f"a{n}@x.example" for n in range(51)), "50 人まで"),
    ],
)
def test_one_wrong_address_stops_them_all(desk: Desk, emails: str, sentence: str) -> None:
    invitations.invite(KONDO, "agent", [], "ja", desk.noguchi)
    assert sentence in invite(desk, f"{ABE}, {emails}").content.decode()
    assert not Invitation.objects.filter(email=ABE).exists()


def test_each_address_is_checked_while_it_is_typed(desk: Desk) -> None:
    client = desk.client(desk.noguchi)
    assert client.get(reverse("invitation-addresses"), {"email": ABE}).json() == {"ok": True, "message": ""}
    wrong = client.get(reverse("invitation-addresses"), {"email": desk.tamura.email}).json()
    assert (wrong["ok"], "登録済み" in wrong["message"]) == (False, True)


def test_the_link_makes_the_account_and_signs_in(desk: Desk, post: Post) -> None:
    row = invitations.invite(ABE, "supervisor", [desk.support], "ja", desk.noguchi)
    letters.deliver("invitation", row.pk)
    client = opened(post)
    page = client.get(reverse("invitation-accept"))
    assert "みなと家電へようこそ" in page.content.decode()
    assert client.post(reverse("invitation-accept"), SAID).status_code == 302
    agent = Agent.objects.get(email=ABE)
    assert (agent.full_name, agent.role, list(agent.teams.all())) == ("阿部 結", "supervisor", [desk.support])
    assert client.get("/me/").status_code == 200


def test_the_token_leaves_the_address_line_and_is_kept_as_a_hash(desk: Desk, post: Post) -> None:
    row = invitations.invite(ABE, "agent", [], "ja", desk.noguchi)
    letters.deliver("invitation", row.pk)
    token = post.link().rstrip("/").rpartition("/")[2]
    answer = Client().get(reverse("invitation", args=[token]))
    assert answer.url == reverse("invitation-accept")
    assert "no-store" in answer.headers["Cache-Control"]
    row.refresh_from_db()
    assert token not in row.token_hash
    assert len(token) >= 40


def spent(client: Client) -> bool:
    answer = client.get(reverse("invitation-accept"))
    return answer.status_code == 404 and "この招待は使えません" in answer.content.decode()


def test_used_withdrawn_replaced_expired_and_wrong_links_look_alike(desk: Desk, post: Post) -> None:
    row = invitations.invite(ABE, "agent", [], "ja", desk.noguchi)
    letters.deliver("invitation", row.pk)
    client = opened(post)
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert spent(client)
    letters.deliver("invitation", row.pk)
    assert spent(client)
    client = opened(post)
    invitations.withdraw(row, desk.noguchi)
    assert spent(client)
    stranger = Client()
    assert "この招待は使えません" in stranger.get(reverse("invitation", args=["x" * 43])).content.decode()
    assert spent(stranger)
    assert spent(Client())


def test_sending_again_and_withdrawing_are_one_press(
    desk: Desk, post: Post, django_capture_on_commit_callbacks
) -> None:
    row = invitations.invite(ABE, "agent", [], "ja", desk.noguchi)
    client = desk.client(desk.noguchi)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("invitation-mail", args=[row.pk]))
    assert post.asked == [("invitation", row.pk)]
    client.post(reverse("invitation-withdrawal", args=[row.pk]))
    assert client.post(reverse("invitation-withdrawal", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.withdrawn_at


def test_a_dead_mail_server_is_shown_and_loses_nothing(desk: Desk, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailMessage, *args: object, **kwargs: object) -> int:
        raise ConnectionRefusedError

    row = invitations.invite(ABE, "agent", [], "ja", desk.noguchi)
    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert letters.deliver("invitation", row.pk) is False
    assert "招待メール未送信" in desk.client(desk.noguchi).get(reverse("people")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_link_twice_at_once_makes_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk.open()
    monkeypatch.setattr(letters, "post", lambda *args: None)
    row = invitations.invite(ABE, "agent", [desk.support], "ja", desk.noguchi)
    token = "one-time-token-of-this-test-0123456789"
    Invitation.objects.filter(pk=row.pk).update(token_hash=invitations.tokens.hashed(token))
    barrier, made = threading.Barrier(6), []

    def accept() -> None:
        barrier.wait()
        with suppress(invitations.Spent):
            made.append(invitations.accept(token, "阿部", "結", "", SAID["password1"]))
        connection.close()

    threads = [threading.Thread(target=accept) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(made) == Agent.objects.filter(email=ABE).count() == 1
