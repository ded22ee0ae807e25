"""What the address of a report says: read back as it was written, and what means nothing is as if it was not said."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from conversations.models import Channel, Label
from kpis.models import Cursor
from kpis.reports import asking
from kpis.reports.marks import Mark
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_an_address_is_read_back_as_it_was_written(desk: Desk):
    told = {"from": "2026-06-01", "to": "2026-06-18", "channel": "3", "clock": "business", "limit": "300", "by": "team"}
    asked = asking.read(desk.fujita, "frt", told | {"channel": ["3"]})
    assert asked.query() == "from=2026-06-01&to=2026-06-18&channel=3&clock=business&limit=300&by=team&step=day".replace(
        "&limit=300&by=team&step=day", "&step=day&limit=300&by=team"
    )
    assert Mark(weekday=1, hour=12).href(asked).endswith("&m_weekday=1&m_hour=12")


@pytest.mark.parametrize(
    "wrong",
    ["period=never", "from=x&to=y", "team=-1&channel=abc", "limit=1e9", "step=second", "clock=sand", "from=2026-01-01"],
)
def test_words_that_mean_nothing_are_as_if_unsaid(desk: Desk, wrong: str):
    assert desk.client(desk.fujita).get(f"/analytics/promise/?{wrong}").status_code == 200


@pytest.mark.parametrize(
    "wrong", ["m_weekday=x", "m_hour=-4", "m_at=x", "m_channel=%27", "m_detail=%00", "m_low=99999999"]
)
def test_a_mark_that_means_nothing_breaks_nothing(desk: Desk, wrong: str):
    assert desk.client(desk.fujita).get(f"/analytics/promise/rows/?{wrong}").status_code == 200


def test_a_filter_that_leaves_nothing_says_so_and_can_be_taken_away(desk: Desk):
    packed(*[row(desk, "frt", yesterday("10:05"), seconds=90) for _each in range(3)])
    vip, client = Label.objects.create(name="大口"), desk.client(desk.fujita)
    said = page(client, f"/analytics/frt/?period=7&label={vip.pk}&segment=organisation")
    assert ("絞り込みに当てはまる記録はありません" in said, "大口 · 法人" in said) == (True, True)
    way = re.search(r'href="([^"]+)">絞り込みを解除', said)[1]
    assert ("label=" in way or "segment=" in way, "絞り込みを解除" in page(client, way)) == (False, False)


def test_the_filter_keeps_several_channels_when_something_else_is_chosen(desk: Desk):
    """A report of two of three channels: what its filter sends along is read as the two."""
    mail, line = (Channel.objects.create(kind=kind, name=kind, team=desk.support) for kind in ("email", "line"))
    for channel in (desk.chat, mail, line):
        packed(row(desk, "frt", yesterday("10:05"), seconds=60, channel=channel))
    client = desk.client(desk.fujita)
    said = page(client, f"/analytics/frt/?channel={mail.pk}&channel={line.pk}")
    (sent,) = re.findall(r'<option value="([\d,]+)" selected>チャネル: 2 件<', said)
    assert sent == f"{mail.pk},{line.pk}"
    assert asking.read(desk.fujita, "frt", {"channel": [sent]}).slice.channels == (mail.pk, line.pk)
    assert f'value="{sent}" selected' in page(client, f"/analytics/frt/?channel={sent}&clock=business")


def test_a_list_goes_on_only_from_where_it_was(desk: Desk):
    assert desk.client(desk.fujita).get("/analytics/frt/rows/?after=x").status_code == 400


def test_until_everything_was_read_the_pages_say_that_figures_are_made(desk: Desk):
    client = desk.client(desk.fujita)
    Cursor.objects.all().delete()
    addresses = ("/analytics/", "/analytics/frt/")
    assert all("数字を集計しています" in page(client, address) for address in addresses)
    Cursor.objects.create(pk=1, caught_up_at=timezone.now())
    assert not any("数字を集計しています" in page(client, address) for address in addresses)
