"""The rows behind a mark: as many as the mark counts, those a reader may open, longest or newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from conversations.channel_words import channel_word
from customers import names
from kpis import figures, said
from kpis.definitions import DEFINITIONS
from kpis.models import Measured
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark, counted
from kpis.slices import BUSINESS
from omnidesk import keyset

PAGE = 50
MOST = 10_000
# What a value of 1 and of 0 is called, where a measure says that something did or did not happen; 1 is a fault in some.
OUTCOMES: dict[str, tuple[Any, Any]] = {
    "fcr": (_("Settled at once"), _("Not settled at once")),
    "reopen": (_("Reopened"), _("Not reopened")),
    "one_touch": (_("One touch"), _("Several replies")),
    "repeat": (_("Came again"), _("Came once")),
    "asked_again": (_("Asked again"), _("Not asked again")),
    "switch": (_("Context lost"), _("Context carried")),
    "promise": (_("Kept"), _("Not kept")),
    "self_service": (_("Done without us"), _("Not done")),
    "offer": (_("Answered"), _("Left before")),
    "survey": (_("Answered"), _("Not answered")),
    "said_again": (_("Had to explain again"), _("Did not have to")),
}
# Whose rows may belong to no matter: a try by oneself that led to none, a call that nobody filed.
ALONE = {"self_service", "offer"}
FAULTS = {"reopen", "repeat", "asked_again", "switch", "said_again"}


@dataclass(frozen=True)
class Shown:
    """One row in words."""

    at: datetime
    agent: str
    who: str
    about: str
    href: str
    kind: str
    value: str
    tone: str


@dataclass(frozen=True)
class Listing:
    n: int
    hidden: int
    rows: tuple[Shown, ...]
    next: str


def has_length(measure: str) -> bool:
    return DEFINITIONS[measure].clock in ("both", "calendar") and measure != "backlog"


def listing(agent: Agent, asked: Asked, mark: Mark, after: str) -> Listing:
    """n is what the mark says; what belongs to matters that the reader may not open is counted, not listed."""
    n, hidden = counts(agent, asked, mark)
    mine = seen_by(agent, asked.measure).filter(narrowed(asked, mark))
    found = list(ordered(mine, asked, after)[: PAGE + 1])
    following = cursor(found[PAGE - 1], asked) if len(found) > PAGE else ""
    return Listing(n, hidden, tuple(dressed(row, asked) for row in found[:PAGE]), following)


def narrowed(asked: Asked, mark: Mark) -> Q:
    return counted(asked.measure, figures.matured(asked.measure, asked.slice), mark)


def count(asked: Asked, mark: Mark) -> int:
    return Measured.objects.filter(narrowed(asked, mark)).count()


def counts(agent: Agent, asked: Asked, mark: Mark) -> tuple[int, int]:
    """What the mark says, and how many of them the reader may not open."""
    n = count(asked, mark)
    return n, n - seen_by(agent, asked.measure).filter(narrowed(asked, mark)).count()


def seen_by(agent: Agent, measure: str) -> QuerySet[Measured]:
    every: Any = Measured.objects
    found: QuerySet[Measured] = (every.visible_beside_matters if measure in ALONE else every.visible_to)(agent)
    return found


def ordered(rows: QuerySet[Measured], asked: Asked, after: str) -> QuerySet[Measured]:
    rows = rows.select_related("customer", "conversation", "channel", "agent")
    if not has_length(asked.measure):
        moment, pk = keyset.read(after)
        if moment is not None:
            rows = rows.filter(at__lt=moment) | rows.filter(at=moment, pk__lt=pk)
        return rows.order_by("-at", "-pk")
    name = column(asked)
    if after:
        seconds, pk = longest(after)
        rows = rows.filter(**{f"{name}__lt": seconds}) | rows.filter(**{name: seconds, "pk__lt": pk})
    return rows.order_by(F(name).desc(nulls_last=True), "-pk")


def longest(after: str) -> tuple[int, int]:
    seconds, _sign, pk = after.partition("~")
    if not (seconds.isascii() and seconds.isdecimal() and pk.isascii() and pk.isdecimal() and len(after) < 30):
        raise BadRequest("after")
    return int(seconds), int(pk)


def cursor(row: Measured, asked: Asked) -> str:
    if has_length(asked.measure):
        return f"{getattr(row, column(asked)) or 0}~{row.pk}"
    return keyset.written(row.at, row.pk)


def column(asked: Asked) -> str:
    return "business_seconds" if asked.slice.clock == BUSINESS else "seconds"


def dressed(row: Measured, asked: Asked) -> Shown:
    matter = row.conversation
    href = reverse("conversation", args=[matter.pk]) if matter else ""
    if href and row.message_id:
        href = f"{href}#message-{row.message_id}"
    if not href and row.customer_id:
        href = reverse("customers:detail", args=[row.customer_id])
    who = names.addressed(row.customer) if row.customer else said.NONE
    about = (matter.title or matter.preview) if matter else without_matter(row)
    kind = row.channel.kind if row.channel else "web"
    agent = row.agent.short_name if row.agent else ""
    return Shown(row.at, agent, who, about, href, kind, value(row, asked), tone(row, asked))


def without_matter(row: Measured) -> str:
    """電話(案件なし), 自己解決(案件なし) · bot › reset: what it is, as no title says it."""
    if row.measure == "self_service":
        what = gettext("Self-service")
    else:
        what = channel_word(row.channel.kind) if row.channel else ""
    told = pgettext("row", "%(what)s (no matter)") % {"what": what} if what else pgettext("row", "No matter")
    return " · ".join(part for part in (told, row.detail.replace("\t", " › ").strip(" ›")) if part)


def value(row: Measured, asked: Asked) -> str:
    if asked.measure in OUTCOMES and row.value is not None:
        word = str(OUTCOMES[asked.measure][0 if row.value else 1])
        return f"{word} {said.duration(row.seconds)}" if asked.measure == "offer" else word
    if has_length(asked.measure):
        return said.duration(getattr(row, column(asked)), asked.in_days)
    return "" if row.value is None else str(row.value)


def tone(row: Measured, asked: Asked) -> str:
    """bad: over the limit, or what should not have happened."""
    if asked.is_live and not row.value:
        return "bad"
    if has_length(asked.measure) and asked.limit is not None:
        return "bad" if (getattr(row, column(asked)) or 0) > asked.limit else ""
    if asked.measure not in OUTCOMES or row.value is None:
        return ""
    return "bad" if bool(row.value) == (asked.measure in FAULTS) else ""


def every(agent: Agent, asked: Asked, mark: Mark) -> Iterator[Shown]:
    """For a file: at most MOST."""
    mine = seen_by(agent, asked.measure).filter(narrowed(asked, mark))
    for row in ordered(mine, asked, "")[:MOST].iterator(chunk_size=500):
        yield dressed(row, asked)
