"""Contribution, parity and the four Cs: each on figures that can be worked out by hand."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Channel, Conversation, Message
from kpis.slices import today
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday
from tests.kpis.test_reports import opened, page
from tests.kpis.test_value_pages import lines, paid, works

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]


@pytest.fixture
def mail(desk: Desk) -> Channel:
    return Channel.objects.create(kind="email", name="サポート窓口", team=desk.support)


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
    told = re.findall(r'<a class="link name"[^>]*>([^<]+)</a>(.*?)</li>', said, re.S)
    found = {name: re.search(r'<b class="num[^>]*>([^<]+)', rest)[1] for name, rest in told}
    assert (found["聞き直し率"], found["解決の容易さ(CES 2.0)"]) == ("25.0%", "75.0%")
    assert all(word in said for word in ("一貫性", "連続性", "利便性", "コミュニケーション"))
    assert "/analytics/asked_again/?period=yesterday" in said
    assert "件数は指標ごとに異なります" in said
    taken = b"".join(client.get("/analytics/scorecard_4c/export/?period=yesterday&as=csv")).decode()
    assert ("n,件数は指標ごとに異なります" in taken, "聞き直し率,25.0%" in taken) == (True, True)
    ways = {name: re.search(r'opens" href="([^"]+)', rest) for name, rest in told}
    rows = {name: opened(client, way[1]) for name, way in ways.items() if way}
    assert rows == {"聞き直し率": 40, "解決の容易さ(CES 2.0)": 40, "未返信": 20}


def test_a_distance_of_the_four_cs_opens_the_rows_of_both_channels(desk: Desk, mail: Channel):
    """Chat 36 of 40, mail 20 of 50; ten of a third channel are in neither."""
    other = Channel.objects.create(kind="form", name="お問い合わせフォーム", team=desk.support)
    given = [(desk.chat, 5, 36), (desk.chat, 2, 4), (mail, 5, 20), (mail, 2, 30), (other, 5, 10)]
    packed(
        *[row(desk, "csat", yesterday("10:05"), value=mark, channel=one) for one, mark, n in given for _ in range(n)]
    )
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/scorecard_4c/?period=yesterday").partition("fours")[2]
    hrefs = list(dict.fromkeys(re.findall(r'href="(/analytics/csat/rows/[^"]*)"', said)))
    assert [opened(client, href) for href in hrefs] == [40, 50, 90]
    taken = b"".join(client.get("/analytics/scorecard_4c/export/?period=yesterday&as=csv")).decode()
    assert f"({desk.chat.name} − {mail.name})" in taken


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
