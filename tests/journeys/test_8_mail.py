"""A chat goes on by mail, over real mail servers, without a word said twice; and no mail is lost in any weather."""

import smtplib
import time
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Theatre
from tests.journeys.desk import bubble, insist, open_matter_saying, reply, thread, write
from tests.mail.servers import PASSWORD, Dovecot
from tests.mail.smtp_server import SmtpServer
from tests.product import Product

SUPPORT, HANAKO, KENICHI = "support@example.com", "hanako@example.com", "kenichi@example.com"
# What follows a visitor by mail goes once they have been away for two minutes, with the next sweep: on a busy machine
# the close of their window may be told late.
PATIENCE = 200
CONNECT = """
import json
from django.core.cache import cache
from django.utils import timezone
from agents.models import Agent, Team
from channels_ingest.models import Mailbox
from conversations.models import Channel
team = Team.objects.get(channels__public_id="minato-store")
server = {{"security": "tls", "username": "{address}"}}
made = Channel.objects.create(kind="email", name="メール窓口", team=team, settings={{
    "address": "{address}", "from_name": "みなと家電", "plus_address": True,
    "imap": server | {{"host": "localhost", "port": {imap}, "folder": "INBOX"}},
    "smtp": server | {{"host": "localhost", "port": {smtp}, "security": "starttls"}},
}}, credentials=json.dumps({{"imap_password": "{password}", "smtp_password": "{password}"}}))
Mailbox.objects.create(channel=made, since=timezone.now())
site = Channel.objects.get(public_id="minato-store")
site.settings["continues_by"] = made.pk
site.save()
# Nobody is there, so the window offers to leave an address.
Agent.objects.update(presence="offline")
cache.delete(f"there:{{site.pk}}")
"""
# The visitor's window has been closed for a while, and our answer is as old; not before its close has come through,
# which counts as being there.
LATER = """
import time
from datetime import timedelta
from django.utils import timezone
from channels_ingest.models import VisitorSession
from conversations.models import Message
gone, patience = VisitorSession.objects.filter(email="{address}", connections=0), time.monotonic() + {seconds}
while not gone.exists() and time.monotonic() < patience:
    time.sleep(0.2)
ago = timezone.now() - timedelta(minutes=5)
Message.objects.filter(identity__in=gone.values("identity"), direction="out").update(shown_at=ago)
print("GONE", gone.update(last_seen_at=ago))
"""
COUNT = """
from conversations.models import Message
from channels_ingest.models import RawDelivery
kept = RawDelivery.objects.filter(channel__settings__address="{address}")
shown = Message.objects.filter(channel__settings__address="{address}", direction="in", subject__startswith="{subject}")
print("COUNTED", kept.exclude(state="parsed").count(), shown.count(), shown.values("subject").distinct().count())
"""


@pytest.fixture(scope="module", autouse=True)
def mailbox(theatre_product: Any, dovecot: Dovecot, post_office: SmtpServer) -> None:
    for address in (SUPPORT, HANAKO, KENICHI):
        dovecot.add(address)
    told = {"imap": dovecot.ports["imaps"], "smtp": post_office.port, "password": PASSWORD, "address": SUPPORT}
    theatre_product.run(CONNECT.format(**told))


@pytest.fixture(scope="module")
def theatre_product(product: Any) -> Any:
    return product


def letters(dovecot: Dovecot, user: str) -> list[bytes]:
    with dovecot.opened(user) as line:
        return [found[b"BODY[]"] for found in line.fetch(line.search(), ["BODY.PEEK[]"]).values()]


def newest(dovecot: Dovecot, user: str, words: str) -> EmailMessage:
    """Waits for a mail with these words in the person's own mailbox."""
    from email import message_from_bytes, policy

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for raw in letters(dovecot, user):
            mail = message_from_bytes(raw, policy=policy.default)
            body = mail.get_body(("plain",))
            if body is not None and words in body.get_content():
                return mail  # type: ignore[return-value]  # the modern policy makes EmailMessages
        time.sleep(0.5)
    raise AssertionError(f"{user} never got a mail saying {words!r}")


