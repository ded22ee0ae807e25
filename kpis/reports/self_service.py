"""Where customers tried by themselves, where that failed, and which channel they turned to."""

from collections import Counter
from typing import Any

from django.db.models import Count
from django.utils.translation import pgettext

from agents.models import Agent
from kpis import said
from kpis.charts.sankey import Flow, sankey
from kpis.models import Measured
from kpis.reports import places, shares
from kpis.reports.asking import Asked
from kpis.reports.marks import NONE, Mark, counted
from omnidesk.templatetags.looks import channel_look


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    """Which step it was is not packed: these are the only rows that a page reads, those of one rare measure."""
    failed = Measured.objects.filter(counted(asked.measure, asked.slice, Mark(low=0, high=0)))
    found = failed.values_list("detail", "channel").annotate(n=Count("pk")).order_by("detail")
    sums = Counter[tuple[str, int | None]]()
    for detail, channel, n in found:
        sums[step_of(detail), channel] += n
    return {
        **shares.page(agent, asked, where),
        "failures": sum(sums.values()),
        "sankey": drawn(asked, where, sums) if sums else None,
        "steps_failed": table(asked, where, sums),
        "next": [(channel, next_name(where, channel)) for channel in nexts(sums)],
    }


def step_of(detail: str) -> str:
    """Flow and step; how it ended is told in the rows."""
    return "\t".join(detail.split("\t")[:2])


def words_of(step: str) -> str:
    return " › ".join(part for part in step.split("\t") if part)


def next_name(where: places.Places, channel: int | None) -> str:
    return pgettext("self-service", "Gave up") if channel is None else where.name("channel", channel)


def nexts(sums: Counter[tuple[str, int | None]]) -> list[int | None]:
    each = Counter[int | None]()
    for (_step, channel), n in sums.items():
        each[channel] += n
    return [channel for channel, _n in each.most_common()]


def drawn(asked: Asked, where: places.Places, sums: Counter[tuple[str, int | None]]) -> Any:
    words = {f"step:{step}": words_of(step) for step, _channel in sums}
    inks = {f"step:{step}": "ink-2" for step, _channel in sums}
    for channel in nexts(sums):
        ink = channel_look(where.kind(channel))[1]
        words[f"next:{channel}"] = next_name(where, channel)
        inks[f"next:{channel}"] = "ink-3" if channel is None or ink == "web" else f"ch-{ink}"
    flows = [flow(asked, where, step, channel, n) for (step, channel), n in sums.items()]
    return sankey(flows, words, inks)


def flow(asked: Asked, where: places.Places, step: str, channel: int | None, n: int) -> Flow:
    says = f"{words_of(step)} → {next_name(where, channel)}: {said.count(n)}"
    return Flow(f"step:{step}", f"next:{channel}", n, says, failed_mark(step, channel).href(asked))


def failed_mark(step: str, channel: int | None) -> Mark:
    return Mark(low=0, high=0, detail=step, channel=NONE if channel is None else str(channel))


def table(asked: Asked, where: places.Places, sums: Counter[tuple[str, int | None]]) -> list[dict[str, Any]]:
    each = Counter[str]()
    for (step, _channel), n in sums.items():
        each[step] += n
    most = max(sums.values(), default=0)
    return [
        {
            "words": words_of(step),
            "n": said.count(n),
            "href": Mark(low=0, high=0, detail=step).href(asked),
            "cells": [
                {"n": sums[step, one], "step": heat(sums[step, one], most), "href": failed_mark(step, one).href(asked)}
                for one in nexts(sums)
            ],
        }
        for step, n in each.most_common()
    ]


def heat(n: int, most: int) -> int:
    """Five steps of the largest."""
    return 0 if not n else min(5, 1 + 5 * (n - 1) // most)
