"""The admin's page: whoever comes new makes a channel, writes as the customer, and reads what went back and forth."""

import json
import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from channels_ingest import sending
from channels_ingest.models import RawDelivery
from conversations import outbox
from conversations.choosing import Choice
from conversations.models import Channel, Message, MessageChoices
from simulator import faults
from simulator.models import SimulatorCall
from tests.cast import Desk
from tests.channels_ingest.visitor import work
from tests.simulator.practice import Practice

PAGE = "/settings/simulator/"


def admin(practice: Practice) -> Client:
    return practice.desk.client(practice.desk.noguchi)


def test_a_newcomer_makes_a_channel_of_each_provider(desk: Desk):
    client = desk.client(desk.noguchi)
    assert "練習用チャネルがありません" in client.get(PAGE).content.decode()
    for choice in ("line", "twilio", "vonage", "phone", "api", "form", "chat", "line"):
        assert client.post(f"{PAGE}channels/", {"provider": choice}).status_code == 302
    assert Channel.objects.filter(is_practice=True).count() == 7
    assert "練習用チャネルを作る" not in client.get(PAGE).content.decode()


def test_others_find_nothing(desk: Desk):
    assert [desk.client(one).get(PAGE).status_code for one in (desk.aya, desk.fujita)] == [404, 404]


def test_what_is_written_as_the_customer_is_on_their_screen_and_in_the_inbox(line: Practice):
    client, pk = admin(line), line.channel.pk
    told = client.post(f"{PAGE}{pk}/words/", {"who": "hanako", "act": "text", "text": "充電できません"})
    work()
    page = client.get(told.headers["Location"]).content.decode()
    assert "充電できません" in page
    assert f"/conversations/{Message.objects.get().conversation_id}/" in page


def test_a_script_of_several_turns_is_said_one_after_the_other(line: Practice):
    client, pk = admin(line), line.channel.pk
    script = "充電できません\n\n---\n\n型番はVX-200です\n----\n---\n急いでいます"
    client.post(f"{PAGE}{pk}/words/", {"who": "hanako", "act": "text", "text": script})
    work()
    said = Message.objects.filter(direction="in").order_by("seq").values_list("text", flat=True)
    assert list(said) == ["充電できません", "型番はVX-200です", "急いでいます"]


def test_a_run_is_a_file_without_secrets_and_the_page_says_how_sure_the_desk_is(line: Practice):
    client, pk = admin(line), line.channel.pk
    line.says("充電できません")
    work()
    run = client.get(f"{PAGE}{pk}/record/")
    calls = json.loads(run.content)["calls"]
    assert calls[0]["direction"] == "in"
    assert "充電できません" in calls[0]["body"]
    assert not any(secret in run.content.decode() for secret in json.loads(line.channel.credentials).values())
    assert 'data-level="attested"' in client.get(PAGE).content.decode()


def test_another_customer_has_a_screen_of_their_own(line: Practice):
    line.says("充電できません")
    live = f"{PAGE}{line.channel.pk}/live/?who="
    assert "充電できません" in admin(line).get(live + "hanako").content.decode()
    assert "充電できません" not in admin(line).get(live + "ichiro").content.decode()


def test_it_is_quiet_while_nothing_happens(line: Practice):
    client, live = admin(line), f"{PAGE}{line.channel.pk}/live/"
    line.says()
    seen = client.get(live).context["mark"]
    assert client.get(live, {"seen": seen}).status_code == 204
    faults.plan(line.channel, faults.BROKEN, 1)
    assert client.get(live, {"seen": seen}).status_code == 200


def test_a_trouble_is_switched_on_and_off_and_all_at_once(line: Practice):
    client, at = admin(line), f"{PAGE}{line.channel.pk}/faults/"
    for kind in (faults.BROKEN, faults.DOUBLED):
        client.post(at, {"fault": kind})
    assert faults.left(line.channel) == {faults.BROKEN: 2, faults.DOUBLED: 3}
    client.post(at, {"fault": faults.BROKEN})
    assert faults.left(line.channel) == {faults.DOUBLED: 3}
    client.post(at, {"fault": "none"})
    assert (faults.left(line.channel), client.post(at, {"fault": faults.SILENT}).status_code) == ({}, 404)


def test_it_begins_anew_and_leaves_the_desk_s_matter(line: Practice):
    line.says("充電できません")
    work()
    answer = admin(line).post(f"{PAGE}{line.channel.pk}/beginning/", {"who": "hanako"})
    assert "充電できません" not in admin(line).get(answer.headers["Location"]).content.decode()
    assert (Message.objects.count(), RawDelivery.objects.count()) == (1, 1)


def test_a_row_opens_with_body_headers_and_answer(line: Practice):
    line.line_push()
    row = SimulatorCall.objects.get()
    opened = admin(line).get(f"{PAGE}{line.channel.pk}/calls/{row.pk}/").content.decode()
    assert all(word in opened for word in ("承りました", "authorization: •••", "sentMessages"))


def test_the_page_asks_no_more_when_more_was_said(line: Practice):
    client = admin(line)
    client.get(PAGE)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    line.says()
    work()
    few = asked()
    for _ in range(4):
        line.says()
    assert asked() <= few


def test_practice_is_marked_in_the_console(line: Practice):
    line.says()
    work()
    client, matter = line.desk.client(line.desk.fujita), Message.objects.get().conversation_id
    for page in (f"/conversations/{matter}/", "/inbox/rows/?view=team"):
        assert "練習用</span>" in client.get(page).content.decode(), page
    Channel.objects.update(is_practice=False)
    assert "練習用</span>" not in client.get(f"/conversations/{matter}/").content.decode()


def test_a_quick_reply_is_tapped_on_the_customers_screen_and_comes_back_as_theirs(line: Practice):
    client, pk = admin(line), line.channel.pk
    line.says("充電できません")
    work()
    said = Message.objects.get()
    way = {"channel": line.channel, "identity": said.identity}
    choices = (Choice("はい", says="はい、お願いします"), Choice("説明書", url="https://shop.example/a"))
    sending.deliver(outbox.automatic(said.conversation, text="交換しますか？", **way, choices=choices).pk)
    page = client.get(f"{PAGE}?channel={pk}").content.decode()
    assert 'href="https://shop.example/a"' in page
    place = re.search(r'value="(tap:\d+:1:0)"[^>]*>はい<', page)
    client.post(f"{PAGE}{pk}/words/", {"who": "hanako", "act": place[1], "text": "書きかけ"})
    work()
    assert (Message.objects.latest("pk").text, MessageChoices.objects.get().taken) == ("はい、お願いします", 0)
    assert "tap:" not in client.get(f"{PAGE}?channel={pk}").content.decode()
    for wrong in ("tap:1:9:9", "tap:x", "tap"):
        client.post(f"{PAGE}{pk}/words/", {"who": "hanako", "act": wrong})
    assert SimulatorCall.objects.filter(direction="in").count() == 2
