"""The report of a customer's lifetime value: simple or by cohort, with what it assumes and how much hangs on that."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from agents.access import can
from agents.models import Agent
from kpis import purchases, said
from kpis.customers_worth import Assumed, Worth
from kpis.models import CostAssumptions
from kpis.reports import customers_kept, places, shown
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark
from kpis.slices import today
from kpis.statistics import SMALL

# How far each assumption is moved, to see what hangs on it.
POINTS = 0.1
COHORT = "clv_cohort"
NAMES = ("retention", "interest", "margin")


@dataclass(frozen=True)
class Found:
    """of: the worth under any assumptions whose interest was asked for."""

    customers: int
    of: Callable[[Assumed], Worth | None]
    unknown: int = 0


@dataclass(frozen=True)
class Leaning:
    """One assumption: its worth in words ten points lower, as assumed, and ten points higher; in yen beside it."""

    name: str
    values: tuple[tuple[str, str], ...]
    raw: tuple[float | None, ...]


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    kept = CostAssumptions.on(asked.slice.last)
    assumed = kept.assumed if kept else None
    found = cohort(asked, assumed) if asked.measure == COHORT else simple(asked)
    worth = found.of(assumed) if assumed else None
    meaning = meaning_of(asked, found)
    return {
        "meaning": meaning,
        "figures": top(asked, worth, found, meaning),
        "assumed": kept,
        "is_assumed": assumed is not None,
        "leanings": leanings(found, assumed) if assumed and worth else [],
        "may_change": can(agent, "costs"),
        "n": found.customers,
    }


def meaning_of(asked: Asked, found: Found) -> shown.Meaning:
    meaning = shown.meaning(asked, found.customers)
    unknown = [(gettext("Purchases without an amount"), found.unknown)] if found.unknown else []
    return replace(meaning, left_out=(*meaning.left_out, *unknown))


def simple(asked: Asked) -> Found:
    year = purchases.year(asked.slice)
    return Found(year.customers, year.worth, year.unknown)


def cohort(asked: Asked, assumed: Assumed | None) -> Found:
    """Those who first bought in these days, with all that they have bought until today."""
    interest = assumed.interest if assumed else 0.0
    every = purchases.cohorts(asked.slice, today(), list(around(interest)))
    customers = max((one.customers for one in every.values()), default=0)
    return Found(customers, lambda told: every[told.interest].worth(told))


def around(value: float) -> tuple[float, float, float]:
    """Ten points less, as it is, ten points more; never outside of 0 to 100%."""
    low, high = max(0.0, value - POINTS), min(1.0, value + POINTS)
    return round(low, 4), value, round(high, 4)


def top(asked: Asked, worth: Worth | None, found: Found, meaning: shown.Meaning) -> list[shown.Figure]:
    every = Mark().href(asked)
    small = 0 < found.customers < SMALL
    parts = []
    if worth and asked.measure == COHORT:
        parts = [
            shown.Figure(gettext("Seen so far"), said.yen(worth.seen)),
            shown.Figure(gettext("Yet to come, estimated"), said.yen(worth.to_come)),
        ]
    value = shown.Figure(
        str(meaning.definition.name), said.yen(worth.value if worth else None), is_small=small,
        evidence=gettext("a customer, by the assumptions below") if worth else "", href=every if worth else "",
    )  # fmt: skip
    left_out = shown.left_out_words(meaning) if found.unknown else ""
    return [
        value,
        *parts,
        shown.of_count(gettext("Customers counted"), found.customers, None, every, left_out),
        tenure(asked),
    ]


def tenure(asked: Asked) -> shown.Figure:
    months = purchases.window(asked.slice)
    kept = purchases.kept(asked.slice, months) if months else None
    length = purchases.tenure(asked.slice, months, kept.ended) if months and kept else None
    # The list is of who is active at the end, which this page does not count.
    return replace(customers_kept.tenure_of(length, asked), href="")


def leanings(found: Found, assumed: Assumed) -> list[Leaning]:
    words = {"retention": gettext("Retention"), "interest": gettext("Interest"), "margin": gettext("Margin")}
    made = []
    for name in NAMES:
        amounts = [worth_at(found, assumed, name, moved) for moved in around(getattr(assumed, name))]
        told = [
            (said.percent(moved), said.yen(amount))
            for moved, amount in zip(around(getattr(assumed, name)), amounts, strict=True)
        ]
        made.append(Leaning(words[name], tuple(told), tuple(amounts)))
    return made


def worth_at(found: Found, assumed: Assumed, name: str, moved: float) -> float | None:
    """None where a worth would have no end."""
    try:
        worth = found.of(replace(assumed, **{name: moved}))
    except ValueError:
        return None
    return worth.value if worth else None
