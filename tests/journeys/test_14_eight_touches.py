"""One customer over LINE, chat, mail, LINE again, SMS, a callback, a visit to the store, and back to LINE: one thread,
each time answered where the agent chose, though LINE's month runs out on the way."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.channels_ingest.line_server import LineServer
from tests.channels_ingest.providers import LINE, TWILIO
from tests.channels_ingest.sms_server import SmsServer
from tests.faults.webhooks import Person, post
from tests.journeys.conftest import PATIENCE, Played, Theatre, Visitor
from tests.journeys.desk import bubble, insist, open_matter_saying, send, thread, write
from tests.journeys.test_8_mail import newest, posts
from tests.mail.servers import PASSWORD, Dovecot
from tests.mail.smtp_server import SmtpServer
from tests.product import Product

DESK, YUKI, ACCOUNT = "touches@example.com", "yuki@example.com", "m-914"
BY_LINE, BY_MAIL, BY_SMS = "LINE 窓口", "八番の宛先", "SMS 窓口"
PHONE = "電話窓口"
# Of what LINE brings so late no answer is free any more: it counts against the month.
LATE = 70
CONNECT = """
import json
from django.utils import timezone
from agents.models import Team
from callbacks.models import CallbackSettings
from channels_ingest.models import Mailbox
from conversations.models import Channel
from demo.shop import system
team = Team.objects.get(channels__public_id="minato-store")
server = {{"security": "tls", "username": "{address}", "host": "localhost"}}
mail = Channel.objects.create(kind="email", name="{mail}", team=team, settings={{
    "address": "{address}", "from_name": "みなと家電",
    "imap": server | {{"port": {imap}, "folder": "INBOX"}},
    "smtp": server | {{"port": {smtp}, "security": "starttls"}},
}}, credentials=json.dumps({{"imap_password": "{password}", "smtp_password": "{password}"}}))
Mailbox.objects.create(channel=mail, since=timezone.now())
made = [
    Channel.objects.create(kind=kind, name=name, team=team, settings=settings, credentials=json.dumps(secrets))
    for kind, name, settings, secrets in {others}
]
phone = Channel.objects.create(
    kind="phone", name="{phone}", team=team, settings={{"provider": "manual", "number": "+815012345678"}},
)
CallbackSettings.objects.update_or_create(team=team, defaults={{"channel": phone}})
system.connect()
print(json.dumps([system.key(), *(channel.public_id for channel in made)]))
"""
REST = """
from callbacks.models import CallbackSettings
from django.utils import timezone
from conversations.models import Channel
CallbackSettings.objects.filter(channel__name="{phone}").delete()
Channel.objects.filter(name__in={names}).update(paused_at=timezone.now())
"""


class Yuki:
    """The customer: her LINE, her telephone, her mail, and the shop's app, which knows her."""

    def __init__(self, product: Product, key: str, line: str, sms: str) -> None:
        self.product, self.key = product, key
        self.line, self.late = Person(914, "line", line), Person(914, "line", line, LATE)
        self.sms = Person(914, "sms", sms)

    def says(self, by: Person, text: str) -> None:
        assert post(self.product.url, *by.request(f"yuki{time.monotonic_ns()}", text, again=False)) == 200

    def is_handed_over(self) -> dict[str, str]:
        """By the app in which she is signed in: it knows that these are her address and her number."""
        who = {
            "account": ACCOUNT, "name": "水野 由紀", "email": YUKI, "email_verified": True, "phone": self.sms.value,
            "phone_verified": True,
        }  # fmt: skip
        told = {"identity": who, "authentication": {"state": "authenticated", "method": "passkey"}}
        found: dict[str, str] = self.tells("handoffs", told)
        return found

    def visits_the_store(self, title: str) -> None:
        at = datetime.now(UTC).isoformat()
        event = {"id": "visit-914", "at": at, "place": "store", "kind": "visit", "account": ACCOUNT, "title": title}
        self.tells("touchpoints", {"events": [event]})

    def tells(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        request = Request(f"{self.product.url}/api/v1/{path}/", json.dumps(body).encode(), headers)
        with urlopen(request, timeout=20) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def connected(product: Product, dovecot: Dovecot, post_office: SmtpServer) -> Iterator[list[str]]:
    for address in (DESK, YUKI):
        dovecot.add(address)
    others = [("line", BY_LINE, LINE.settings, LINE.credentials), ("sms", BY_SMS, TWILIO.settings, TWILIO.credentials)]
    told = {"imap": dovecot.ports["imaps"], "smtp": post_office.port, "password": PASSWORD, "address": DESK}
    yield json.loads(product.run(CONNECT.format(mail=BY_MAIL, phone=PHONE, others=others, **told)).splitlines()[-1])
    product.run(REST.format(names=[BY_LINE, BY_MAIL, BY_SMS, PHONE], phone=PHONE))


@pytest.fixture
def yuki(product: Product, connected: list[str], settings: Any) -> Yuki:
    settings.PUBLIC_URL = product.url
    return Yuki(product, *connected)


def chip(agent: Page, channel: str) -> Locator:
    return agent.locator(".routes label", has_text=channel)


def answers(agent: Page, channel: str, text: str) -> None:
    """With the chips as they are now; the agent chooses."""
    agent.reload()
    agent.locator("html[data-ready]").wait_for(state="attached")
    chip(agent, channel).first.click()
    write(agent, text)
    send(agent)
    insist(agent, text)


def has(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def texts(line: LineServer) -> list[str]:
    return [one["text"] for said in line.said for one in said]


def test_one_customer_over_eight_touches(
    theatre: Theatre, yuki: Yuki, played: Played, dovecot: Dovecot, post_office: SmtpServer
) -> None:
    played.line.limit, played.line.used = 1000, 998
    agent = theatre.agent("aya.takahashi")
    by_line(agent, yuki, played.line)
    by_chat(agent, yuki, theatre)
    by_mail(agent, dovecot, post_office)
    line_runs_out(agent, yuki, played.line)
    by_sms(agent, yuki, played.sms)
    by_telephone(agent)
    in_the_store(agent, yuki, dovecot)
    back_on_line(agent, yuki, played.line)
    it_is_one_thread(agent)


def by_line(agent: Page, yuki: Yuki, line: LineServer) -> None:
    yuki.says(yuki.late, "空気清浄機から異音がします")
    open_matter_saying(agent, "空気清浄機から異音がします")
    answers(agent, BY_LINE, "点検の手順をお調べします。")
    has(lambda: "点検の手順をお調べします。" in texts(line))
    # She types the code that the app shows her.
    yuki.says(yuki.late, yuki.is_handed_over()["code"])
    agent.locator("#context").get_by_text("水野 由紀").first.wait_for()


def by_chat(agent: Page, yuki: Yuki, theatre: Theatre) -> None:
    visitor = Visitor(theatre.window())
    visitor.chat = visitor.page
    with visitor.page.expect_response("**/handoff/"):
        visitor.page.goto(yuki.is_handed_over()["link"])
    visitor.page.locator("html[data-ready]").wait_for(state="attached")
    visitor.writes("カタカタという音です")
    bubble(agent, "カタカタという音です").wait_for()
    answers(agent, "みなと家電サポート", "ファンの汚れかもしれません。")
    visitor.sees("ファンの汚れかもしれません。")


def by_mail(agent: Page, dovecot: Dovecot, office: SmtpServer) -> None:
    posts(office, YUKI, "掃除しても直りませんでした。", to=DESK, subject="空気清浄機の音")
    bubble(agent, "掃除しても直りませんでした。").wait_for()
    answers(agent, BY_MAIL, "部品をお送りします。")
    newest(dovecot, YUKI, "部品をお送りします。")


def line_runs_out(agent: Page, yuki: Yuki, line: LineServer) -> None:
    """Her words come late, so that the answer is not free: it is the last of the month."""
    yuki.says(yuki.late, "部品はいつ届きますか")
    bubble(agent, "部品はいつ届きますか").wait_for()
    answers(agent, BY_LINE, "時間をお調べします。")
    has(lambda: "時間をお調べします。" in texts(line))
    agent.reload()
    expect(chip(agent, BY_LINE)).to_contain_text("今月送れる通数を使い切りました")
    expect(chip(agent, BY_LINE).locator("input")).to_be_disabled()
    expect(chip(agent, BY_SMS).locator("input")).to_be_enabled()
    expect(agent.locator(".routes label:has(:checked):has(:enabled)")).to_have_count(1)


def by_sms(agent: Page, yuki: Yuki, sms: SmsServer) -> None:
    answers(agent, BY_SMS, "明日お届けします。")
    has(lambda: any("明日お届けします。" in form.get("Body", "") for form in sms.said))
    yuki.says(yuki.sms, "受け取りました")
    bubble(agent, "受け取りました").wait_for()
    answers(agent, BY_SMS, "取り付けの手順書をお送りします。")
    has(lambda: any("取り付けの手順書をお送りします。" in form.get("Body", "") for form in sms.said))


def by_telephone(agent: Page) -> None:
    """She asked for a call; the agent notes it, takes it, dials by hand, and says what came of it."""
    card = agent.locator("#context .callbacks")
    card.locator("details.more summary").click()
    card.locator("#callback-note").fill("取り付けについて")
    card.locator("details.more button[type=submit]").click()
    card.locator("form[action$='/taking/'] button").first.click()
    card.locator("form[action$='/attempts/'] button").click()
    call = thread(agent).locator("li[data-kind=message]", has=agent.locator("[data-call]"))
    call.locator("button[value=talking]").click()
    call.locator("button[value=answered]").click()
    card.locator("form.outcome select").select_option("reached")
    card.locator("form.outcome textarea").fill("ご自身で取り付けられるとのこと")
    card.locator("form.outcome button").click()
    card.get_by_text("ご自身で取り付けられるとのこと").wait_for()
    expect(call).to_have_count(1)


def in_the_store(agent: Page, yuki: Yuki, dovecot: Dovecot) -> None:
    yuki.visits_the_store("横浜店で取り付けの相談")
    answers(agent, BY_MAIL, "ご来店ありがとうございました。")
    newest(dovecot, YUKI, "ご来店ありがとうございました。")


def back_on_line(agent: Page, yuki: Yuki, line: LineServer) -> None:
    """While her words are fresh, an answer costs nothing, and LINE is open again."""
    yuki.says(yuki.line, "静かになりました")
    bubble(agent, "静かになりました").wait_for()
    answers(agent, BY_LINE, "安心いたしました。")
    has(lambda: "安心いたしました。" in texts(line))
    assert line.used == line.limit


def it_is_one_thread(agent: Page) -> None:
    assert thread(agent).locator("[data-kind=matter]").count() == 1
    for said in (
        "空気清浄機から異音がします",
        "カタカタという音です",
        "掃除しても直りませんでした。",
        "受け取りました",
    ):
        assert bubble(agent, said).count() == 1, said
    agent.get_by_role("link", name="プロフィールを開く").first.click()
    expect(agent.locator("#touches")).to_contain_text("横浜店で取り付けの相談")
