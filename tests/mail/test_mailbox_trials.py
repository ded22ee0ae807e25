"""An admin tries a mailbox out against real servers: both connections, and a mail that comes back."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.models import Agent, AuditEntry
from channels_ingest import keeping, mailbox_echo
from channels_ingest.mail import echo, fetching
from channels_ingest.mail.settings import MailboxSettings
from channels_ingest.models import RawDelivery
from conversations.models import Channel, Message
from tests.cast import Desk
from tests.channels_ingest.dns_server import Server, running
from tests.mail.servers import PASSWORD, Dovecot
from tests.mail.smtp_server import SmtpServer

PART = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def known(user: str) -> None:
    """Dovecot reads its list of users anew once a second at most; a user added within it is not known yet."""
    time.sleep(1.05 - time.time() % 1)


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


@pytest.fixture
def names() -> Iterator[Server]:
    with running() as server:
        yield server


def typed(box: Channel, **more: Any) -> dict[str, Any]:
    kept = MailboxSettings.of(box)
    ends = {
        f"{end}_{name}": getattr(getattr(kept, end), name)
        for end in ("imap", "smtp")
        for name in ("host", "port", "security", "username")
    }
    return ends | {"folder": "INBOX", "address": box.address, "imap_password": "", "smtp_password": ""} | more


def tried(admin: Client, box: Channel, **data: Any) -> list[tuple[str, bool, str]]:
    page = admin.post(reverse("mailbox-connection", args=[box.pk]), data, headers=PART)
    return [(end, one.ok, one.sentence) for end, one in page.context["results"]]


def follow(admin: Client, box: Channel, token: str, **more: Any) -> Any:
    return admin.get(reverse("mailbox-echo", args=[box.pk]), {"token": token} | more, headers=PART)


def test_both_ends_answer(admin: Client, mailbox: Channel) -> None:
    assert [(end, ok) for end, ok, _words in tried(admin, mailbox)] == [("imap", True), ("smtp", True)]
    page = admin.post(reverse("mailbox-connection", args=[mailbox.pk]), typed(mailbox), headers=PART).content.decode()
    assert page.count('class="ok"') == 2
    assert PASSWORD not in page
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"channel.tested"}


def test_what_is_wrong_is_said_in_the_readers_language(admin: Client, mailbox: Channel) -> None:
    page = admin.post(reverse("mailbox-connection", args=[mailbox.pk]), typed(mailbox, imap_password="x"), headers=PART)
    assert [one.ok for _end, one in page.context["results"]] == [False, True]
    assert "ユーザー名" in page.content.decode()
    assert "PASSWORD" not in page.content.decode()


def test_a_new_one_is_tried_before_it_is_saved(admin: Client, mailbox: Channel) -> None:
    data = typed(mailbox, imap_password=PASSWORD)
    page = admin.post(reverse("mailbox-connection-new"), data, headers=PART)
    assert [one.ok for _end, one in page.context["results"]] == [True, True]
    assert Channel.objects.filter(kind="email").count() == 1


def test_it_works_as_a_plain_form_too(admin: Client, mailbox: Channel) -> None:
    page = admin.post(reverse("mailbox-connection", args=[mailbox.pk])).content.decode()
    assert page.count('class="ok"') == 2
    assert "<html" in page


def test_the_other_two_work_without_scripts(admin: Client, mailbox: Channel, names: Server) -> None:
    sent = admin.post(reverse("mailbox-echo", args=[mailbox.pk]))
    asked = admin.get(reverse("mailbox-domain", args=[mailbox.pk]), {"selectors": "s1"})
    for page, part in ((sent, 'id="echo"'), (asked, 'id="record-SPF"')):
        assert "<html" in page.content.decode()
        assert part in page.content.decode()
    assert 'value="s1"' in asked.content.decode()


def test_an_echo_comes_back_and_is_no_matter(admin: Client, mailbox: Channel) -> None:
    sent = admin.post(reverse("mailbox-echo", args=[mailbox.pk]), headers=PART)
    token = sent.context["token"]
    assert sent.context["echo"].step == 1
    assert follow(admin, mailbox, token, step="1").status_code == 204
    seen(mailbox, token)
    page = follow(admin, mailbox, token, step="1")
    assert page.context["echo"].step == 3
    assert "正常に動作しています" in page.content.decode()
    assert "hx-trigger" not in page.content.decode()
    assert not Message.objects.exists()
    assert AuditEntry.objects.get().action == "channel.echo"


def test_a_mailbox_that_was_only_tried_can_be_removed(admin: Client, mailbox: Channel) -> None:
    seen(mailbox, admin.post(reverse("mailbox-echo", args=[mailbox.pk]), headers=PART).context["token"])
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        admin.force_login(Agent.objects.get(role="admin"))
        admin.post(reverse("mailbox-removal", args=[mailbox.pk]))
    assert not Channel.objects.filter(pk=mailbox.pk).exists()


def test_a_mail_of_anybody_keeps_it(admin: Client, mailbox: Channel) -> None:
    token = echo.new_token(mailbox.pk)[:-1]
    keeping.keep_raw(mailbox, "INBOX/1/1", f"From: a@x.example\n{echo.HEADER}: {token}\n\nx".encode())
    admin.post(reverse("mailbox-removal", args=[mailbox.pk]))
    assert Channel.objects.filter(pk=mailbox.pk).exists()


def seen(box: Channel, token: str) -> None:
    deadline = time.monotonic() + 10
    while not fetching.look(box):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    for raw in RawDelivery.objects.filter(channel=box):
        assert echo.token_in(raw.content) == token
        RawDelivery.objects.filter(pk=raw.pk).update(state="parsed", parsed_at=timezone.now())


def test_it_takes_the_way_that_replies_take(admin: Client, mailbox: Channel, smtp: SmtpServer) -> None:
    mailbox.settings["plus_address"] = True
    mailbox.save()
    token = admin.post(reverse("mailbox-echo", args=[mailbox.pk]), headers=PART).context["token"]
    assert smtp.posted[-1].recipients == [mailbox.address.replace("@", "+echo@")]
    seen(mailbox, token)
    assert follow(admin, mailbox, token).context["echo"].step == 3


def test_a_reader_that_does_not_run_is_told_from_a_slow_mail(
    admin: Client, mailbox: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = admin.post(reverse("mailbox-echo", args=[mailbox.pk]), headers=PART).context["token"]
    monkeypatch.setattr(mailbox_echo, "FIRST_LOOK", 0)
    monkeypatch.setattr(mailbox_echo, "ASKED_EVERY", 100)
    assert follow(admin, mailbox, token).context["echo"].step == 2
    assert not RawDelivery.objects.exists()


def test_a_mail_that_is_not_taken_is_told(admin: Client, mailbox: Channel, smtp: SmtpServer) -> None:
    smtp.says["MAIL"] = "550 5.7.1 not you"
    page = admin.post(reverse("mailbox-echo", args=[mailbox.pk]), headers=PART)
    assert page.context["refused"]
    assert "hx-trigger" not in page.content.decode()


def test_a_foreign_token_is_followed_by_nobody(admin: Client, mailbox: Channel, desk: Desk) -> None:
    for token in (echo.new_token(mailbox.pk + 1), "x", f"{mailbox.pk}-abc:1:sig"):
        assert follow(admin, mailbox, token).context["echo"] is None


def test_only_our_own_signature_makes_an_echo(mailbox: Channel) -> None:
    token = echo.new_token(mailbox.pk)
    mail = echo.letter(MailboxSettings.of(mailbox), token).as_bytes()
    assert echo.token_in(mail) == token
    assert echo.is_echo(mail)
    assert not echo.is_echo(mail.replace(token.encode(), token[:-2].encode() + b"zz"))
    assert not echo.is_echo(b"From: a@b.example\r\n\r\n" + mail)


def test_the_domain_is_asked_only_when_somebody_asks(admin: Client, mailbox: Channel, names: Server) -> None:
    admin.get(reverse("mailbox-test", args=[mailbox.pk]))
    assert names.asked == []
    page = admin.get(reverse("mailbox-domain", args=[mailbox.pk]), {"selectors": "s1 <b> s2"}, headers=PART)
    assert {one.subject: one.state for one in page.context["findings"]}["SPF"] == "bad"
    assert ("s1._domainkey.example.test", "TXT") in names.asked
    assert "v=spf1 mx ~all" in page.content.decode()
    assert 'data-copy="#record-SPF"' in page.content.decode()


def test_the_echo_names_the_key_it_was_signed_with(
    admin: Client, mailbox: Channel, names: Server, dovecot: Dovecot
) -> None:
    mail = echo.letter(MailboxSettings.of(mailbox), echo.new_token(mailbox.pk)).as_bytes()
    signed = b"DKIM-Signature: v=1; a=rsa-sha256; d=example.test; s=key7; b=x\r\n"
    stranger = signed.replace(b"key7", b"evil") + b"From: x@example.test\r\n\r\nx"
    dovecot.deliver(mailbox.address, signed + mail, stranger)
    fetching.look(mailbox)
    page = admin.get(reverse("mailbox-test", args=[mailbox.pk]))
    assert page.context["selectors"] == "key7"
