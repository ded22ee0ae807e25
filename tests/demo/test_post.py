"""The post office of the demo: what is sent lies there, and what is answered there comes in."""

import io
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from channels_ingest import sending
from channels_ingest.models import RawDelivery
from conversations import outbox
from conversations.models import Channel, Conversation, Delivery, Message
from demo import post, sites, trickle
from demo.corresponding import begin
from demo.dice import Dice
from demo.shop import post as counter
from demo.sites import find_post_office, shop_origins
from demo.writing import hand_in, written
from omnidesk.local.redis import free_port
from tests.demo.test_shop import asked

TARO = ("試験 太郎", "taro.shiken@example.com")


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Open, on a port and in a folder of its own."""
    monkeypatch.setattr(post, "folder", lambda: tmp_path / "post")
    # The page gives its connection back; the test still needs it.
    monkeypatch.setattr(counter, "close_old_connections", lambda: None)
    monkeypatch.setattr(counter.connection, "close", lambda: None)
    port = free_port(0)
    controller = Controller(post.Office(), hostname="127.0.0.1", port=port, ready_timeout=60)
    controller.start()
    yield port
    controller.stop()


def asked_with(path: str, **fields: str) -> Any:
    """A form of the shop's, sent from its own page."""
    body = urlencode(fields).encode()
    told = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "HTTP_ORIGIN": shop_origins()[0]}
    return asked(path, "POST", **told)


def sent_to(port: int, subject: str = "Hello") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "support@minato-kaden.example", TARO[1], subject
    mail.set_content("お世話になっております。")
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.send_message(mail)


def test_it_keeps_what_it_is_given(office):
    sent_to(office, "領収書の件")
    kept = next(post.newest())
    assert (kept.subject, kept.to) == ("領収書の件", TARO[1])
    assert kept.text.strip() == "お世話になっております。"
    assert (post.folder().stat().st_mode & 0o777) == 0o700


def test_it_keeps_no_more_than_it_says(monkeypatch):
    monkeypatch.setattr(post, "MOST", 3)
    names = [post.keep(b"Subject: x\r\n\r\nx") for _ in range(5)]
    assert [one.name for one in post.newest()] == list(reversed(names[-3:]))


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "a/b", "x" * 90, "0"])
def test_it_opens_nothing_else(name: str):
    assert post.find(name) is None
    assert asked(f"/ja/post/{name}/").status_code == 404


def test_it_lists_and_shows_its_mails(office):
    sent_to(office, "<b>領収書</b>")
    page = asked("/ja/post/").content.decode()
    assert "&lt;b&gt;領収書" in page
    name = next(post.newest()).name
    assert "お世話になっております" in asked(f"/ja/post/{name}/").content.decode()
    assert "領収書" not in asked("/ja/post/?q=nothing").content.decode()
    assert asked("/post/").status_code == 302


def test_it_takes_words_from_its_own_pages_only():
    assert asked("/ja/post/", "POST", HTTP_ORIGIN="https://evil.example").status_code == 403
    assert asked_with("/ja/post/", to="support@minato-kaden.example", email="nobody", text="x").status_code == 400


def test_it_brings_a_new_mail_to_the_desk(demo):
    fields = {
        "to": "orders@minato-kaden.example",
        "name": TARO[0],
        "email": TARO[1],
        "subject": "件",
        "text": "領収書を。",
    }
    assert asked_with("/ja/post/", **fields).status_code == 303
    message = Message.objects.order_by("-pk").first()
    assert (message.text, message.subject, message.channel.address) == ("領収書を。", "件", fields["to"])
    assert message.identity.value == TARO[1]
    assert not message.unverified_sender


def test_an_answer_lands_in_the_matter_it_answers(demo, office):
    raw = hand_in(written(TARO, "orders@minato-kaden.example", "件", "領収書を。"))
    matter = RawDelivery.objects.get(pk=raw.pk).message.conversation
    reply_to(matter, office)
    posted = next(post.newest())
    assert asked_with(f"/ja/post/{posted.name}/", text="届きました。").status_code == 303
    message = Message.objects.order_by("-pk").first()
    assert (message.conversation, message.text) == (matter, "届きました。")
    assert "> " in message.envelope.quoted


def reply_to(matter: Conversation, port: int) -> None:
    heard = matter.messages.select_related("channel", "identity").get()
    Channel.objects.filter(pk=heard.channel_id).update(
        settings=heard.channel.settings | {"smtp": sites.post_office() | {"port": port}}
    )
    told = {"channel": Channel.objects.get(pk=heard.channel_id), "identity": heard.identity, "client_key": "k"}
    message = outbox.reply(matter, matter.team.members.first(), text="承りました。", seen_revision=None, **told)
    Message.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now())
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert message.delivery == Delivery.SENT, message.failure


def test_simulated_customers_write_mails_and_answer(demo):
    role = begin(7, "ja", Dice(7))
    message = trickle.write(role, role.says(0))
    assert message.external_id.startswith("mail:sim-7-")
    assert message.subject
    matter = message.conversation
    Conversation.objects.filter(pk=matter.pk).update(waiting_since=timezone.now() - trickle.LEFT_FOR_LONG * 2)
    matter.refresh_from_db()
    trickle.answer(matter, Dice(1))
    ours = matter.messages.get(direction="out")
    assert ours.envelope.signature
    trickle.go_on(matter)
    assert matter.messages.filter(direction="in").count() == 2


def test_it_finds_the_post_office_of_today(demo):
    mailbox = Channel.objects.filter(settings__demo=True).first()
    Channel.objects.filter(pk=mailbox.pk).update(settings=mailbox.settings | {"smtp": {"host": "127.0.0.1", "port": 1}})
    find_post_office()
    mailbox.refresh_from_db()
    assert mailbox.settings["smtp"] == sites.post_office()
