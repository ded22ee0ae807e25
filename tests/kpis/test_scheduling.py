"""Scheduling a report: when it is due, who can be sent it, and what cannot be kept."""

from datetime import datetime, timedelta

import pytest

from kpis.mailed import due
from kpis.models import MailedReport
from tests.cast import Desk
from tests.kpis.packed import TOKYO
from tests.kpis.test_scheduled import FORM

pytestmark = pytest.mark.django_db


def test_a_view_of_more_than_can_be_kept_is_said_and_what_was_typed_stays(desk: Desk):
    channels = "&".join(f"channel={1000 + number}" for number in range(60))
    typed = FORM | {"recipients": [desk.fujita.pk], "hour": 17}
    said = desk.client(desk.fujita).post(f"/analytics/scheduled/new/?measure=frt&{channels}", typed)
    page = said.content.decode()
    assert (said.status_code, MailedReport.objects.count()) == (200, 0)
    assert ("チャネルを減らしてください" in page, '<option value="17" selected>' in page) == (True, True)


@pytest.mark.parametrize(
    ("every", "next_at"), [("day", "2026-11-24 08:00"), ("week", "2026-11-30 08:00"), ("month", "2026-12-01 08:00")]
)
def test_it_is_due_on_the_company_s_clock(db: None, every: str, next_at: str):
    monday = datetime(2026, 11, 23, 8, 0, tzinfo=TOKYO)
    report = MailedReport(every=every, weekday=0, hour=8)
    assert f"{due.next_of(report, monday):%Y-%m-%d %H:%M}" == next_at
    assert due.next_of(report, monday - timedelta(seconds=1)) == monday or every == "month"


def test_nobody_outside_and_nobody_who_leads_nobody_is_sent_figures(desk: Desk):
    client = desk.client(desk.fujita)
    said = client.get("/analytics/scheduled/new/?measure=frt&from=2026-11-01&to=2026-11-03").content.decode()
    assert ("藤田 芳江" in said, "高橋 彩" in said, "特定の期間です" in said) == (True, False, True)
    client.post("/analytics/scheduled/new/?measure=frt", FORM | {"recipients": [desk.aya.pk]})
    client.post("/analytics/scheduled/new/?measure=frt", FORM | {"recipients": []})
    assert not MailedReport.objects.exists()
    assert desk.client(desk.aya).get("/analytics/scheduled/").status_code == 404
