"""Channels beside each other, coloured by how clearly each is apart from the median of all."""

from typing import Any

from django.utils.translation import gettext

from agents.models import Agent
from kpis import costing, figures, said, spreads
from kpis.definitions import DEFINITIONS
from kpis.reports import places, shown
from kpis.reports.asking import Asked
from kpis.reports.marks import NONE, Mark
from kpis.reports.marks_given import headline
from kpis.scorecard import COLUMNS, Cell, Column, shaded
from kpis.statistics import Quantile, Score, Share, share

# Written work and calls are timed apart: each is set beside its like alone.
BY_PHONE = Column("handle_phone", "seconds", "low", 0.25, relative=True)
EVERY = tuple(one for column in COLUMNS for one in ((column, BY_PHONE) if column.id == "handle" else (column,)))


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    opened = figures.counts("opened", asked.slice, "channel")
    columns = measured(asked, opened)
    cells = {column.id: shaded(column, columns[column.id]) for column in used(columns)}
    order = sorted(opened, key=lambda key: -opened[key])
    n = sum(opened.values())
    return {
        "meaning": shown.meaning(asked, n),
        "figures": [],
        "columns": [(column.unit, head(column)) for column in used(columns)],
        "lines": [line(asked, where, key, opened[key], cells, used(columns)) for key in order],
        "has_costs": "cost_per_contact" in columns,
        "n": n,
    }


def used(columns: dict[str, Any]) -> list[Column]:
    """What nobody measured has no column: costs come with what is paid."""
    return [column for column in EVERY if column.id in columns]


def head(column: Column) -> str:
    return gettext("Share") if column.id == "share" else str(DEFINITIONS[column.id].name)


def measured(asked: Asked, opened: dict[Any, int]) -> dict[str, dict[Any, Share | Quantile | Score]]:
    every = sum(opened.values())
    return {
        "share": {key: share(n, every) for key, n in opened.items()},
        "fcr": dict(figures.shares("fcr", asked.slice, "channel")),
        "csat": {key: headline("csat", marks) for key, marks in spreads.marks("csat", asked.slice, "channel").items()},
        **{name: medians(name, asked) for name in ("handle", "handle_phone")},
        "asked_again": dict(figures.shares("asked_again", asked.slice, "channel")),
        **costs(asked),
    }


def costs(asked: Asked) -> dict[str, dict[Any, Share | Quantile | Score]]:
    """No column before anybody has entered what is paid."""
    found = costing.costed(asked.slice).lines
    return {"cost_per_contact": {key: line.figure for key, line in found.items()}} if found else {}


def medians(measure: str, asked: Asked) -> dict[Any, Share | Quantile | Score]:
    return {key: found.p(50) for key, found in spreads.spreads(measure, asked.slice, "channel").items()}


def line(
    asked: Asked,
    where: places.Places,
    key: int | None,
    n: int,
    cells: dict[str, dict[Any, Cell]],
    columns: list[Column],
) -> dict[str, Any]:
    return {
        "name": where.name("channel", key),
        "kind": where.kind(key),
        "n": n,
        "cells": [cell(asked, key, column, cells[column.id].get(key)) for column in columns],
    }


def cell(asked: Asked, key: int | None, column: Column, found: Cell | None) -> dict[str, Any]:
    if found is None or found.figure.value is None:
        return {"value": said.NONE, "raw": None}
    figure = found.figure
    mark = Mark(channel=NONE if key is None else str(key))
    return {
        "value": said.figure(figure.value, column.unit),
        "raw": figure.value,
        "doubt": said.interval(figure.low, figure.high, column.unit),
        "shade": {"good": "ok", "warn": "warn", "bad": "bad"}.get(found.shade, ""),
        "is_small": figure.is_small,
        "n": figure.n,
        "href": mark.href(asked, "opened" if column.id == "share" else column.id),
    }
