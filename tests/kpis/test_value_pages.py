"""Costs, contribution, parity and the four Cs: each on figures that can be worked out by hand."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from agents.models import Agent, AuditEntry
from conversations.models import Channel, Conversation, Message
from kpis.models import CostAssumptions, Cursor
from kpis.slices import today
from tests.cast import Desk
from tests.kpis.packed import TOKYO, packed, row, yesterday
from tests.kpis.test_reports import opened, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_was_read(db: None) -> None:
    Cursor.objects.create(pk=1, caught_up_at=timezone.now())


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


def test_who_is_no_admin_finds_no_page_of_costs(desk: Desk):
    assert desk.client(desk.fujita).get("/settings/costs/").status_code == 404


def matter(desk: Desk, *touches: Channel, resolved: bool = True) -> Conversation:
    """Of Hanako's, with a word on each of these channels in turn."""
    at = yesterday("09:00")
    made = Conversation.objects.create(customer=desk.hanako, team=desk.support, opened_at=at, last_activity_at=at)
    for seq, channel in enumerate(touches):
        Message.objects.create(
            conversation=made, customer=desk.hanako, channel=channel, direction="in", seq=seq, revision=1,
            arrived_revision=1, shown_at=at, received_at=at,
        )  # fmt: skip
    first = touches[0] if touches else None
    rows = [row(desk, "opened", at, conversation=made, channel=first)]
    if resolved:
        rows.append(row(desk, "resolution_full", at, conversation=made, channel=first, seconds=60))
    packed(*rows)
    return made


@pytest.mark.parametrize(
    ("measure", "parts"),
    [
        # Chat alone, chat → mail, and chat → mail → chat: 1 + ½ + ½ of 3, or 1 + ½ + ⅘.
        ("contribution", {"みなと家電サポート": "66.7%", "サポート窓口": "33.3%"}),
        ("contribution_position", {"みなと家電サポート": "76.7%", "サポート窓口": "23.3%"}),
        # Alone: chat 1 of 2, mail 0 of 1; both 3 of 5. Chat adds (½ + ⅗) / 2 = .55, mail (0 + .1) / 2 = .05 → 11 : 1.
        ("contribution_shapley", {"みなと家電サポート": "94.4%", "サポート窓口": "5.6%"}),
    ],
)
def test_every_outcome_is_one_and_the_parts_are_the_whole(
    desk: Desk, mail: Channel, measure: str, parts: dict[str, str]
):
    """By Shapley: 1 + 11/12 + 11/12 = 2.833 of 3."""
    matter(desk, desk.chat)
    matter(desk, desk.chat, mail)
    matter(desk, desk.chat, desk.chat, mail, desk.chat)
    matter(desk, desk.chat, resolved=False)
    matter(desk, mail, mail, resolved=False)
    client = desk.client(desk.fujita)
    said = page(client, f"/analytics/{measure}/?period=yesterday")
    assert dict(lines(said)) == parts
    assert opened(client, f"/analytics/{measure}/rows/?period=yesterday&m_channel={mail.pk}") == 2
    assert opened(client, f"/analytics/{measure}/rows/?period=yesterday") == 3
    matter(desk)
    assert opened(client, f"/analytics/{measure}/rows/?period=yesterday&m_channel=none") == 1


def test_a_channel_that_only_takes_from_another_is_told(desk: Desk, mail: Channel):
    """Three a day by chat before; since then one or two of them by mail: the whole did not grow."""
    at, places = timezone.now(), []
    for days in range(1, 29):
        places += [(days, mail if days <= 14 and number <= days % 2 else desk.chat) for number in range(3)]
    about = {"customer": desk.hanako, "team": desk.support, "opened_at": at, "last_activity_at": at}
    made = Conversation.objects.bulk_create(Conversation(**about) for _place in places)
    said = {"customer": desk.hanako, "direction": "in", "seq": 1, "revision": 1, "arrived_revision": 1}
    Message.objects.bulk_create(
        Message(conversation=one, channel=channel, shown_at=at, received_at=at, **said)
        for one, (_days, channel) in zip(made, places, strict=True)
    )
    packed(
        *[
            row(desk, "resolution_full", yesterday("09:00", days), conversation=one, channel=channel, seconds=60)
            for one, (days, channel) in zip(made, places, strict=True)
        ]
    )
    asked = f"from={today() - timedelta(days=14)}&to={today() - timedelta(days=1)}"
    text = page(desk.client(desk.fujita), f"/analytics/contribution/?{asked}")
    found = ("その可能性があります" in text, "サポート窓口 +1.5" in text, "みなと家電サポート −1.5" in text)
    assert found == (True, True, True)


