"""What a page of figures shows beside its charts: figures with their evidence, and what each of them means."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext

from kpis import dates, figures, said
from kpis.definitions import DEFINITIONS
from kpis.models import Excluded
from kpis.reports.asking import Asked
from kpis.slices import Slice
from kpis.statistics import Change, Quantile, Share, change

# Where more is better; elsewhere less is. Mere counts are neither, and have no tone.
BETTER_UP = {
    "fcr", "one_touch", "promise", "self_service", "csat", "nps", "ces", "offer", "survey", "service_level",
    "answer_rate",
}  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What a figure opens: its definition, n, what was left out, the period and the clock.

    n is None where the figures of a page count unlike things: a sum of them would be of nothing.
    """

    definition: Any
    n: int | None
    left_out: tuple[tuple[str, int], ...]
    period: str
    clock: str

    @property
    def total(self) -> int:
        return (self.n or 0) + sum(n for _why, n in self.left_out)

    @property
    def own_words(self) -> str:
        """In place of an n that there is none of."""
        return gettext("Each figure has its own") if self.n is None else ""


@dataclass(frozen=True)
class Figure:
    """tone: ok, bad or nothing; it is never the only sign: what changed has a sign, what is met a word.

    meaning: its own, where it is not the report's.
    """

    label: str
    value: str
    unit: str = ""
    evidence: str = ""
    change: str = ""
    tone: str = ""
    is_small: bool = False
    href: str = ""
    meaning: Meaning | None = None


def of_quantile(
    label: str, now: Quantile, before: Quantile | None, href: str, *, days: bool, meaning: Meaning | None = None
) -> Figure:
    found = change(now, before) if before is not None and before.n else None
    return Figure(
        label,
        said.duration(now.value, days),
        evidence=f"95% {said.interval(now.low, now.high, 'seconds', days)}" if now.n else "",
        change=since(said.more_time(found.value, days)) if found and found.value is not None else "",
        tone=tone(found, up_is_good=False),
        is_small=now.n > 0 and now.is_small,
        href=href if now.n else "",
        meaning=meaning,
    )


def of_share(
    label: str,
    now: Share,
    before: Share | None,
    href: str,
    *,
    up_is_good: bool = True,
    meaning: Meaning | None = None,
) -> Figure:
    found = change(now, before) if before is not None and before.n else None
    counts = f"{said.count(now.hits)} / {said.count(now.n)} · 95% {said.interval(now.low, now.high, 'share')}"
    return Figure(
        label,
        said.percent(now.value).removesuffix("%"),
        unit="%" if now.n else "",
        evidence=counts if now.n else "",
        change=since(said.points(found.value)) if found and found.value is not None else "",
        tone=tone(found, up_is_good=up_is_good),
        is_small=now.n > 0 and now.is_small,
        href=href if now.n else "",
        meaning=meaning,
    )


def of_count(label: str, n: int, before: int | None, href: str, evidence: str = "") -> Figure:
    more = since(said.more(n - before)) if before is not None else ""
    return Figure(label, said.count(n), evidence=evidence, change=more, href=href if n else "")


def since(words: str) -> str:
    return pgettext("measure", "before: %(change)s") % {"change": words}


def tone(found: Change | None, *, up_is_good: bool) -> str:
    """Only what is clear beyond its doubt is called better or worse."""
    if found is None or not found.is_clear or not found.value:
        return ""
    return "ok" if (found.value > 0) == up_is_good else "bad"


def meaning(asked: Asked, n: int | None, measure: str = "") -> Meaning:
    measure = measure or asked.measure
    counted = figures.matured(measure, asked.slice)
    left = figures.left_out(measure, counted)
    known = [(str(Excluded(why).label), count) for why, count in left.items()]
    definition = DEFINITIONS[measure]
    clock = "" if definition.clock == "none" else clock_words(in_days=asked.in_days)
    return Meaning(definition, n, tuple(known), days_words(counted), clock)


def days_words(counted: Slice) -> str:
    """A window longer than what was asked for leaves no day."""
    if counted.days < 1:
        return gettext("None of these days counts yet")
    return dates.days(counted.first, counted.last)


def clock_words(*, in_days: bool) -> str:
    return gettext("Calendar time") if in_days else gettext("Business time of the team that had the matter")


def left_out_words(found: Meaning) -> str:
    n = sum(count for _why, count in found.left_out)
    return pgettext("measure", "%(n)s left out") % {"n": said.count(n)}
