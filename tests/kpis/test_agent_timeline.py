"""One person's day for coaching: who may look, what is kept of the look, and what the day shows."""

import html
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agents.models import Agent, AuditEntry, PresenceChange
from conversations.models import Call, Conversation, Entry, FocusInterval, Message
from customers.models import Customer
from kpis import slices
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = pytest.mark.django_db


def of(desk: Desk, day: int = 1, agent: Agent | None = None) -> str:
    on = slices.today() - timedelta(days=day)
    return f"/analytics/agents/{(agent or desk.aya).pk}/?day={on}"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def became(agent: Agent, presence: str, at: datetime) -> None:
    change = PresenceChange.objects.create(agent=agent, presence=presence)
    PresenceChange.objects.filter(pk=change.pk).update(at=at)


def looked(desk: Desk, matter: Conversation, start: str, minutes: int) -> None:
    at = yesterday(start)
    until = at + timedelta(minutes=minutes)
    FocusInterval.objects.create(agent=desk.aya, conversation=matter, started_at=at, ended_at=until)


@pytest.fixture
def day(desk: Desk) -> Desk:
    """Aya came at nine, was away at noon, worked on Hanako's matter, replied, and took a call with its after-work."""
    for clock, state in (("09:00", "available"), ("12:00", "away"), ("13:00", "available"), ("18:00", "offline")):
        became(desk.aya, state, yesterday(clock))
    message = desk.writes()
    looked(desk, desk.matter, "09:10", 20)
    Entry.objects.filter(conversation=desk.matter).update(at=yesterday("09:05"))
    about = {"conversation": desk.matter, "customer": desk.hanako, "actor": desk.aya, "message": message}
    Entry.objects.create(kind="replied", at=yesterday("09:25"), xid=1, **about)
    Call.objects.create(
        message=message, agent=desk.aya, number="+819012345678", state="ended", outcome="answered",
        answered_at=yesterday("10:00"), ended_at=yesterday("10:07"), wrap_up_ended_at=yesterday("10:09"),
    )  # fmt: skip
    packed(row(desk, "frt", yesterday("09:25"), seconds=1290, agent=desk.aya))
    return desk


def figure(said: str, name: str) -> str:
    """With its n."""
    shown = re.search(rf"<dt>{re.escape(name)}</dt><dd>(.*?)</dd>", said)[1]
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", shown)).strip()


def lanes(said: str) -> dict[str, list[tuple[str, str]]]:
    """{lane: [(x, width)]} in minutes from nine."""
    parts = re.findall(r'class="day-lane (\w+)"(.*?)</svg>', said, re.S)
    return {key: re.findall(r'<rect x="([\d.]+)"[^>]*? width="([\d.]+)"', drawn) for key, drawn in parts}


def test_a_day_lies_on_its_axis_and_in_its_list(day: Desk):
    said = page(day.client(day.fujita), of(day))
    assert lanes(said) == {
        "available": [("0.0", "180.0"), ("240.0", "300.0")], "away": [("180.0", "60.0")],
        "offline": [("540.0", "360.0")], "focus": [("10.0", "20.0")], "call": [("60.0", "7.0")],
        "after": [("67.0", "2.0")], "reply": [("25.0", "1.0")],
    }  # fmt: skip
    assert (said.count("9:00</li>"), "佐藤" in said, f"/conversations/{day.matter.pk}/" in said) == (1, True, True)
    # Twenty minutes stand in the list as well: what was looked at.
    assert figure(said, "初回応答 p50 / p90") == "21:30 / 21:30 参考値 n = 1"


def test_each_look_of_a_lead_is_kept_and_one_s_own_needs_none(day: Desk):
    day.client(day.fujita).get(of(day))
    kept = AuditEntry.objects.get(action="agent.day")
    assert (kept.actor, kept.thing_id, kept.data["day"]) == (day.fujita, str(day.aya.pk), of(day)[-10:])
    assert "メンバーの一日の閲覧" in page(day.client(day.noguchi), "/settings/audit/")
    own = page(day.client(day.aya), f"/my-day/timeline/?day={of(day)[-10:]}")
    assert (lanes(own)["call"], 'name="agent"' in own) == ([("60.0", "7.0")], False)
    assert AuditEntry.objects.filter(action="agent.day").count() == 1


def test_only_leads_of_their_team_may_look(day: Desk):
    lead = day.emily
    Agent.objects.filter(pk=lead.pk).update(role="supervisor")
    answers = {who.pk: day.client(Agent.objects.get(pk=who.pk)).get(of(day)).status_code
               for who in (day.tamura, day.aya, lead, day.fujita, day.noguchi)}  # fmt: skip
    assert list(answers.values()) == [404, 404, 404, 200, 200]
    assert AuditEntry.objects.filter(action="agent.day").count() == 2
    assert day.client(Agent.objects.get(pk=lead.pk)).get(of(day, agent=Agent(pk=999_999))).status_code == 404


def test_one_chooses_from_one_s_own_team_by_the_reading_of_the_name(day: Desk):
    for agent, kana in ((day.aya, "タカハシ"), (day.tamura, "タムラ"), (day.fujita, "フジタ"), (day.noguchi, "ノグチ")):
        Agent.objects.filter(pk=agent.pk).update(kana=kana)
    client = day.client(day.fujita)
    said = page(client, "/analytics/agents/")
    assert re.findall(r'<option value="\d+">([^<]+)<', said.partition('name="agent"')[2])[:4] == [
        "高橋 彩", "田村 圭吾", "野口 智也", "藤田 芳江",
    ]  # fmt: skip
    answer = client.get(f"/analytics/agents/?agent={day.aya.pk}&day={of(day)[-10:]}")
    assert answer["Location"] == of(day)
    assert client.get(f"/analytics/agents/?agent={day.emily.pk}").status_code == 200


def test_what_lies_behind_a_wall_is_a_bar_without_a_name(day: Desk):
    now = timezone.now()
    who = Customer.objects.create(family_name="森", given_name="健一")
    theirs = Conversation.objects.create(customer=who, team=day.english, opened_at=now, last_activity_at=now)
    looked(day, theirs, "11:00", 5)
    said = page(day.client(day.fujita), of(day))
    assert (len(lanes(said)["focus"]), "森" in said, "限定公開の案件 1件" in said) == (2, False, True)
    assert f"/conversations/{theirs.pk}/" not in said


def test_practice_is_no_work_and_a_day_without_anything_says_so(day: Desk):
    Conversation.objects.filter(pk=day.matter.pk).update(is_simulated=True)
    assert lanes(page(day.client(day.fujita), of(day)))["focus"] == []
    assert "この日の記録はありません" in page(day.client(day.fujita), of(day, 400, agent=day.tamura))


@pytest.mark.parametrize("wrong", ["day=x", "day=2099-01-01", "day=0001-01-01", "agent=x&day="])
def test_a_day_that_is_none_or_is_to_come_is_today(day: Desk, wrong: str):
    client = day.client(day.fujita)
    assert f'value="{slices.today()}"' in page(client, f"/analytics/agents/{day.aya.pk}/?{wrong}")
    assert client.get(f"/analytics/agents/?{wrong}").status_code == 200


def test_the_page_asks_as_much_for_a_long_day(day: Desk, django_assert_max_num_queries):
    Message.objects.filter(conversation=day.matter).exists()
    for minute in range(40):
        looked(day, day.matter, f"14:{minute:02d}", 1)
    client = day.client(day.fujita)
    client.get(of(day))
    with django_assert_max_num_queries(20):
        client.get(of(day))
