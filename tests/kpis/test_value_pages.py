"""What a contact costs, and what that rests on: each on figures that can be worked out by hand."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from agents.models import Agent, AuditEntry
from conversations.models import Channel, Message
from kpis.models import CostAssumptions
from kpis.slices import today
from tests.cast import Desk
from tests.kpis.packed import TOKYO, packed, row, yesterday
from tests.kpis.test_reports import opened, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]


@pytest.fixture
def mail(desk: Desk) -> Channel:
    return Channel.objects.create(kind="email", name="サポート窓口", team=desk.support)


def paid(since: int = 400, **more: object) -> CostAssumptions:
    """From so many days ago: a hundred hours a day at 1,000 yen, whatever the length of the month."""
    told = {"hourly_rate": 1000, "paid_hours": 100 * month_days(), "licences": 0} | more
    return CostAssumptions.objects.create(since=today() - timedelta(days=since), **told)


def month_days() -> int:
    """Of the month that yesterday lies in."""
    first = (today() - timedelta(days=1)).replace(day=1)
    return ((first + timedelta(days=32)).replace(day=1) - first).days


def works(desk: Desk, channel: Channel, n: int, seconds: int, measure: str = "handle", **more: object) -> None:
    packed(*[row(desk, measure, yesterday("10:05"), seconds=seconds, channel=channel, **more) for _ in range(n)])


def sends(desk: Desk, channel: Channel, n: int) -> None:
    at = yesterday("10:05")
    for number in range(n):
        Message.objects.create(
            conversation=desk.matter, customer=desk.hanako, channel=channel, direction="out", seq=100 + number,
            revision=1, arrived_revision=1, shown_at=at, received_at=at, sent_at=at,
        )  # fmt: skip


def lines(said: str) -> list[tuple[str, str]]:
    """Each channel's name and the figure at its end."""
    return re.findall(r'<li><a.*?<span class="clip">([^<]+)</span>.*?<b class="num[^"]*">([^<]+)</b>', said, re.S)


def test_a_contact_costs_the_part_of_the_day_that_its_channel_s_work_has(desk: Desk, mail: Channel):
    """100,000 yen; chat has 40 × 300 of 16,000 seconds = 75,000 / 40 = 1,875; mail 10 × 400: 25,000 / 10 = 2,500."""
    paid()
    works(desk, desk.chat, 40, 300)
    works(desk, mail, 10, 400)
    client = desk.client(desk.noguchi)
    said = page(client, "/analytics/cost_per_contact/?period=yesterday")
    assert lines(said) == [("サポート窓口", "¥2,500"), ("みなと家電サポート", "¥1,875")]
    # 100,000 / 50, and every contact can be opened.
    assert "<b>¥2,000</b>" in said
    hrefs = re.findall(r'href="(/analytics/cost_per_contact/rows/[^"]*m_channel[^"]*)"', said)
    assert [opened(client, href) for href in dict.fromkeys(hrefs)] == [10, 40]
    assert "参考値" in said


def test_a_line_s_contacts_are_its_calls_and_no_effort_is_a_dash(desk: Desk, mail: Channel):
    """The matter of a call is no second contact: 40 calls bear 100,000 / 40; by mail nothing was measured."""
    phone = Channel.objects.create(kind="phone", name="代表電話", team=desk.support)
    paid()
    works(desk, phone, 40, 600, "handle_phone")
    works(desk, phone, 40, 900)
    packed(row(desk, "opened", yesterday("10:05"), channel=mail))
    client = desk.client(desk.noguchi)
    said = page(client, "/analytics/cost_per_contact/?period=yesterday")
    assert lines(said) == [("代表電話", "¥2,500"), ("サポート窓口", "—")]
    assert opened(client, "/analytics/cost_per_contact/rows/?period=yesterday") == 40


def test_last_year_s_contacts_cost_last_year_s_rate(desk: Desk, time_machine: TimeMachineFixture):
    """Entered from yesterday on at twice the rate; the day before keeps its own, and before that nothing is known.

    In the middle of a month: a day costs another part of one of another length.
    """
    time_machine.move_to(datetime(2027, 3, 20, 12, tzinfo=TOKYO), tick=False)
    works(desk, desk.chat, 40, 300)
    packed(*[row(desk, "handle", yesterday("10:05", days), seconds=300) for days in (2, 3) for _ in range(40)])
    paid(since=2)
    paid(since=1, hourly_rate=2000)
    client = desk.client(desk.noguchi)
    days = "from={0}&to={0}".format
    for number, yen in ((1, "¥5,000"), (2, "¥2,500"), (3, "")):
        said = page(client, f"/analytics/cost_per_contact/?{days(today() - timedelta(days=number))}")
        assert (f"<b>{yen}</b>" in said) if yen else ("まだ計算していません" in said)
    span = f"from={today() - timedelta(days=3)}&to={today() - timedelta(days=1)}"
    both = page(client, f"/analytics/cost_per_contact/?{span}")
    # (200,000 + 100,000) / 80; forty were handled before.
    assert ("<b>¥3,750</b>" in both, "除外 40 件" in both) == (True, True)


