"""Customers and their worth: SQL says what the rules say, pages say it in words, and every number has its customers."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from agents.models import Agent
from customers.models import Customer, Touchpoint
from kpis import customers_worth, purchases
from kpis.customers_worth import Assumed, Purchase
from kpis.models import CostAssumptions
from kpis.slices import Scope, Slice, today
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday
from tests.kpis.test_reports import opened, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]

TOKYO = ZoneInfo("Asia/Tokyo")
ASSUMED = Assumed(retention=0.8, interest=0.1, margin=0.4)


def buys(*days: int, amount: object = 10_000, **data: object) -> Customer:
    """Somebody new, so many days ago each."""
    person = Customer.objects.create(family_name=f"客{Customer.objects.count()}", given_name="一郎")
    for number, ago in enumerate(days):
        at = datetime.combine(today() - timedelta(days=ago), time(0, 30), TOKYO)
        told = {"amount": amount} | data if amount is not None else data
        Touchpoint.objects.create(
            customer=person, source="shop", external_id=f"{person.pk}-{number}", place="shop", kind="order", data=told,
            at=at, received_at=at,
        )  # fmt: skip
    return person


def known() -> list[Purchase]:
    rows = Touchpoint.objects.filter(kind="order", customer__isnull=False)
    return [
        Purchase(one.customer_id, timezone.localtime(one.at, TOKYO).date(), float(one.data.get("amount", 0)))
        for one in rows
    ]


def asked(first: date, last: date) -> Slice:
    return Slice(first, last, Scope(all_teams=True))


def test_sql_says_what_the_rules_say(desk: Desk):
    """Gaps of 20 to 70 days and many first days: window, retention, repeat purchase and both ways of worth."""
    for number in range(12):
        buys(*range(5 + 13 * number, 400, 20 + 5 * (number % 11)), amount=1000 * (number + 1))
    last, before = today() - timedelta(days=1), today() - timedelta(days=91)
    here, every = asked(before + timedelta(days=1), last), known()
    months = purchases.window(here)
    assert months == customers_worth.active_months([one for one in every if one.day <= last])
    assert purchases.kept(here, months) == customers_worth.kept(every, before, last)
    assert purchases.repeated(here) == customers_worth.repeat_purchase(every, last)
    year = purchases.year(here).worth(ASSUMED)
    assert year.value == pytest.approx(customers_worth.simple_worth(every, last, ASSUMED).value)
    old = asked(today() - timedelta(days=420), today() - timedelta(days=380))
    found = purchases.cohorts(old, last, [0.1])[0.1].worth(ASSUMED)
    rule = customers_worth.cohort_worth(every, old.first, old.last, last, ASSUMED)
    assert (found.customers, found.seen, found.to_come) == pytest.approx((rule.customers, rule.seen, rule.to_come))


def stays(desk: Desk) -> str:
    """Two months are k: the median gap is 30 days. Of three active at the start one is lost; one comes anew."""
    buys(10, 40, 70)
    buys(15, 45)
    buys(65)
    buys(5)
    return f"?from={today() - timedelta(days=29)}&to={today()}"


def test_who_stays_who_leaves_and_who_comes_opens_as_customers(desk: Desk):
    """(3 at the end − 1 new) ÷ 3 at the start = 66.7%."""
    query = stays(desk)
    client = desk.client(desk.noguchi)
    said = page(client, f"/analytics/retention/{query}")
    assert ("<b>66.7</b><i>%</i>" in said, "<b>33.3</b><i>%</i>" in said, "直近 2 か月以内に購入" in said) == (
        True,
        True,
        True,
    )
    groups = dict(re.findall(r'href="([^"]+m_detail=\w+)"[^>]*aria-label="[^"]*: (\d+)"', said))
    assert {href.rpartition("=")[2]: int(n) for href, n in groups.items()} == {
        "started": 3, "stayed": 2, "lost": 1, "came": 1, "ended": 3,
    }  # fmt: skip
    assert [opened(client, href) for href in groups] == [int(n) for n in groups.values()]
    lost = next(href for href in groups if href.endswith("lost"))
    assert "¥10,000" in page(client, lost)


def test_tenure_is_the_median_of_those_who_are_active(desk: Desk):
    """First bought 70, 45 and 5 days ago: 45 days."""
    said = page(desk.client(desk.noguchi), f"/analytics/retention/{stays(desk)}")
    assert re.search(r"取引期間\(中央値\).*?<b>45日</b>", said, re.S)


def test_one_of_two_buys_again(desk: Desk):
    buys(10, 300)
    buys(20)
    buys(10, 400)
    # Three bought within 12 months; one of them twice.
    said = page(desk.client(desk.noguchi), "/analytics/repeat_purchase/")
    assert ("<b>33.3</b><i>%</i>" in said, "1 / 3" in said, "参考値" in said) == (True, True, True)


def assume(**more: object) -> CostAssumptions:
    told = {"retention": 80, "interest": 10, "margin": 40} | more
    return CostAssumptions.objects.create(since="2020-01-01", hourly_rate=1, paid_hours=1, **told)


def test_a_worth_stands_beside_what_it_assumes_and_what_hangs_on_it(desk: Desk):
    """25,000 a year × 40% × .8 / .3 = 26,667; with r = .7 10,000 × .7 / .4 = 17,500; with .9 45,000."""
    assume()
    buys(10, 20, amount="12,500円")
    buys(10, amount=None, 金額="25000")
    buys(10, amount=None)
    said = page(desk.client(desk.noguchi), "/analytics/clv/")
    assert ("<b>¥26,667</b>" in said, "¥17,500" in said, "¥45,000" in said) == (True, True, True)
    # Twice 25,000; who bought without an amount is named and in no sum.
    assert ("除外 1 件" in said, opened(desk.client(desk.noguchi), "/analytics/clv/rows/")) == (True, 2)


def test_a_cohort_s_worth_has_what_was_seen_and_what_is_to_come(desk: Desk):
    """Bought once, today: 10,000 × 40% seen, and 4,000 × .8 / .3 = 10,667 to come."""
    assume()
    buys(0)
    buys(0, 200)
    said = page(desk.client(desk.noguchi), "/analytics/clv_cohort/")
    assert ("<b>¥14,667</b>" in said, "<b>¥4,000</b>" in said, "<b>¥10,667</b>" in said) == (True, True, True)


@pytest.mark.parametrize("wrong", ["-5", "1e9", "12.5.1", "USD 30", "", "9" * 30])
def test_what_is_no_amount_of_yen_is_in_no_sum(desk: Desk, wrong: str):
    assume()
    buys(10, amount=wrong)
    assert "購入の記録がありません" in page(desk.client(desk.noguchi), "/analytics/clv/")


def test_another_currency_is_not_taken_for_yen(desk: Desk):
    assume()
    buys(10, amount=300, currency="USD")
    assert "購入の記録がありません" in page(desk.client(desk.noguchi), "/analytics/clv/")


def test_without_assumptions_nothing_is_reckoned(desk: Desk):
    buys(10)
    said = page(desk.client(desk.fujita), "/analytics/clv/")
    assert ("まだ計算していません" in said, "/settings/costs/" in said) == (False, False)
    said = page(desk.client(desk.noguchi), "/analytics/clv/")
    assert ("まだ計算していません" in said, "/settings/costs/" in said) == (True, True)


def test_a_supervisor_counts_the_customers_of_their_teams(desk: Desk):
    """Hanako turned to the support; the other bought and never wrote."""
    Touchpoint.objects.update(customer=None)
    mine, other = buys(10, 40), buys(10, 40)
    packed(row(desk, "opened", yesterday("10:05"), customer=mine))
    packed(row(desk, "opened", yesterday("10:05"), customer=other, team=desk.english))
    client = desk.client(desk.fujita)
    assert opened(client, "/analytics/repeat_purchase/rows/") == 1
    assert opened(desk.client(desk.noguchi), "/analytics/repeat_purchase/rows/") == 2
    Agent.objects.filter(pk=desk.fujita.pk).update(role="agent")
    assert client.get("/analytics/repeat_purchase/").status_code == 404


def test_a_supervisor_compares_the_same_customers(desk: Desk):
    """Both bought in each of two months; their teams heard of the one only lately."""
    mine, late = buys(5, 45, 75), buys(6, 46, 76)
    for customer, ago in ((mine, 60), (late, 1)):
        packed(row(desk, "opened", yesterday("10:05", ago), customer=customer))
    asked_for = Slice(today() - timedelta(days=28), today() - timedelta(days=1), Scope(teams=(desk.support.pk,)))
    now, before = (purchases.kept(one, 2, asked_for) for one in (asked_for, asked_for.before()))
    assert (before.ended, now.started, now.ended) == (2, 2, 2)
    said = page(desk.client(desk.fujita), "/analytics/retention/?period=28")
    assert "前期比 +1" not in said


def test_no_figure_reads_more_days_than_it_needs(desk: Desk, django_assert_max_num_queries):
    """What was bought before, and who turned to us longer ago than we look back, is not read at all."""
    mine = buys(10, 40)
    here = Slice(today() - timedelta(days=27), today(), Scope(teams=(desk.support.pk,)))
    packed(row(desk, "opened", yesterday("10:05", 6 * 366), customer=mine))
    assert purchases.repeated(here).n == 0
    packed(row(desk, "opened", yesterday("10:05", 300), customer=mine))
    with django_assert_max_num_queries(9) as asked_for:
        found = (purchases.repeated(here).n, purchases.window(here), purchases.kept(here, 2).ended)
    assert found == (1, 2, 1)
    orders = [one["sql"] for one in asked_for.captured_queries if "WITH bought" in one["sql"]]
    bounds = [re.findall(r"t\.at [>]= '(\d{4})|m\.day BETWEEN '(\d{4})", sql) for sql in orders]
    years = {int(first or second) for one in bounds for first, second in one}
    assert (len(orders), {len(one) for one in bounds}, min(years) >= today().year - 6) == (3, {2}, True)


def test_lists_go_on_and_files_hold_them_all(desk: Desk):
    for number in range(60):
        buys(10 + number)
    client = desk.client(desk.noguchi)
    said = page(client, "/analytics/repeat_purchase/rows/?m_detail=once")
    more = re.search(r'hx-get="([^"]+after=[^"]+)"', said)[1]
    first, rest = said.count("/customers/"), page(client, more).count("/customers/")
    assert (opened(client, "/analytics/repeat_purchase/rows/?m_detail=once"), rest >= 10) == (60, True)
    assert first >= 50
    told = b"".join(client.get("/analytics/repeat_purchase/rows/?m_detail=once&as=csv")).decode()
    assert told.count("/customers/") == 60


def test_queries_do_not_grow_with_customers(desk: Desk, django_assert_max_num_queries):
    assume()
    client = desk.client(desk.noguchi)
    for _turn in range(2):
        for number in range(10):
            buys(10 + number, 60 + number)
        client.get("/analytics/retention/")
        for path, most in (("retention/", 24), ("repeat_purchase/", 20), ("clv/", 24), ("clv_cohort/", 24)):
            with django_assert_max_num_queries(most):
                client.get(f"/analytics/{path}")
        with django_assert_max_num_queries(33):
            client.get("/analytics/retention/rows/")
