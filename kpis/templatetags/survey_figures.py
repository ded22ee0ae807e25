"""Figures of a survey as its page says them: kpis.said, for templates."""

from django.template import Library

from kpis import said
from kpis.statistics import Score, Share

register = Library()


@register.filter
def shared(figure: Share) -> str:
    return said.percent(figure.value)


@register.filter
def scored(figure: Score) -> str:
    return said.score(figure.value)


@register.filter
def mean_of(figure: Score) -> str:
    return said.mark(figure.value)


@register.filter
def doubt(figure: Share | Score) -> str:
    unit = "score" if isinstance(figure, Score) else "share"
    return said.interval(figure.low, figure.high, unit)