def test_a_supervisor_s_team_bears_its_part_and_shows_no_other_s(desk: Desk, mail: Channel):
    """English took half of the work, so the chat bears half of 100,000: / 40 = 1,250."""
    paid()
    works(desk, desk.chat, 40, 300)
    works(desk, mail, 40, 300, team=desk.english)
    said = page(desk.client(desk.fujita), "/analytics/cost_per_contact/?period=yesterday")
    assert (lines(said), "¥1,250" in said) == ([("みなと家電サポート", "¥1,250")], True)
    assert "前提を変更" not in said


def test_fees_are_of_the_messages_that_left_us(desk: Desk, mail: Channel):
    """100,000 / 40 = 2,500, and 3 messages at 40 yen on 40 matters: 3 yen more each."""
    paid(fees={"email": {"message": 40}})
    works(desk, mail, 40, 300)
    sends(desk, mail, 3)
    said = page(desk.client(desk.noguchi), "/analytics/cost_per_contact/?period=yesterday")
    assert ("<b>¥2,503</b>" in said, "¥120" in said) == (True, True)


def test_fees_without_measured_work_are_paid_all_the_same(desk: Desk, mail: Channel):
    """100,000 for the chat and 3 × 40 for invitations by mail: 100,120 / 40 = 2,503; a contact by mail has no cost."""
    paid(fees={"email": {"message": 40}})
    works(desk, desk.chat, 40, 300)
    sends(desk, mail, 3)
    client = desk.client(desk.noguchi)
    said = page(client, "/analytics/cost_per_contact/?period=yesterday")
    assert lines(said) == [("みなと家電サポート", "¥2,500"), ("サポート窓口", "—")]
    assert ("<b>¥100,120</b>" in said, "<b>¥2,503</b>" in said, "利用料 ¥120" in said) == (True, True, True)
    taken = b"".join(client.get("/analytics/cost_per_contact/export/?period=yesterday&as=csv")).decode()
    fees = next(line.split(",") for line in taken.splitlines() if line.startswith("サポート窓口"))
    assert ([float(cell) for cell in fees[1:-1]], fees[-1]) == ([0, 0, 0, 120, 0], "")


def test_the_admin_enters_assumptions_and_what_changed_is_kept(desk: Desk, mail: Channel):
    admin = desk.client(desk.noguchi)
    form = {"since": "2026-04-01", "hourly_rate": 2000, "paid_hours": "160", "licences": 5000, "fee_email": "1.5"}
    assert admin.post("/settings/costs/", form).status_code == 302
    admin.post("/settings/costs/", form | {"hourly_rate": 2200, "retention": "70", "interest": "8", "margin": "30"})
    kept = CostAssumptions.objects.get()
    assert (kept.hourly_rate, kept.fees, kept.changed_by) == (2200, {"email": {"message": 1.5}}, desk.noguchi)
    told = [
        (one.action, one.data["changed"].get("hourly_rate"))
        for one in AuditEntry.objects.filter(thing="costassumptions")
    ]
    assert sorted(told) == [("costs.changed", [2000, 2200]), ("costs.entered", [None, 2000])]
    assert "2026/04/01" in page(admin, "/settings/costs/")
    admin.post(f"/settings/costs/{kept.pk}/removal/")
    assert not CostAssumptions.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"hourly_rate": "-1"}, {"retention": "101"}, {"since": "x"}, {"fee_email": "NaN"}, {"paid_hours": "1e9"}]
)
def test_what_is_no_rate_is_not_taken(desk: Desk, mail: Channel, wrong: dict[str, str]):
    form = {"since": "2026-04-01", "hourly_rate": 2000, "paid_hours": "160", "licences": 0} | wrong
    assert desk.client(desk.noguchi).post("/settings/costs/", form).status_code == 200
    assert not CostAssumptions.objects.exists()


def test_a_worth_without_end_is_refused_where_it_is_typed(desk: Desk, mail: Channel):
    form = {"since": "2026-04-01", "hourly_rate": 2000, "paid_hours": "160", "licences": 0, "margin": "30"}
    endless = form | {"retention": "100", "interest": "0"}
    said = desk.client(desk.noguchi).post("/settings/costs/", endless).content.decode()
    assert ("無限大" in said, CostAssumptions.objects.exists()) == (True, False)


def test_who_is_no_admin_finds_no_page_of_costs(desk: Desk):
    assert desk.client(desk.fujita).get("/settings/costs/").status_code == 404


def test_files_hold_the_assumptions_beside_the_numbers(desk: Desk):
    paid(licences=3000)
    works(desk, desk.chat, 40, 300)
    client = desk.client(desk.noguchi)
    said = b"".join(client.get("/analytics/cost_per_contact/export/?period=yesterday&as=csv")).decode()
    assert ('時間単価,"¥1,000"' in said, 'ライセンス費(月額),"¥3,000"' in said, "みなと家電サポート,40," in said) == (
        True,
        True,
        True,
    )
    assert client.get("/analytics/scorecard_4c/export/?as=xlsx").status_code == 200


def test_who_leads_no_team_counts_nothing(desk: Desk):
    paid()
    works(desk, desk.chat, 40, 300)
    Agent.objects.filter(pk=desk.emily.pk).update(role="supervisor")
    client: Client = desk.client(Agent.objects.get(pk=desk.emily.pk))
    assert (
        "¥"
        not in page(client, "/analytics/cost_per_contact/?period=yesterday")
        .partition("<main")[2]
        .partition("Assumptions")[0]
    )