def test_parity_leaves_out_what_is_too_small(desk: Desk, mail: Channel):
    """Chat 36 of 40 content, mail 20 of 40: 40 points apart; ten by the form are left out and named."""
    form = Channel.objects.create(kind="form", name="お問い合わせフォーム", team=desk.support)
    given = [(desk.chat, 5, 36), (desk.chat, 2, 4), (mail, 4, 20), (mail, 3, 20), (form, 1, 10)]
    packed(
        *[row(desk, "csat", yesterday("10:05"), value=mark, channel=one) for one, mark, n in given for _ in range(n)]
    )
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/parity/?period=yesterday")
    assert "<b>40.0pt</b>" in said
    assert ("みなと家電サポート − サポート窓口" in said, "お問い合わせフォーム (n=10)" in said) == (True, True)
    href = re.search(rf'href="(/analytics/csat/rows/[^"]*m_channel={mail.pk})"', said)[1]
    assert opened(client, href) == 40


def test_replies_in_time_are_measured_by_the_limit_that_was_chosen(desk: Desk, mail: Channel):
    """Within ten minutes: 30 of 40 in the chat, 10 of 40 by mail; 50 points."""
    waits = [(desk.chat, 500, 30), (desk.chat, 700, 10), (mail, 600, 10), (mail, 9000, 30)]
    packed(*[row(desk, "frt", yesterday("10:05"), seconds=s, channel=one) for one, s, n in waits for _ in range(n)])
    said = page(desk.client(desk.fujita), "/analytics/parity/?period=yesterday&limit=600")
    assert "<b>50.0pt</b>" in said
    assert re.search(r'href="/analytics/frt/rows/\?[^"]*limit=600[^"]*m_channel=', said)


def test_the_four_cs_stay_four_and_lead_to_their_reports(desk: Desk):
    """10 of 40 asked again = 25.0%; 30 of 40 found it easy; 20 of 40 got no reply at all."""
    rows = [row(desk, "asked_again", yesterday("10:05"), value=int(n < 10)) for n in range(40)]
    rows += [row(desk, "ces", yesterday("10:05"), value=6 if n < 30 else 2) for n in range(40)]
    for n in range(40):
        at = yesterday("09:00")
        made = Conversation.objects.create(customer=desk.hanako, team=desk.support, opened_at=at, last_activity_at=at)
        rows.append(row(desk, "opened", at, conversation=made))
        if n < 20:
            rows.append(row(desk, "frt_opened", at, conversation=made, seconds=60))
    packed(*rows)
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/scorecard_4c/?period=yesterday")
    found = dict(re.findall(r'<span class="name">([^<]+)</span>.*?<b class="num[^"]*">([^<]+)</b>', said, re.S))
    assert (found["聞き直し率"], found["解決の容易さ(CES 2.0)"]) == ("25.0%", "75.0%")
    assert all(word in said for word in ("一貫性", "連続性", "利便性", "コミュニケーション"))
    assert "/analytics/asked_again/?period=yesterday" in said
    assert "件数は指標ごとに異なります" in said
    taken = b"".join(client.get("/analytics/scorecard_4c/export/?period=yesterday&as=csv")).decode()
    assert ("n,件数は指標ごとに異なります" in taken, "聞き直し率,25.0%" in taken) == (True, True)
    href = re.search(r'href="(/analytics/opened/rows/[^"]*m_unanswered=1)"', said)[1]
    assert opened(client, href) == 20


def test_pages_ask_as_much_for_many_as_for_few(desk: Desk, mail: Channel, django_assert_max_num_queries):
    paid()
    client = desk.client(desk.noguchi)
    for n in (2, 30):
        works(desk, desk.chat, n, 300)
        for _each in range(n):
            matter(desk, desk.chat, mail)
    most = {"cost_per_contact": 46, "contribution": 30, "parity": 40, "scorecard_4c": 52}
    for measure, queries in most.items():
        client.get(f"/analytics/{measure}/")
        with django_assert_max_num_queries(queries):
            client.get(f"/analytics/{measure}/")


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