def posts(office: SmtpServer, user: str, text: str, *, to: str = SUPPORT, answers: EmailMessage | None = None, **head):
    """The customer's own mail program sends it: by SMTP, signed in, over TLS."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = user, to, make_msgid(domain="example.com")
    mail["Subject"] = head.get("subject") or (f"Re: {answers['Subject']}" if answers else "お問い合わせ")
    if answers is not None:
        mail.replace_header("To", answers["Reply-To"] or answers["From"])
        mail["In-Reply-To"] = mail["References"] = answers["Message-ID"]
    mail.set_content(text)
    with smtplib.SMTP("localhost", office.port) as line:
        line.starttls(context=office.dovecot.authority.blind())
        line.login(user, PASSWORD)
        line.send_message(mail)


def by_mail(agent: Page) -> None:
    agent.locator(".routes label", has_text="メール窓口").click()


def has_long_gone(product: Product, address: str) -> None:
    said = product.run(LATER.format(address=address, seconds=PATIENCE))
    assert "GONE 1" in said, "the visitor's socket never closed"


def test_a_chat_goes_on_by_mail(theatre: Theatre, dovecot: Dovecot, post_office: SmtpServer):
    visitor = theatre.visitor()
    visitor.open_chat()
    visitor.writes("加湿器から水が漏れます")
    visitor.sees("加湿器から水が漏れます")
    visitor.leaves_address(HANAKO)
    agent = theatre.agent("aya.takahashi")
    open_matter_saying(agent, "加湿器から水が漏れます")
    visitor.page.close()
    reply(agent, "タンクのパッキンをお送りします。")
    bubble(agent, "タンクのパッキンをお送りします。").get_by_text("送信済").wait_for()
    has_long_gone(theatre.product, HANAKO)

    missed = newest(dovecot, HANAKO, "タンクのパッキンをお送りします。")
    posts(post_office, HANAKO, "届きました。ありがとうございます。色違いはありますか。", answers=missed)
    bubble(agent, "色違いはありますか").wait_for()
    by_mail(agent)
    write(agent, "色は白のみでございます。")
    agent.locator("#write").press("Control+Enter")
    insist(agent, "色は白のみでございます。")
    newest(dovecot, HANAKO, "色は白のみでございます。")
    assert thread(agent).locator("[data-kind=matter]").count() == 1
    assert bubble(agent, "色違いはありますか").locator(".chip.warn").count() == 0


def test_two_agents_on_one_mail(theatre: Theatre, dovecot: Dovecot, post_office: SmtpServer):
    aya, fujita = theatre.agent("aya.takahashi"), theatre.agent("yoshie.fujita")
    posts(post_office, KENICHI, "領収書の再発行をお願いします", subject="領収書の再発行")
    for page in (aya, fujita):
        open_matter_saying(page, "領収書の再発行をお願いします")
    write(fujita, "藤田からお送りします。")
    aya.get_by_text("藤田").first.wait_for()
    write(aya, "高橋からもお送りします。")
    reply(fujita, "藤田からお送りします。")
    bubble(aya, "藤田からお送りします。").wait_for()
    aya.locator("#write").press("Control+Enter")
    aya.get_by_role("button", name="確認して送信").wait_for()
    newest(dovecot, KENICHI, "藤田からお送りします。")
    assert not any("高橋からもお送りします" in raw.decode("utf-8", "replace") for raw in letters(dovecot, KENICHI))


def test_no_mail_is_lost_in_any_weather(theatre: Theatre, dovecot: Dovecot, post_office: SmtpServer):
    """The server dies and returns, the mailbox is rebuilt, five hundred mails come at once: in = stored = shown."""
    dovecot.kill()
    time.sleep(2)
    dovecot.start()
    dovecot.deliver(SUPPORT, *(bulk(number) for number in range(500)))
    dovecot.rebuild(SUPPORT)
    dovecot.kill()
    dovecot.start()
    deadline = time.monotonic() + 4 * PATIENCE
    counted = ""
    while counted != "COUNTED 0 500 500" and time.monotonic() < deadline:
        time.sleep(3)
        out = theatre.product.run(COUNT.format(address=SUPPORT, subject="一斉 "))
        counted = next(line for line in out.splitlines() if line.startswith("COUNTED"))
    assert counted == "COUNTED 0 500 500"


def bulk(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"customer{number % 50}@example.com", SUPPORT
    mail["Subject"], mail["Message-ID"] = f"一斉 {number}", f"<bulk-{number}@example.com>"
    mail.set_content(f"{number} 通目のお問い合わせです")
    return mail.as_bytes()
