"""Admins connect the company's mailboxes; nobody else finds the pages, and every deed is in the audit record."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.models import AuditEntry
from channels_ingest.mail.presets import PRESETS
from channels_ingest.mail.settings import MailboxSettings
from channels_ingest.models import Mailbox
from conversations.models import Channel
from tests.cast import Desk
from tests.channels_ingest.mailboxes import SERVER, came, changed, mailbox, said

NEW = "/settings/mailboxes/new/"


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


def deeds() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("who", ["aya", "fujita", "emily"])
def test_it_is_not_found_by_anybody_but_admins(desk: Desk, who: str):
    client, box = desk.client(getattr(desk, who)), mailbox(desk)
    for name in ("mailboxes", "mailbox-rows", "mailbox-new"):
        assert client.get(reverse(name)).status_code == 404, name
    for name in ("mailbox", "mailbox-test", "mailbox-echo", "mailbox-domain"):
        assert client.get(reverse(name, args=[box.pk])).status_code == 404, name
    for name in ("mailbox", "mailbox-connection", "mailbox-echo", "mailbox-pause", "mailbox-removal"):
        assert client.post(reverse(name, args=[box.pk])).status_code == 404, name
    assert client.post(reverse("mailbox-connection-new"), said(desk)).status_code == 404
    assert not AuditEntry.objects.exists()


def test_a_chat_site_is_no_mailbox(admin: Client, desk: Desk):
    assert admin.get(reverse("mailbox", args=[desk.chat.pk])).status_code == 404


def test_it_lists_many_with_few_questions(admin: Client, desk: Desk, django_assert_max_num_queries: Any):
    for number in range(12):
        came(mailbox(desk, address=f"box{number}@minato.example"), b"x", number, state="parsed")
    admin.get(reverse("mailboxes"))
    with django_assert_max_num_queries(16) as asked:
        page = admin.get(reverse("mailboxes"))
    assert "box11@minato.example" in page.content.decode()
    assert not any('"body"' in query["sql"] for query in asked.captured_queries)


def test_one_costs_the_same_however_much_it_has_read(
    admin: Client, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    box = mailbox(desk)
    for number in range(20):
        came(box, b"x", number, state="parsed")
    for name in ("mailbox", "mailbox-test"):
        with django_assert_max_num_queries(22):
            assert admin.get(reverse(name, args=[box.pk])).status_code == 200


def test_a_mailbox_that_is_fed_by_a_pipe_needs_no_imap(admin: Client, desk: Desk):
    admin.post(NEW, said(desk, imap_host="", imap_port="", imap_password="", smtp_password="geheim"))
    box = Channel.objects.get(kind="email")
    assert (MailboxSettings.of(box).imap.host, MailboxSettings.of(box).smtp.password) == ("", "geheim")
    assert "パイプ受信" in admin.get(reverse("mailboxes")).content.decode()


def test_a_page_that_stays_open_hears_only_of_changes(admin: Client, desk: Desk):
    box = mailbox(desk)
    seen = admin.get(reverse("mailboxes")).context["digest"]
    assert admin.get(reverse("mailbox-rows"), {"seen": seen}).status_code == 204
    Mailbox.objects.filter(channel=box).update(error="パスワードが違います。", failures=3)
    assert "パスワードが違います。" in admin.get(reverse("mailbox-rows"), {"seen": seen}).content.decode()


def test_a_new_one_begins_with_its_provider(admin: Client):
    page = admin.get(NEW).content.decode()
    assert all(f'href="?provider={preset.key}"' in page for preset in PRESETS)
    assert "Microsoft 365 と Outlook.com は接続できません" in page
    assert "mailbox-form" not in page


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_provider_fills_in_its_servers(admin: Client, preset: Any):
    answer = admin.get(NEW, {"provider": preset.key})
    servers = answer.context["servers"]
    for end in ("imap", "smtp"):
        told = getattr(preset, end)
        assert [servers[f"{end}_{name}"].value() for name in ("host", "port", "security")] == [
            told.host, told.port, told.security,
        ]  # fmt: skip
        assert told.host or told.example
    assert all(str(hint) in answer.content.decode() for hint in preset.hints)


def test_it_connects_one(admin: Client, desk: Desk):
    before = timezone.now()
    answer = admin.post(NEW, said(desk))
    box = Channel.objects.get(kind="email")
    assert answer["Location"] == reverse("mailbox-test", args=[box.pk])
    kept = MailboxSettings.of(box)
    assert (kept.address, kept.from_name, kept.plus_address) == ("info@minato.example", "みなと家電", True)
    assert kept.aliases == ("help@minato.example", "sales@minato.example")
    assert (kept.imap.host, kept.imap.username, kept.imap.password) == ("imap.lolipop.jp", kept.address, "lo-li-pop")
    assert (kept.smtp.port, kept.smtp.password, kept.authserv_id) == (465, "lo-li-pop", "mx.lolipop.jp")
    assert abs(box.mailbox.since - before + timedelta(days=7)) < timedelta(minutes=1)
    assert deeds() == ["channel.made"]


def test_a_password_is_kept_and_never_shown(admin: Client, desk: Desk):
    box = mailbox(desk)
    admin.post(reverse("mailbox", args=[box.pk]), changed(desk, box, name="新しい名前"))
    box.refresh_from_db()
    assert MailboxSettings.of(box).imap.password == "imap-geheim"
    assert box.name == "新しい名前"
    for page in (reverse("mailbox", args=[box.pk]), reverse("mailbox-test", args=[box.pk])):
        assert "geheim" not in admin.get(page).content.decode()
    assert "geheim" not in json.dumps([box.settings, *AuditEntry.objects.values_list("data", flat=True)])
    assert AuditEntry.objects.get().data["fields"] == ["name"]


@pytest.mark.parametrize(
    "change", [{"imap_host": "evil.example"}, {"imap_port": 143}, {"imap_security": "none"}, {"imap_username": "x"}]
)
def test_a_kept_password_goes_nowhere_else(admin: Client, desk: Desk, change: dict[str, Any]):
    box = mailbox(desk)
    page = admin.post(reverse("mailbox", args=[box.pk]), changed(desk, box, **change))
    assert "パスワードをもう一度入力してください" in page.content.decode()
    box.refresh_from_db()
    assert box.settings["imap"] == SERVER | {"host": "imap.minato.example", "folder": "INBOX"}
    tried = admin.post(reverse("mailbox-connection", args=[box.pk]), changed(desk, box, **change))
    assert "パスワードをもう一度入力してください" in tried.content.decode()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"imap_host": "https://imap.example"},
        {"imap_host": "imap.example:993"},
        {"imap_port": 0},
        {"smtp_port": 65536},
        {"smtp_security": "ssl3"},
        {"address": "nobody"},
        {"aliases": "help@minato.example\nnobody"},
        {"since_days": 31},
        {"since_days": -1},
        {"authserv_id": "mx.example; dmarc=pass"},
        {"imap_password": ""},
        {"team": ""},
    ],
)
def test_it_refuses_what_cannot_be(admin: Client, desk: Desk, wrong: dict[str, Any]):
    page = admin.post(NEW, said(desk, **wrong))
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Channel.objects.filter(kind="email").exists()


def test_an_address_belongs_to_one_mailbox(admin: Client, desk: Desk):
    mailbox(desk, aliases=["help@minato.example"])
    for typed in ({"address": "Support@Minato.example"}, {"address": "help@minato.example"}, {}):
        assert "別のメールボックスで使われています" in admin.post(NEW, said(desk, **typed)).content.decode()
    assert Channel.objects.filter(kind="email").count() == 1


def test_another_place_is_read_anew_and_the_same_one_is_not(admin: Client, desk: Desk):
    box, address = mailbox(desk), "/settings/mailboxes/{}/"
    Mailbox.objects.update(uidvalidity=7, last_uid=70, error="x", failures=2)
    admin.post(address.format(box.pk), changed(desk, box, smtp_host="out.minato.example", smtp_password="new"))
    assert list(Mailbox.objects.values_list("uidvalidity", "last_uid", "error", "failures")) == [(7, 70, "", 0)]
    box.refresh_from_db()
    admin.post(address.format(box.pk), changed(desk, box, imap_host="in.minato.example", imap_password="new"))
    assert list(Mailbox.objects.values_list("uidvalidity", "last_uid")) == [(None, 0)]


def test_it_pauses_resumes_and_goes_only_without_mail(admin: Client, desk: Desk):
    used, unused = mailbox(desk), mailbox(desk, address="x@minato.example")
    came(used, b"x")
    for deed in ("pause", "pause", "resumption"):
        admin.post(reverse(f"mailbox-{deed}", args=[used.pk]))
    for box in (used, unused):
        admin.post(reverse("mailbox-removal", args=[box.pk]))
    assert list(Channel.objects.filter(kind="email")) == [used]
    assert deeds() == ["channel.paused", "channel.resumed", "channel.removed"]


def test_the_newest_mail_suggests_whose_verification_to_believe(admin: Client, desk: Desk):
    box = mailbox(desk)
    came(box, b"Authentication-Results: old.example; spf=pass\r\n\r\nx", 1)
    came(
        box,
        b"Authentication-Results: mx.minato.example 1; dkim=pass\r\nAuthentication-Results: forged.example; x\r\n\r\nx",
        2,
    )
    assert admin.get(reverse("mailbox", args=[box.pk])).context["authserv_ids"] == ["mx.minato.example", "old.example"]


def test_the_settings_lead_to_it(admin: Client, desk: Desk):
    assert f'href="{reverse("mailboxes")}"' in admin.get(reverse("company")).content.decode()
    assert reverse("mailboxes") not in desk.client(desk.aya).get(reverse("profile")).content.decode()
