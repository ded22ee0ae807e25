"""The customers behind a figure of purchases: whoever bought last comes first, and each leads to their profile."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, npgettext, pgettext_lazy

from agents.models import Agent
from customers import names
from customers.models import Customer
from kpis import purchases, said
from kpis.customers_worth import months_before
from kpis.reports import listing
from kpis.reports.asking import Asked
from kpis.reports.listing import Listing, Shown
from kpis.reports.marks import Mark
from kpis.slices import today
from omnidesk import keyset

# What a mark names (Mark.detail): who of all that bought, and in words.
_WAS, _IS = "bool_or(day > %(start_since)s AND day <= %(start)s)", "bool_or(day > %(since)s)"
_AMOUNT = "amount IS NOT NULL"
WHO: dict[str, tuple[str, Any]] = {
    "started": (_WAS, pgettext_lazy("customers", "Active at the start")),
    "ended": (_IS, pgettext_lazy("customers", "Active at the end")),
    "stayed": (f"{_WAS} AND {_IS}", pgettext_lazy("customers", "Stayed")),
    "lost": (f"{_WAS} AND NOT {_IS}", pgettext_lazy("customers", "Lost")),
    "came": (f"{_IS} AND NOT {_WAS}", pgettext_lazy("customers", "New or come back")),
    "bought": ("count(*) FILTER (WHERE day > %(year)s) > 0", pgettext_lazy("customers", "Bought in 12 months")),
    "again": ("count(*) FILTER (WHERE day > %(year)s) >= 2", pgettext_lazy("customers", "Bought twice or more")),
    "once": ("count(*) FILTER (WHERE day > %(year)s) = 1", pgettext_lazy("customers", "Bought once")),
    "paid": (
        f"bool_or(day > %(year)s AND {_AMOUNT})", pgettext_lazy("customers", "Bought in 12 months, amount known"),
    ),
    "began": (
        f"min(day) FILTER (WHERE {_AMOUNT}) BETWEEN %(from_day)s AND %(to_day)s AND NOT {purchases.BOUGHT_BEFORE}",
        pgettext_lazy("customers", "First bought in these days"),
    ),
}  # fmt: skip
WHOLE = {"retention": "started", "churn": "started", "repeat_purchase": "bought", "clv": "paid", "clv_cohort": "began"}
# Of a window that nobody's purchases give: then nobody is active.
NO_WINDOW = 1

_ONE = """, one AS (
    SELECT customer_id, max(at) AS at, count(*) FILTER (WHERE day > %(year)s) AS n,
        sum(amount) FILTER (WHERE day > %(year)s) AS amount
    FROM bought GROUP BY customer_id HAVING WHO
)
"""
_PAGE = "SELECT customer_id, at, n, amount FROM one WHERE AFTER ORDER BY at DESC, customer_id DESC LIMIT %(most)s"


def who(asked: Asked, mark: Mark) -> str:
    return mark.detail if mark.detail in WHO else WHOLE[asked.measure]


def words(asked: Asked, mark: Mark) -> str:
    """The heading of the list."""
    return str(WHO[who(asked, mark)][1])


def ask(asked: Asked, mark: Mark, rest: str, **values: Any) -> list[tuple[Any, ...]]:
    chosen = who(asked, mark)
    until = today() if chosen == "began" else asked.slice.last
    needs_window = chosen in ("started", "ended", "stayed", "lost", "came")
    months = (purchases.window(asked.slice) or NO_WINDOW) if needs_window else NO_WINDOW
    days = {**purchases.windows(asked.slice, months), "from_day": asked.slice.first, "to_day": asked.slice.last}
    days["year"] = months_before(until, purchases.YEAR_MONTHS)
    since = min(purchases.earliest(days), asked.slice.first - timedelta(days=1))
    return purchases.ask(asked.slice, since, until, _ONE.replace("WHO", WHO[chosen][0]) + rest, **days, **values)


def counts(agent: Agent, asked: Asked, mark: Mark) -> tuple[int, int]:
    """As kpis.reports.listing.counts. A profile is the company's: nobody is hidden."""
    ((n,),) = ask(asked, mark, "SELECT count(*) FROM one")
    return n, 0


def listed(agent: Agent, asked: Asked, mark: Mark, after: str) -> Listing:
    n, hidden = counts(agent, asked, mark)
    moment, pk = keyset.read(after)
    rows = part(asked, mark, listing.PAGE + 1, moment, pk)
    following = keyset.written(rows[listing.PAGE - 1][1], rows[listing.PAGE - 1][0]) if len(rows) > listing.PAGE else ""
    return Listing(n, hidden, tuple(dressed(agent, rows[: listing.PAGE])), following)


def part(asked: Asked, mark: Mark, most: int, moment: Any = None, pk: int = 0) -> list[tuple[Any, ...]]:
    after = "(at, customer_id) < (%(moment)s, %(pk)s)" if moment is not None else "true"
    return ask(asked, mark, _PAGE.replace("AFTER", after), most=most, moment=moment, pk=pk)


def every(agent: Agent, asked: Asked, mark: Mark) -> Iterator[Shown]:
    """For a file: at most listing.MOST."""
    yield from dressed(agent, part(asked, mark, listing.MOST))


def dressed(agent: Agent, rows: list[tuple[Any, ...]]) -> Iterator[Shown]:
    people = Customer.objects.visible_to(agent).in_bulk([customer for customer, *_rest in rows])
    for customer, at, n, amount in rows:
        person = people.get(customer)
        bought = npgettext("purchases", "%(n)s purchase in 12 months", "%(n)s purchases in 12 months", n)
        href = reverse("customers:detail", args=[customer]) if person else ""
        name = names.addressed(person) if person else gettext("None")
        value = said.yen(amount) if amount is not None else ""
        yield Shown(at, "", name, bought % {"n": said.count(n)}, href, "web", value, "")
