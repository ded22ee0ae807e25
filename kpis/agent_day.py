"""One person's day on an axis of time: for coaching, one at a time. Nobody stands beside them, nothing is ranked.

Spans are read from what was kept of the day: presence, what they had before them (idle time is cut off), calls with
their after-call work, and replies. What lies behind a wall to the reader is shown without its name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from agents.access import can
from agents.models import Agent, PresenceChange
from agents.models.agent import Presence
from conversations.models import Call, Conversation, Entry, FocusInterval
from conversations.real_work import of_real_work
from kpis.slices import zone

# In the order they are drawn.
LANES: dict[str, Any] = {
    Presence.AVAILABLE.value: Presence.AVAILABLE.label,
    Presence.AWAY.value: Presence.AWAY.label,
    Presence.OFFLINE.value: Presence.OFFLINE.label,
    "focus": pgettext_lazy("agent's day", "Matter in focus"),
    "call": pgettext_lazy("agent's day", "Call"),
    "after": gettext_lazy("After-call work"),
    "reply": gettext_lazy("Reply"),
}
OFFICE = (9, 18)


@dataclass(frozen=True)
class Span:
    """end == start: a moment. matter: its key, where it is of one; shown: the matter, where the reader may open it."""

    lane: str
    start: datetime
    end: datetime
    matter: int | None = None
    message: int | None = None
    shown: Conversation | None = None

    @property
    def word(self) -> str:
        return str(LANES[self.lane])

    @property
    def seconds(self) -> int:
        return int((self.end - self.start).total_seconds())

    @property
    def is_hidden(self) -> bool:
        return self.matter is not None and self.shown is None


@dataclass(frozen=True)
class Day:
    """start and end: of the company's day, on its clock as all spans are; of today it ends now."""

    agent: Agent
    day: date
    start: datetime
    end: datetime
    spans: tuple[Span, ...]

    def of(self, lane: str) -> list[Span]:
        return [span for span in self.spans if span.lane == lane]


def led_by(reader: Agent) -> QuerySet[Agent]:
    """Whose days one may look at as a lead: of one's own teams, or of all, by the reading of their names."""
    found = Agent.objects.filter(is_active=True)
    if not can(reader, "figures.all"):
        found = found.filter(memberships__team__in=reader.team_keys()).distinct()
    return found.order_by("kana", "family_name", "pk")


def read(agent: Agent, day: date, reader: Agent) -> Day:
    here = zone()
    start = datetime.combine(day, time(), here).astimezone(UTC)
    end = min(datetime.combine(day + timedelta(days=1), time(), here).astimezone(UTC), timezone.now())
    if end <= start:
        return Day(agent, day, start.astimezone(here), start.astimezone(here), ())
    found = [*focus(agent, start, end), *calls(agent, start, end), *replies(agent, start, end)]
    every = [*presence(agent, start, end), *opened(found, reader)]
    local = [replace(one, start=one.start.astimezone(here), end=one.end.astimezone(here)) for one in every]
    spans = sorted(local, key=lambda span: (span.start, span.lane))
    return Day(agent, day, start.astimezone(here), end.astimezone(here), tuple(spans))


def presence(agent: Agent, start: datetime, end: datetime) -> Iterator[Span]:
    """From the last change before the day on; before the first that is kept nothing is known."""
    changes = PresenceChange.objects.filter(agent=agent, at__lt=end)
    before = changes.filter(at__lt=start).order_by("-at", "-pk").first()
    within = list(changes.filter(at__gte=start).order_by("at", "pk"))
    every = [*([(start, before.presence)] if before else []), *((one.at, one.presence) for one in within)]
    for number, (at, state) in enumerate(every):
        until = every[number + 1][0] if number + 1 < len(every) else end
        if until > at:
            yield Span(state, at, until)


def focus(agent: Agent, start: datetime, end: datetime) -> Iterator[Span]:
    rows = FocusInterval.objects.filter(agent=agent, ended_at__gt=start, started_at__lt=end)
    for row in rows.order_by("started_at"):
        yield Span("focus", max(row.started_at, start), min(row.ended_at, end), row.conversation_id)


def calls(agent: Agent, start: datetime, end: datetime) -> Iterator[Span]:
    """Talk, and the work after it; a call that is not written up has none yet."""
    day = (start, end)
    touched = Q(answered_at__range=day) | Q(ended_at__range=day) | Q(wrap_up_ended_at__range=day)
    for call in Call.objects.filter(touched, agent=agent, answered_at__isnull=False).select_related("message"):
        of = (call.message.conversation_id, call.message_id)
        over = call.ended_at or end
        if call.answered_at:
            yield from clipped(Span("call", call.answered_at, over, *of), start, end)
        if call.ended_at and call.wrap_up_ended_at:
            yield from clipped(Span("after", call.ended_at, call.wrap_up_ended_at, *of), start, end)


def clipped(span: Span, start: datetime, end: datetime) -> Iterator[Span]:
    """Its part of the day."""
    first, last = max(span.start, start), min(span.end, end)
    if last > first:
        yield replace(span, start=first, end=last)


def replies(agent: Agent, start: datetime, end: datetime) -> Iterator[Span]:
    rows = Entry.objects.filter(actor=agent, kind="replied", at__gte=start, at__lt=end).order_by("at", "pk")
    for at, matter, message in rows.values_list("at", "conversation_id", "message_id"):
        yield Span("reply", at, at, matter, message)


def opened(found: Iterable[Span], reader: Agent) -> Iterator[Span]:
    """Without practice and spam; each with its matter where the reader may open it."""
    every = list(found)
    keys = {span.matter for span in every if span.matter is not None}
    real = of_real_work(Conversation.objects.filter(pk__in=keys))
    known = set(real.values_list("pk", flat=True))
    visible = Conversation.objects.visible_to(reader).filter(pk__in=known)
    shown = {matter.pk: matter for matter in visible.select_related("customer", "last_channel")}
    return (replace(span, shown=shown.get(span.matter or 0)) for span in every if span.matter in known)
