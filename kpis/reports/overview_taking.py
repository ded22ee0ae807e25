"""The overview as it leaves the house, by mail: the headline of every report, in groups, as its reader sees them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, pgettext

from kpis import dates
from kpis.exports import Cell, Table
from kpis.reports import overview
from kpis.reports.asking import Asked
from kpis.reports.overview import Card
from kpis.reports.shown import Figure


def page(asked: Asked) -> dict[str, Any]:
    """As kpis.reports.page.page tells of a report, but without a meaning: each figure has its own.

    Reports without a headline of their own (one beside the other) are left out.
    """
    every = [(name, [card for card in cards if card.value]) for name, cards in overview.page(asked)["groups"]]
    groups = [(name, cards) for name, cards in every if cards]
    return {"groups": groups, "figures": [figure(card) for _name, cards in groups for card in cards]}


def figure(card: Card) -> Figure:
    return Figure(card.name, card.value, evidence=card.evidence, is_small=card.is_small)


def tables(found: dict[str, Any]) -> list[Table]:
    head = [gettext("Measure"), pgettext("measure", "Value"), gettext("Evidence")]
    units = ("", "", "")
    return [Table(str(name), head, [line(card) for card in cards], units) for name, cards in found["groups"]]


def line(card: Card) -> tuple[Cell, ...]:
    small = gettext("for reference") if card.is_small else ""
    return card.name, card.value, " · ".join(part for part in (small, card.evidence) if part)


def about(asked: Asked) -> list[tuple[str, Cell]]:
    return [
        (gettext("Period"), dates.days(asked.slice.first, asked.slice.last)),
        (gettext("Made at"), f"{dates.moment(timezone.now())} {timezone.localtime():%Z}"),
    ]
