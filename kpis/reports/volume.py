"""How much came in, or was resolved: stacked by channel, down to a quarter of an hour of a single day."""

from collections import Counter
from typing import Any

from django.utils.translation import pgettext

from agents.models import Agent
from kpis import figures, said
from kpis.charts.stacks import Part, stacks
from kpis.reports import heat, places, shown
from kpis.reports.asking import Asked
from kpis.reports.asking_days import PARTS_OF_A_DAY
from kpis.reports.marks import NONE, Mark, clock, first_minute, hours
from kpis.reports.over_time import places as over_time
from kpis.statistics import share
from omnidesk.templatetags.looks import channel_look

# From the ground up, so that neighbours differ in lightness (tokens.css).
ORDER = ("phone", "line", "chat", "mail", "form", "sms", "app", "social", "web")


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    step: Any = asked.step
    found = figures.volume(asked.slice, step, asked.measure)
    before = figures.counts(asked.measure, asked.before, "channel") if asked.has_before else {}
    n = sum(found.values())
    meaning = shown.meaning(asked, n)
    labels, parts = stacked(asked, found, where)
    notes = [] if asked.is_one_day else where.beside.marks(over_time(asked))
    return {
        "meaning": meaning,
        "figures": top(asked, n, sum(before.values()) if asked.has_before else None, meaning),
        "chart": stacks(str(meaning.definition.name), labels, parts, "surface", (), notes) if n else "",
        "legend": legend(parts, where, found),
        "grid": grid(labels, parts, found, where),
        "table": by_channel(asked, found, before, where),
        "heat": heat.of_counts(asked, places.opening(asked.slice, where)) if n else None,
        "n": n,
    }


def top(asked: Asked, n: int, before: int | None, meaning: shown.Meaning) -> list[shown.Figure]:
    name = str(meaning.definition.name)
    every = Mark().href(asked)
    a_day = shown.Figure(pgettext("measure", "A day"), said.decimal(n / asked.slice.days))
    return [shown.of_count(name, n, before, every, shown.left_out_words(meaning)), a_day]


def stacked(
    asked: Asked, found: dict[tuple[Any, int | None], int], where: places.Places
) -> tuple[list[str], list[Part]]:
    at = axis(asked)
    parts = []
    for key, label, words, mark in at:
        for channel, n in ((channel, n) for (place, channel), n in found.items() if place == key):
            parts.append(part(asked, where, (label, words, mark), channel, n))
    return [label for _key, label, _words, _mark in at], parts


def axis(asked: Asked) -> list[tuple[Any, str, str, Mark]]:
    if asked.step in PARTS_OF_A_DAY:
        return parts_of_a_day(asked.step)
    return [(one.key, one.label, one.words, one.mark) for one in over_time(asked)]


def parts_of_a_day(step: str) -> list[tuple[Any, str, str, Mark]]:
    every = [Mark(half=one) for one in range(48)] if step == "half_hour" else [Mark(quarter=one) for one in range(96)]
    return [(place, clock(first_minute(one)), " ".join(hours(one)), one) for place, one in enumerate(every)]


def part(asked: Asked, where: places.Places, at: tuple[str, str, Mark], channel: int | None, n: int) -> Part:
    label, words, mark = at
    name, ink = where.name("channel", channel), channel_look(where.kind(channel))[1]
    # Two channels of a kind lie side by side, and always in the same order.
    order = ORDER.index(ink) * 1000 + (channel or 0) % 1000
    told = Mark(**(vars(mark) | {"channel": NONE if channel is None else str(channel)}))
    token = "ink-3" if ink == "web" else f"ch-{ink}"
    return Part(label, n, order, token, f"{words} · {name}: {said.count(n)}", told.href(asked), channel)


def legend(parts: list[Part], where: places.Places, found: dict[tuple[Any, int | None], int]) -> list[tuple[str, str]]:
    """From the top of the stack down."""
    known = {channel for _key, channel in found}
    kinds = {channel_look(where.kind(channel))[1] for channel in known}
    named = {
        ink: ", ".join(where.name("channel", one) for one in known if channel_look(where.kind(one))[1] == ink)
        for ink in kinds
    }
    return [(ink, named[ink]) for ink in reversed(ORDER) if ink in kinds]


def grid(
    labels: list[str], parts: list[Part], found: dict[tuple[Any, int | None], int], where: places.Places
) -> dict[str, Any]:
    """The chart as a table: places down, channels across."""
    channels = sorted({channel for _key, channel in found}, key=lambda one: where.name("channel", one))
    cells = {(part.label, part.channel): part for part in parts}
    rows = [(label, [cells.get((label, one)) for one in channels]) for label in labels]
    return {
        "heads": [where.name("channel", one) for one in channels],
        "rows": [(label, line, sum(part.n for part in line if part)) for label, line in rows],
    }


def by_channel(
    asked: Asked, found: dict[tuple[Any, int | None], int], before: dict[Any, int], where: places.Places
) -> list[dict[str, Any]]:
    sums = Counter[int | None]()
    for (_key, channel), n in found.items():
        sums[channel] += n
    every = sum(sums.values())
    return [
        {
            "name": where.name("channel", channel),
            "kind": where.kind(channel),
            "n": n,
            "share": share(n, every),
            "change": said.more(n - before.get(channel, 0)) if asked.has_before else "",
            "href": Mark(channel=NONE if channel is None else str(channel)).href(asked),
        }
        for channel, n in sums.most_common()
    ]
