"""The headlines of costs and customers among all reports."""

from collections.abc import Callable

from kpis import costing, purchases, said
from kpis.models import CostAssumptions
from kpis.reports.asking import Asked
from kpis.statistics import SMALL, Share

# What it says, on what it rests, and whether that is too little.
type Told = tuple[str, str, bool]


def of_costs(asked: Asked) -> Told:
    total = costing.costed(asked.slice).total
    return said.yen(total.each), evidence(total.handled), 0 < total.handled < SMALL


def of_kept(asked: Asked) -> Told:
    months = purchases.window(asked.slice)
    return of_share(purchases.kept(asked.slice, months).retained) if months else (said.NONE, "", False)


def of_repeated(asked: Asked) -> Told:
    return of_share(purchases.repeated(asked.slice))


def of_worth(asked: Asked) -> Told:
    kept, year = CostAssumptions.on(asked.slice.last), purchases.year(asked.slice)
    worth = year.worth(kept.assumed) if kept and kept.assumed else None
    return said.yen(worth.value if worth else None), evidence(year.customers), 0 < year.customers < SMALL


def of_share(found: Share) -> Told:
    doubt = f"95% {said.interval(found.low, found.high, 'share')} · {evidence(found.n)}" if found.n else ""
    return said.percent(found.value), doubt, 0 < found.n < SMALL


def evidence(n: int) -> str:
    return f"n = {said.count(n)}" if n else ""


CARDS: dict[str, Callable[[Asked], Told]] = {
    "costs": of_costs, "kept": of_kept, "repeated": of_repeated, "worth": of_worth,
}  # fmt: skip
