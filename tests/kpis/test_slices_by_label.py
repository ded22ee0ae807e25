"""Figures of one label or segment: read from rows, and saying what rollups would say of the same matters."""

import html
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agents.models import Agent, AuditEntry
from conversations.models import Channel, Conversation, ConversationLabel, Label
from customers.models import Assurance, Customer, Identity
from kpis import figures, narrowing, offered, slices, spreads
from kpis.models import Backlog, OpenSpell
from kpis.offered import Limits
from kpis.segments import EVERY, FAMILIES
from kpis.slices import Scope, Slice
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]


def matter(desk: Desk, opened: datetime | None = None, label: Label | None = None, **customer: str) -> Conversation:
    """Of a new customer, unless the customer is named."""
    at = opened or yesterday("09:00")
    who = customer.pop("of", None) or Customer.objects.create(**({"family_name": "森"} | customer))
    found = Conversation.objects.create(customer=who, team=desk.support, opened_at=at, last_activity_at=at)
    if label:
        ConversationLabel.objects.create(label=label, conversation=found, status="open", last_activity_at=at)
    return found


@pytest.fixture
def label(desk: Desk) -> Label:
    return Label.objects.create(name="返品")


@pytest.fixture
def mixed(desk: Desk, label: Label) -> Label:
    """Sixty labelled rows of each kind over three days and two channels, and nothing else."""
    mail = Channel.objects.create(kind="email", name="サポート窓口", team=desk.support)
    theirs = matter(desk, label=label)
    about = {"conversation": theirs, "customer": theirs.customer}
    places = [(yesterday(f"{9 + n % 9}:10".zfill(5), 1 + n % 3), desk.chat if n % 2 else mail, n) for n in range(60)]
    packed(
        *[row(desk, "frt", at, seconds=30 * n, channel=where, **about) for at, where, n in places],
        *[row(desk, "promise", at, value=n % 2, channel=where, **about) for at, where, n in places],
        *[row(desk, "csat", at, value=1 + n % 5, channel=where, **about) for at, where, n in places],
        *[row(desk, "offer", at, seconds=n, value=n % 2, channel=where, excluded="short" if n < 9 and not n % 2 else "",
              **about) for at, where, n in places],
        row(desk, "frt", yesterday("10:00"), seconds=1, excluded="spam", **about),
    )  # fmt: skip
    return label


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def opened(client: Client, path: str) -> int:
    said = client.get(path, headers={"HX-Request": "true"}).content.decode()
    return int(re.search(r'brief-line"><b class="num">([\d,]+)', said)[1].replace(",", ""))


def both(label: Label) -> tuple[Slice, Slice]:
    first = slices.today() - timedelta(days=9)
    every = Slice(first, slices.today(), Scope(all_teams=True))
    return every, Slice(first, slices.today(), Scope(all_teams=True), label=label.pk)


def test_rows_and_rollups_say_the_same_of_the_same_matters(mixed: Label):
    by_rollup, by_row = both(mixed)
    asks = [
        lambda s: figures.times("frt", s), lambda s: figures.parts("frt", s, "weekday_hour"),
        lambda s: figures.parts("frt", s, "week"), lambda s: figures.share("promise", s),
        lambda s: figures.shares("promise", s, "channel"), lambda s: figures.volume(s, "half_hour", "frt"),
        lambda s: figures.distribution("csat", s), lambda s: figures.within("frt", s, 600),
        lambda s: figures.left_out("frt", s), lambda s: spreads.spreads("frt", s, "team"),
        lambda s: spreads.marks("csat", s, "channel"), lambda s: offered.by(s, Limits(), "day"),
        lambda s: figures.counted("frt", s),
    ]  # fmt: skip
    assert [ask(by_row) for ask in asks] == [ask(by_rollup) for ask in asks]
    assert figures.counted("frt", by_row) == 60


def test_a_label_counts_its_own_matters_alone_and_opens_their_rows(desk: Desk, mixed: Label):
    packed(*[row(desk, "frt", yesterday("10:05"), seconds=9000) for _ in range(7)])
    client, asked = desk.client(desk.fujita), f"?period=7&label={mixed.pk}"
    said = page(client, f"/analytics/frt/{asked}")
    assert ("61 件中 60 件" in said, "2:30:00" in said, f'value="{mixed.pk}" selected' in said) == (True, False, True)
    assert (opened(client, f"/analytics/frt/rows/{asked}"), opened(client, "/analytics/frt/rows/?period=7")) == (60, 67)
    for path in (f"frt/export/{asked}", f"frt/rows/{asked}&as=csv"):
        taken = b"".join(client.get(f"/analytics/{path}")).decode()
        assert ("n,60" in taken, "返品" in taken) == (True, True)
    assert AuditEntry.objects.filter(action="figures.exported").latest("pk").data["narrowed"] == "返品"


