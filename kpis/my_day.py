"""One's own day: what one did today and in the last 28 days, what one promised, and who said thank you. For oneself
alone: nobody is compared with anybody, and nobody else opens it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, pgettext_lazy

from agents.models import Agent
from callbacks import listing
from callbacks.models import Callback
from conversations.models import Conversation, Direction, Message, Promise, PromiseState
from conversations.real_work import of_real_work
from conversations.thanks import is_grateful
from kpis import said, statistics
from kpis.models import Measured
from kpis.slices import today
from omnidesk import keyset

DAYS = {"1": 1, "28": 28}
PAGE = 50
# So many words of thanks, promises and callbacks are listed; the pages of promises and callbacks have all.
LISTED = 10
# Thanks are short: longer messages are never read for them (conversations.thanks).
SHORT, MOST_READ = 60, 2000

type Own = tuple[str, date, int | None, int | None]


@dataclass(frozen=True)
class Number:
    """One figure of one's own: the measures whose rows it counts, and how it is said."""

    key: str
    name: str | StrPromise
    measures: tuple[str, ...]
    tell: Callable[[list[Own]], dict[str, Any]]


def counted(rows: list[Own]) -> dict[str, Any]:
    return {"value": said.count(len(rows))}


def timed(rows: list[Own]) -> dict[str, Any]:
    p50, p90 = statistics.quantiles([seconds for _measure, _day, seconds, _value in rows], (50, 90))
    return {"value": said.duration(p50.value), "second": said.duration(p90.value), "n": p50.n, "is_small": p50.is_small}


def kept(rows: list[Own]) -> dict[str, Any]:
    share = statistics.share_of(value for _measure, _day, _seconds, value in rows)
    of = npgettext("promises kept", "%(hits)s of %(n)s due", "%(hits)s of %(n)s due", share.n)
    words = of % {"hits": share.hits, "n": share.n} if share.n else ""
    return {"value": said.percent(share.value), "n": share.n, "is_small": share.is_small, "words": words}


NUMBERS = {
    number.key: number
    for number in (
        Number("replies", _("Replies"), ("frt", "nrt"), counted),
        Number("resolved", _("Resolved"), ("resolved",), counted),
        Number("frt", _("First response p50 / p90"), ("frt",), timed),
        Number("promises", _("Promises kept"), ("promise",), kept),
        Number("handle", pgettext_lazy("own day", "Handle time, written p50 / p90"), ("handle",), timed),
        Number("calls", pgettext_lazy("own day", "Handle time, phone p50 / p90"), ("handle_phone",), timed),
    )
}


def own(agent: Agent) -> QuerySet[Measured]:
    """Of the matters one may still see: what was handed to another team took its rows along."""
    return Measured.objects.visible_to(agent).filter(agent=agent, excluded="")


def first_day(days: int) -> date:
    return today() - timedelta(days=days - 1)


def page(agent: Agent) -> dict[str, Any]:
    wanted = {measure for number in NUMBERS.values() for measure in number.measures}
    recent = own(agent).filter(measure__in=wanted, day__gte=first_day(28))
    found: list[Own] = list(recent.values_list("measure", "day", "seconds", "value"))
    now = timezone.now()
    return {
        "parts": [(key, told(found, first_day(days))) for key, days in DAYS.items()],
        "thanks": thanks(agent, now),
        "promises": promises(agent),
        "callbacks": callbacks(agent),
        "now": now,
    }


def told(found: Iterable[Own], since: date) -> list[dict[str, Any]]:
    recent = [row for row in found if row[1] >= since]
    return [
        {"key": key, "name": number.name, **number.tell([row for row in recent if row[0] in number.measures])}
        for key, number in NUMBERS.items()
    ]


def thanks(agent: Agent, now: datetime) -> dict[str, Any]:
    """In one's own matters, in the last 28 days: how many, and the newest."""
    mine = of_real_work(Conversation.objects.visible_to(agent).filter(assignee=agent))
    since = now - timedelta(days=28)
    mine = mine.filter(last_activity_at__gte=since)
    words = Message.objects.filter(conversation__in=mine.values("pk"), direction=Direction.IN, received_at__gte=since)
    short = (
        words.annotate(length=Length("text"))
        .filter(length__lte=SHORT)
        .select_related("conversation__customer", "channel")
    )
    found = [one for one in short.order_by("-received_at", "-pk")[:MOST_READ] if is_grateful(one.text)]
    return {"n": len(found), "rows": found[:LISTED]}


def promises(agent: Agent) -> dict[str, Any]:
    seen = Conversation.objects.visible_to(agent).values("pk")
    mine = Promise.objects.filter(owner=agent, state=PromiseState.OPEN, conversation__in=seen)
    rows = mine.select_related("conversation__customer").order_by(F("due_at").asc(nulls_last=True), "pk")
    return {"n": mine.count(), "rows": list(rows[:LISTED])}


def callbacks(agent: Agent) -> dict[str, Any]:
    mine: QuerySet[Callback] = listing.seen_by(agent).filter(owner=agent).open()  # type: ignore[attr-defined]  # its queryset's
    rows = mine.select_related("conversation__customer", "identity").order_by("call_at", "pk")
    return {"n": mine.count(), "rows": list(rows[:LISTED])}


def rows(agent: Agent, number: Number, days: int, after: str) -> dict[str, Any]:
    """Newest first, each with its matter."""
    mine = own(agent).filter(measure__in=number.measures, day__gte=first_day(days))
    n = mine.count()
    at, pk = keyset.read(after)
    if at is not None:
        mine = mine.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    related = ("conversation__customer", "channel")
    found = list(mine.select_related(*related).order_by("-at", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {"rows": found[:PAGE], "n": n, "after": keyset.written(last.at, last.pk) if last else ""}
