"""Admins keep the company's chat sites; nobody else finds the pages, and every deed is in the audit record."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from joserfc.jwk import ECKey, RSAKey

from agents.models import AuditEntry
from channels_ingest.chat import identify
from conversations import delivery, outbox
from conversations.models import Channel
from tests.cast import Desk


def said(desk: Desk, **more: Any) -> dict[str, Any]:
    return {
        "name": "ポータル",
        "team": desk.support.pk,
        "language": "ja",
        "origins": "https://shop.example\nhttps://Example.com:443/ https://shop.example",
        "color": "#FF6600",
        "greeting_ja": "いらっしゃいませ",
        "greeting_en": "",
    } | more


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


def deeds() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_it_is_not_found_by_anybody_but_admins(desk: Desk):
    pages = ["chat-sites", "chat-site-new", "chat-site-sample"]
    with_number = ["chat-site", "chat-site-test", "chat-site-trial"]
    deeds = ["identify", "secret", "pause", "resumption", "removal"]
    for agent in (desk.aya, desk.fujita, desk.emily):
        client = desk.client(agent)
        for address in [reverse(name) for name in pages] + [reverse(name, args=[desk.chat.pk]) for name in with_number]:
            assert client.get(address).status_code == 404, address
        for name in deeds:
            assert client.post(reverse(f"chat-site-{name}", args=[desk.chat.pk])).status_code == 404, name
    assert Client().get(reverse("chat-sites")).status_code == 302


def test_it_lists_the_sites_with_few_questions(admin: Client, desk: Desk, django_assert_max_num_queries: Any):
    Channel.objects.bulk_create(
        Channel(kind="chat", name=f"サイト{n}", team=desk.support, public_id=f"s{n}") for n in range(30)
    )
    with django_assert_max_num_queries(14):
        page = admin.get(reverse("chat-sites"))
    assert "サイト29" in page.content.decode()


def test_it_makes_a_site_with_origins_as_browsers_name_them(admin: Client, desk: Desk):
    answer = admin.post(reverse("chat-site-new"), said(desk))
    site = Channel.objects.get(name="ポータル")
    assert answer["Location"] == reverse("chat-site", args=[site.pk])
    assert site.settings["origins"] == ["https://shop.example", "https://example.com"]
    assert (site.kind, site.settings["color"], site.settings["greeting"]["ja"]) == (
        "chat",
        "#ff6600",
        "いらっしゃいませ",
    )
    assert deeds() == ["channel.made"]


@pytest.mark.parametrize(
    "origin",
    [
        "http://shop.example",
        "https://shop.example/path",
        "https://user@shop.example",
        "https://*.example",
        "ftp://shop.example",
        "javascript:alert(1)",
        "https://shop.example;frame-ancestors",
        "https://[::1",
        "",
    ],
)
def test_it_refuses_what_is_no_origin(admin: Client, desk: Desk, origin: str):
    page = admin.post(reverse("chat-site-new"), said(desk, origins=origin))
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Channel.objects.filter(name="ポータル").exists()


def test_it_takes_this_machine_without_tls_and_names_in_any_letters(admin: Client, desk: Desk):
    admin.post(
        reverse("chat-site-new"), said(desk, origins="http://localhost:9000 http://127.0.0.1:8080 みなと.example")
    )
    origins = Channel.objects.get(name="ポータル").settings["origins"]
    assert origins == ["http://localhost:9000", "http://127.0.0.1:8080", "https://xn--o9jd6d.example"]


def test_it_changes_a_site_and_keeps_what_the_form_does_not_show(admin: Client, desk: Desk):
    desk.chat.settings |= {"identify": {"algorithm": "HS256", "public_keys": []}}
    desk.chat.save()
    admin.post(reverse("chat-site", args=[desk.chat.pk]), said(desk, name="新しい名前"))
    site = Channel.objects.get(pk=desk.chat.pk)
    assert (site.name, site.settings["identify"]["algorithm"]) == ("新しい名前", "HS256")
    assert AuditEntry.objects.get().data["fields"] == ["color", "greeting_ja", "name", "origins"]


def test_it_shows_the_line_for_the_pages(admin: Client, desk: Desk):
    page = admin.get(reverse("chat-site", args=[desk.chat.pk])).content.decode()
    assert f"/widget.js&quot; data-site=&quot;{desk.chat.public_id}&quot; async&gt;&lt;/script&gt;" in page


def test_it_shows_a_new_secret_once_and_writes_it_nowhere_else(admin: Client, desk: Desk):
    page = admin.post(reverse("chat-site-secret", args=[desk.chat.pk]))
    secret = identify.secret_of(Channel.objects.get(pk=desk.chat.pk))
    assert secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert secret not in admin.get(reverse("chat-site", args=[desk.chat.pk])).content.decode()
    assert secret not in json.dumps(list(AuditEntry.objects.values_list("data", flat=True)))
    assert Channel.objects.get(pk=desk.chat.pk).settings["identify"]["algorithm"] == "HS256"
    assert deeds() == ["channel.secret"]


def test_it_takes_public_keys_that_fit_and_nothing_else(admin: Client, desk: Desk):
    address = reverse("chat-site-identify", args=[desk.chat.pk])
    good = ECKey.generate_key("P-256").as_pem(private=False).decode()
    admin.post(address, {"algorithm": "ES256", "public_keys": good})
    kept = Channel.objects.get(pk=desk.chat.pk).settings["identify"]
    assert (kept["algorithm"], [key.strip() for key in kept["public_keys"]]) == ("ES256", [good.strip()])
    private = ECKey.generate_key("P-256").as_pem(private=True).decode()
    for bad in (private, RSAKey.generate_key(2048).as_pem(private=False).decode(), "nonsense", ""):
        page = admin.post(address, {"algorithm": "ES256", "public_keys": bad})
        assert 'aria-invalid="true"' in page.content.decode()
    assert Channel.objects.get(pk=desk.chat.pk).settings["identify"] == kept


def test_it_pauses_and_resumes_once(admin: Client, desk: Desk):
    for _ in range(2):
        admin.post(reverse("chat-site-pause", args=[desk.chat.pk]))
    assert Channel.objects.get(pk=desk.chat.pk).paused_at
    for _ in range(2):
        admin.post(reverse("chat-site-resumption", args=[desk.chat.pk]))
    assert Channel.objects.get(pk=desk.chat.pk).paused_at is None
    assert deeds() == ["channel.paused", "channel.resumed"]


def test_it_removes_only_a_site_that_never_had_a_message(admin: Client, desk: Desk):
    unused = Channel.objects.create(kind="chat", name="未使用", team=desk.support)
    desk.writes()
    for site in (unused, desk.chat):
        admin.post(reverse("chat-site-removal", args=[site.pk]))
    assert list(Channel.objects.filter(kind="chat")) == [desk.chat]
    assert deeds() == ["channel.removed"]


def test_it_follows_a_test_from_the_first_message_to_the_reading(admin: Client, desk: Desk):
    page = admin.get(reverse("chat-site-test", args=[desk.chat.pk]))
    begun = page.context["trial"].begun
    address = reverse("chat-site-trial", args=[desk.chat.pk]) + f"?begun={int(begun.timestamp())}"
    assert admin.get(f"{address}&step=0").status_code == 204
    message = desk.writes("テストです")
    assert "最初のメッセージを受信" in admin.get(f"{address}&step=0").content.decode()
    assert admin.get(f"{address}&step=1").status_code == 204
    answer = outbox.reply(
        message.conversation, desk.aya, text="届きました", channel=desk.chat, identity=desk.identity,
        client_key=str(uuid4()), seen_revision=None,
    )  # fmt: skip
    delivery.claim(answer.pk)
    delivery.mark_sent(answer.pk)
    assert "返信はチャットに届いています" in admin.get(f"{address}&step=1").content.decode()
    delivery.mark_read(answer.pk)
    assert "チャットで返信が既読になりました" in admin.get(f"{address}&step=2").content.decode()


def test_it_shows_a_sample_with_colours_that_can_be_read(admin: Client):
    address = reverse("chat-site-sample")
    page = admin.get(address, {"name": "<b>店</b>", "color": "#7a7a7a", "greeting_ja": "ようこそ"}).content.decode()
    assert 'data-brand="#757575" data-ink="#ffffff"' in page
    assert "&lt;b&gt;店&lt;/b&gt;" in page
    assert admin.get(address, {"color": "red;}"}).status_code == 200


def test_it_words_each_deed_in_the_audit_record():
    from agents.audit_trail import WORDS

    room = Path(settings.BASE_DIR) / "channels_ingest"
    done = {deed for file in room.glob("*.py") for deed in re.findall(r'"(channel\.[a-z_]+)"', file.read_text())}
    assert len(done) >= 9
    assert done - WORDS.keys() == set()