def test_the_parts_of_each_family_add_up_to_the_whole(desk: Desk):
    people = [
        {"language": "en", "tier": "gold"}, {"company_name": "ひばり台", "tier": "business"}, {"tier": "常連"}, {},
    ]  # fmt: skip
    matters = [matter(desk, **one) for one in people]
    matters.append(matter(desk, opened=yesterday("12:00"), of=matters[0].customer))
    for level, one in zip(Assurance, matters, strict=False):
        known = {"customer": one.customer, "home": one.customer, "kind": "email", "assurance": level}
        Identity.objects.create(value=f"a{level}@example.jp", **known)
    packed(*[row(desk, "frt", yesterday("13:00"), seconds=n, conversation=m, customer=m.customer)
             for n, m in enumerate(matters * 3)])  # fmt: skip
    day = slices.today() - timedelta(days=1)
    for family in FAMILIES:
        parts = [Slice(day, day, Scope(all_teams=True), segment=one.key) for one in family.segments]
        assert sum(figures.counted("frt", part) for part in parts) == 15, family.name
    again = Slice(day, day, Scope(all_teams=True), segment="again")
    assert figures.counted("frt", again) == 3


def test_every_report_and_its_file_open_for_each_segment(desk: Desk, mixed: Label):
    client = desk.client(desk.noguchi)
    for key in EVERY:
        assert client.get(f"/analytics/promise/?period=7&segment={key}").status_code == 200
    for measure in ("offer", "opened", "csat", "self_service", "effectiveness", "backlog", "frt"):
        asked = f"?period=7&segment=person&label={mixed.pk}"
        assert client.get(f"/analytics/{measure}/{asked}").status_code == 200
        assert client.get(f"/analytics/{measure}/export/{asked}&as=csv").status_code == 200
        assert client.get(f"/analytics/{measure}/rows/{asked}").status_code == 200


def test_more_days_than_can_be_read_are_said_and_cut(desk: Desk, mixed: Label):
    client = desk.client(desk.fujita)
    said = page(client, f"/analytics/frt/?period=365&label={mixed.pk}")
    first = slices.today() - timedelta(days=91)
    assert ("92日分" in said, f"{first:%Y/%m/%d}" in said) == (True, True)
    assert f"period=365&label={mixed.pk}" in said
    assert "92日分" not in page(client, f"/analytics/frt/?period=90&label={mixed.pk}")
    assert "92日分" not in page(client, "/analytics/frt/?period=365")


def test_what_lay_open_is_told_of_a_label_too(desk: Desk, label: Label):
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    theirs = matter(desk, label=label)
    for one, hours in ((theirs, 30), (desk.matter, 1), (desk.matter, 2)):
        began = now - timedelta(hours=hours)
        about = {"customer": one.customer, "conversation": one, "channel": desk.chat, "team": desk.support}
        OpenSpell.objects.create(opened_at=began, began_at=began, **about)
    Backlog.objects.create(at=now, day=slices.today(), channel=desk.chat, team=desk.support, counts=[2, 0, 1, 0, 0])
    day = slices.today()
    asked = Slice(day, day, Scope(all_teams=True), label=label.pk)
    assert figures.backlog(asked) == {day: (0, 0, 1, 0, 0)}
    client = desk.client(desk.fujita)
    assert opened(client, f"/analytics/backlog/rows/?period=today&label={label.pk}&m_at={day}") == 1


@pytest.mark.parametrize("wrong", ["label=999999", "label=x", "segment=vip", "segment='", "label=-1&segment="])
def test_a_label_that_does_not_exist_is_as_if_unsaid(desk: Desk, mixed: Label, wrong: str):
    assert opened(desk.client(desk.fujita), f"/analytics/frt/rows/?period=7&{wrong}") == 60


@pytest.mark.parametrize("segment", [*EVERY, ""])
def test_a_segment_is_asked_of_each_row_s_own_and_never_listed_whole(label: Label, segment: str):
    asked = Slice(slices.today(), slices.today(), Scope(all_teams=True), segment=segment, label=label.pk)
    sql, _values = narrowing.in_sql(asked, "m")
    parts = sql.split(" AND EXISTS (SELECT")
    assert (" IN (SELECT" in sql, "GROUP BY" in sql, all("(m." in part for part in parts)) == (False, False, True)


def test_a_label_opens_no_other_team(desk: Desk, mixed: Label):
    Agent.objects.filter(pk=desk.emily.pk).update(role="supervisor")
    client = desk.client(Agent.objects.get(pk=desk.emily.pk))
    assert opened(client, f"/analytics/frt/rows/?period=7&label={mixed.pk}") == 0
    assert "This filter leaves nothing" in page(client, f"/analytics/frt/?period=7&label={mixed.pk}")


def test_a_page_of_a_label_asks_as_much_for_many_rows(desk: Desk, mixed: Label, django_assert_max_num_queries):
    client = desk.client(desk.fujita)
    client.get("/analytics/frt/")
    with django_assert_max_num_queries(32):
        client.get(f"/analytics/frt/?period=7&label={mixed.pk}")
