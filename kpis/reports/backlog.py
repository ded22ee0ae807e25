"""What lay open at the end of each day, by age; and the matters behind each count."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from agents.models import Agent
from conversations.models import Conversation
from customers import names
from kpis import dates, figures, narrowing, said
from kpis.charts.stacks import Part, stacks
from kpis.models import AGES, OpenSpell
from kpis.reports import listing, places, shown
from kpis.reports.asking import Asked, narrowed
from kpis.reports.listing import Listing, Shown
from kpis.reports.marks import Mark
from kpis.reports.over_time import of_slice
from kpis.slices import Slice
from omnidesk import keyset


def ages() -> tuple[str, ...]:
    return (
        pgettext("age", "up to 4 h"),
        pgettext("age", "4–24 h"),
        pgettext("age", "1–3 days"),
        pgettext("age", "3–7 days"),
        pgettext("age", "over 7 days"),
    )


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    found = figures.backlog(asked.slice)
    last = max(found, default=None)
    now = found[last] if last else (0,) * 5
    meaning = shown.meaning(asked, sum(now))
    days = list(of_slice(asked.slice, "day"))
    labels = [day.label for day in days]
    parts = [part for day in days if day.key in found for part in of_day(asked, day, found[day.key])]
    return {
        "meaning": meaning,
        "figures": top(asked, last, now),
        "chart": stacks(
            str(meaning.definition.name), labels, parts, "edge", where.beside.targets, where.beside.marks(days)
        )
        if parts
        else "",
        "legend": [(f"heat-{number}", word) for number, word in reversed(list(enumerate(ages(), start=1)))],
        "table": [(day, found.get(day.key), sum(found.get(day.key, ()))) for day in days if day.key in found],
        "ages": ages(),
        "steps": [],
        "n": len(found),
    }


def of_day(asked: Asked, day: Any, counts: tuple[int, ...]) -> list[Part]:
    return [
        Part(
            day.label, n, number, f"heat-{number + 1}", f"{day.words} · {ages()[number]}: {said.count(n)}",
            Mark(at=day.key, low=number, high=number).href(asked),
        )
        for number, n in enumerate(counts)
        if n
    ]  # fmt: skip


def top(asked: Asked, last: date | None, now: tuple[int, ...]) -> list[shown.Figure]:
    week = narrowed(asked, first=asked.slice.last - timedelta(days=27))
    resolved = figures.counted("resolved", week) / 28
    worth = said.decimal(sum(now) / resolved) if resolved else said.NONE
    every = Mark(at=last).href(asked) if last else ""
    old = Mark(at=last, low=4, high=4).href(asked) if last else ""
    return [
        shown.of_count(gettext("Open"), sum(now), None, every, dates.day(last) if last else ""),
        shown.Figure(gettext("Days of work"), worth, evidence=gettext("open ÷ resolved a day, of the last 28 days")),
        shown.of_count(gettext("Older than 7 days"), now[4], None, old),
    ]


def spells(asked: Slice, mark: Mark) -> tuple[QuerySet[OpenSpell], datetime]:
    """The matters that a count stands for: those open at the day's last full hour, of that age."""
    day = mark.at or asked.last
    at = figures.last_hours(day, day)[day]
    where = Q(began_at__lte=at, excluded="") & (Q(ended_at=None) | Q(ended_at__gt=at))
    if not asked.scope.all_teams:
        where &= Q(team__in=asked.scope.teams) | Q(team=None) if asked.scope.teams else Q(pk=None)
    if asked.team is not None:
        where &= Q(team=asked.team)
    if asked.channels:
        where &= Q(channel__in=asked.channels)
    where &= narrowing.of_rows(asked)
    return OpenSpell.objects.filter(where & of_age(mark, at)), at


def of_age(mark: Mark, at: datetime) -> Q:
    """Bucket 0 is the youngest."""
    where = Q()
    if mark.low:
        where &= Q(opened_at__lte=at - timedelta(seconds=AGES[min(mark.low, 4) - 1]))
    if mark.high is not None and mark.high < 4:
        where &= Q(opened_at__gt=at - timedelta(seconds=AGES[max(mark.high, 0)]))
    return where


def opened(agent: Agent, asked: Asked, mark: Mark) -> tuple[QuerySet[OpenSpell], datetime | None]:
    """Those that the reader may open."""
    found, at = spells(asked.slice, mark)
    return found.filter(conversation__in=Conversation.objects.visible_to(agent).values("pk")), at


def counts(agent: Agent, asked: Asked, mark: Mark) -> tuple[int, int]:
    """As kpis.reports.listing.counts."""
    n = spells(asked.slice, mark)[0].count()
    return n, n - opened(agent, asked, mark)[0].count()


def listed(agent: Agent, asked: Asked, mark: Mark, after: str) -> Listing:
    """Oldest first."""
    n, hidden = counts(agent, asked, mark)
    mine, at = opened(agent, asked, mark)
    moment, pk = keyset.read(after)
    if moment is not None:
        mine = mine.filter(Q(opened_at__gt=moment) | Q(opened_at=moment, pk__gt=pk))
    rows = list(
        mine.select_related("conversation", "customer", "channel").order_by("opened_at", "pk")[: listing.PAGE + 1]
    )
    last = rows[listing.PAGE - 1] if len(rows) > listing.PAGE else None
    following = keyset.written(last.opened_at, last.pk) if last else ""
    return Listing(n, hidden, tuple(dressed(row, at) for row in rows[: listing.PAGE] if at), following)


def every(agent: Agent, asked: Asked, mark: Mark) -> Iterator[Shown]:
    mine, at = opened(agent, asked, mark)
    rows = mine.select_related("conversation", "customer", "channel").order_by("opened_at", "pk")
    return (dressed(row, at) for row in rows[: listing.MOST].iterator(chunk_size=500) if at)


def dressed(row: OpenSpell, at: datetime) -> Shown:
    matter = row.conversation
    return Shown(
        row.opened_at,
        "",
        names.addressed(row.customer),
        matter.title or matter.preview,
        reverse("conversation", args=[matter.pk]),
        row.channel.kind if row.channel else "web",
        said.duration((at - row.opened_at).total_seconds()),
        "",
    )
