"""Who failed in the app and was answered in the chat mails the next day: it is one story, and nobody asks again."""

import json
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Theatre, Visitor
from tests.journeys.desk import bubble, insist, open_matter_saying, reply, thread
from tests.journeys.test_8_mail import posts
from tests.journeys.test_11_asked_once import context
from tests.mail.servers import PASSWORD, Dovecot
from tests.mail.smtp_server import SmtpServer
from tests.product import Product

DESK, NAOKI = "desk@example.com", "naoki@example.com"
ASKED, ANSWERED = "住所変更の手順3でエラーになります", "こちらで新しいご住所を登録いたしました。"
MAILED, NUMBER = "昨日の住所変更の件です。集荷の時間も変えられますか。注文番号は #A-20514 です。", "#A-20514"
PROMISED, DONE = "集荷の時間は、明日の15時までにご連絡いたします。", "集荷は 18 時以降に変更いたしました。"
# A mailbox that other stories do not have: it rests as soon as this one is told.
CONNECT = """
import json
from django.utils import timezone
from agents.models import Team
from channels_ingest.models import Mailbox
from conversations.models import Channel
team = Team.objects.get(channels__public_id="minato-store")
server = {{"security": "tls", "username": "{address}", "host": "localhost"}}
made = Channel.objects.create(kind="email", name="受付の宛先", team=team, settings={{
    "address": "{address}", "from_name": "みなと家電",
    "imap": server | {{"port": {imap}, "folder": "INBOX"}},
    "smtp": server | {{"port": {smtp}, "security": "starttls"}},
}}, credentials=json.dumps({{"imap_password": "{password}", "smtp_password": "{password}"}}))
Mailbox.objects.create(channel=made, since=timezone.now())
"""
REST = """
from django.utils import timezone
from conversations.models import Channel
Channel.objects.filter(name="受付の宛先").update(paused_at=timezone.now())
"""
# The night is over: all that was said lies a day back.
NEXT_DAY = """
from datetime import timedelta
from django.db.models import F
from channels_ingest.models import Handoff
from conversations.models import Conversation, Message
from customers.models import Customer, Fact
who = Customer.objects.get(identities__value="{address}", merged_into=None)
day = timedelta(days=1)
Message.objects.filter(customer=who).update(shown_at=F("shown_at") - day, received_at=F("received_at") - day)
Conversation.objects.filter(customer=who).update(
    opened_at=F("opened_at") - day, last_activity_at=F("last_activity_at") - day
)
Fact.objects.filter(customer=who).update(said_at=F("said_at") - day)
Handoff.objects.filter(customer=who).update(taken_at=F("taken_at") - day, created_at=F("created_at") - day)
"""


@pytest.fixture(scope="module", autouse=True)
def mailbox(product: Product, dovecot: Dovecot, post_office: SmtpServer) -> Iterator[None]:
    for address in (DESK, NAOKI):
        dovecot.add(address)
    told = {"imap": dovecot.ports["imaps"], "smtp": post_office.port, "password": PASSWORD, "address": DESK}
    product.run(CONNECT.format(**told))
    yield
    product.run(REST)


def comes_from_the_app(theatre: Theatre) -> Visitor:
    """Signed in there, and stopped at the third step: the app's server hands him over, and his phone opens the link."""
    key = theatre.product.run("from demo.shop import system; system.connect(); print(system.key())").strip()
    who = {"account": "m-841", "name": "小林 直樹", "email": NAOKI, "email_verified": True}
    where = {"flow": "住所変更", "step": "3", "error": "E-ADDR-03"}
    body = {"identity": who, "authentication": {"state": "authenticated", "method": "passkey"}, "context": where}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = Request(f"{theatre.product.url}/api/v1/handoffs/", json.dumps(body).encode(), headers)
    with urlopen(request, timeout=20) as answer:
        link = str(json.load(answer)["link"])
    visitor = Visitor(theatre.window())
    visitor.chat = visitor.page
    with visitor.page.expect_response("**/handoff/"):
        visitor.page.goto(link)
    visitor.page.locator("html[data-ready]").wait_for(state="attached")
    return visitor


def test_the_next_day_he_mails_and_another_colleague_knows(
    theatre: Theatre, post_office: SmtpServer, product: Product
) -> None:
    aya, visitor = theatre.agent("aya.takahashi"), comes_from_the_app(theatre)
    answered_in_the_chat(aya, visitor)
    product.run(NEXT_DAY.format(address=NAOKI))
    posts(post_office, NAOKI, MAILED, to=DESK, subject="集荷の時間")
    bubble(aya, MAILED).wait_for()
    assert bubble(aya, ASKED).count() == 1
    fujita = theatre.agent("yoshie.fujita")
    fujita.goto(aya.url)
    knows_what_was_told(fujita)
    promises_by_mail(fujita)
    keeps_it_in_the_chat(fujita, visitor)


def answered_in_the_chat(aya: Page, visitor: Visitor) -> None:
    aya.locator("#visitors .row", has_text="小林 直樹").get_by_text("E-ADDR-03").wait_for()
    visitor.writes(ASKED)
    open_matter_saying(aya, ASKED)
    reply(aya, ANSWERED)
    insist(aya, ANSWERED)
    visitor.sees(ANSWERED)


def knows_what_was_told(fujita: Page) -> None:
    bubble(fujita, MAILED).wait_for()
    assert thread(fujita).locator("[data-kind=matter]").count() == 1
    for told in ("E-ADDR-03", "住所変更 / 3", NUMBER, "n***@example.com"):
        context(fujita, ".facts").get_by_text(told).wait_for()
    fujita.locator("#context .person").get_by_text("小林 直樹").first.wait_for()


def promises_by_mail(fujita: Page) -> None:
    fujita.locator(".routes label:has(:checked)", has_text="受付の宛先").wait_for()
    reply(fujita, PROMISED)
    bubble(fujita, PROMISED).wait_for()
    found = context(fujita, ".promises .promise").filter(has_text="明日の15時まで")
    found.locator("[data-confirm-promise]").click()
    found.get_by_role("button", name="履行済み").wait_for()


def keeps_it_in_the_chat(fujita: Page, visitor: Visitor) -> None:
    fujita.locator(".routes label:not(:has(:checked))", has_not_text="@").first.click()
    reply(fujita, DONE)
    insist(fujita, DONE)
    visitor.sees(DONE)
    context(fujita, ".promises .promise").get_by_role("button", name="履行済み").click()
    thread(fujita).get_by_text("約束を履行: 明日の15時まで").wait_for()
    context(fujita, ".promises").get_by_text("未了の約束はありません").wait_for()
