"""What a view is narrowed to, in words, for what is read away from its page: a file, a mail, a list of views."""

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from kpis import said
from kpis.reports import asking_narrow, places
from kpis.reports.asking import Asked
from kpis.reports.shown import clock_words

type Pair = tuple[str, str]


def pairs(asked: Asked) -> list[Pair]:
    """(what, which): only what is chosen. Two or three queries where anything is."""
    found = filters(asked)
    if not asked.in_days:
        found.append((gettext("Clock"), clock_words(in_days=False)))
    if asked.limit and not asked.is_live:
        found.append((pgettext("measure", "Limit"), said.duration(asked.limit, asked.in_days)))
    return [(what, which) for what, which in found if which]


def filters(asked: Asked) -> list[Pair]:
    """What leaves rows out: team, channels, label, segment."""
    found: list[Pair] = []
    if asked.slice.team or asked.slice.channels:
        where = places.of(asked.slice.scope)
        channels = ", ".join(where.name("channel", key) for key in asked.slice.channels)
        team = where.name("team", asked.slice.team) if asked.slice.team else ""
        found += [(gettext("Team"), team), (gettext("Channel"), channels)]
    found += [(gettext("Narrowed to"), name) for name in asking_narrow.names(asked.slice)]
    return [(what, which) for what, which in found if which]


def without(asked: Asked) -> str:
    """The same view of all of them."""
    whole = asked.query(team=None, channel=None, label=None, segment=None)
    return f"{reverse('report', args=[asked.measure])}?{whole}"


def words(asked: Asked) -> str:
    """チーム: 家電サポート · 上限: 10:00."""
    return " · ".join(f"{what}: {which}" for what, which in pairs(asked))
