"""What we said we would do: found in what agents write, confirmed by one key, kept or not, and never forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from agents import hours
from agents.models import Agent, Team
from conversations import threads
from conversations.history import record
from conversations.models import Conversation, Entry, Message, Promise, PromiseState
from conversations.real_work import of_real_work
from omnidesk.live import PanelHint, PromiseHint
from omnidesk.redaction import redact
from omnidesk.telling import publish
from sentences.promising import promises_in

log = structlog.get_logger(__name__)

CLOSING = time(18, 0)
# So long before it is due, its owner is told.
AHEAD = timedelta(minutes=15)
LONGEST_READ = 20_000


class Settled(Exception):
    """It was kept, dropped or taken back meanwhile."""


@dataclass(frozen=True)
class KeptRate:
    """Of the promises that were due: kept in time, kept late, and not kept so far."""

    in_time: int
    late: int
    open: int

    @property
    def n(self) -> int:
        return self.in_time + self.late + self.open

    @property
    def percent(self) -> float | None:
        return round(100 * self.in_time / self.n, 1) if self.n else None


def find(message: Message, agent: Agent) -> list[Promise]:
    """Promises in a message of ours, to be confirmed by its writer. A rule that breaks costs no message."""
    try:
        found = read(message, agent)
    except Exception:
        log.exception("promises_failed", message=message.pk)
        return []
    made = Promise.objects.bulk_create(found, ignore_conflicts=True) if found else []
    if made:
        publish(PanelHint(message.customer_id))
    return made


def read(message: Message, agent: Agent) -> list[Promise]:
    """The team's calendar is asked only where something is promised."""
    zone = ZoneInfo(agent.time_zone)
    at, text = message.shown_at.astimezone(zone), message.text[:LONGEST_READ]
    if not promises_in(text, at=at, zone=zone, closing=CLOSING):
        return []
    schedule = schedule_of(message.conversation.team)
    found = promises_in(text, at=at, zone=zone, closing=closing_on(schedule, at), is_open=opens(schedule))
    return [
        Promise(
            conversation=message.conversation,
            message=message,
            start=promise.start,
            end=promise.end,
            text=promise.text[:300],
            due_at=promise.due,
            owner=agent,
            rule=promise.rule[:60],
        )
        for promise in found
    ]


def schedule_of(team: Team | None) -> hours.Schedule | None:
    calendar = team.calendar if team else None
    return hours.schedule_of(calendar) if calendar else None


def closing_on(schedule: hours.Schedule | None, at: datetime) -> time:
    """When the day ends for the team; a day without hours ends as most do."""
    spans = hours.day(schedule, at.date()).hours if schedule else ()
    return spans[-1][1] if spans else CLOSING


def opens(schedule: hours.Schedule | None) -> Callable[[date], bool] | None:
    return (lambda on: bool(hours.day(schedule, on).hours)) if schedule else None


@transaction.atomic
def make(matter: Conversation, agent: Agent, text: str, due_at: datetime | None) -> Entry:
    """By hand: on the phone, or in words that no rule knows."""
    locked = threads.lock(matter)
    now = timezone.now()
    promise = Promise.objects.create(
        conversation=locked,
        text=redact(text)[:300],
        due_at=due_at,
        owner=agent,
        state=PromiseState.OPEN,
        confirmed_at=now,
    )
    return told(locked, promise, "promised", agent)


@transaction.atomic
def confirm(promise: Promise, agent: Agent, due_at: datetime | None = None) -> Entry:
    """It counts from now on; the time may be put right by the way."""
    matter, held = lock(promise, PromiseState.FOUND)
    held.state, held.confirmed_at, held.owner = PromiseState.OPEN, timezone.now(), agent
    held.due_at = due_at or held.due_at
    held.save(update_fields=["state", "confirmed_at", "owner", "due_at"])
    return told(matter, held, "promised", agent)


@transaction.atomic
def drop(promise: Promise, agent: Agent) -> Entry:
    matter, held = lock(promise, PromiseState.FOUND, PromiseState.OPEN)
    return settle(matter, held, PromiseState.DROPPED, "promise_dropped", agent)


@transaction.atomic
def keep(promise: Promise, agent: Agent) -> Entry:
    matter, held = lock(promise, PromiseState.FOUND, PromiseState.OPEN)
    return settle(matter, held, PromiseState.KEPT, "promise_kept", agent)


@transaction.atomic
def unconfirm(promise: Promise, agent: Agent) -> Entry:
    """The confirmation is taken back; what was noted by hand is dropped with it."""
    matter, held = lock(promise, PromiseState.OPEN)
    if held.message_id is None:
        return settle(matter, held, PromiseState.DROPPED, "promise_dropped", agent)
    held.state, held.confirmed_at = PromiseState.FOUND, None
    held.save(update_fields=["state", "confirmed_at"])
    return told(matter, held, "promise_reopened", agent)


@transaction.atomic
def reopen(promise: Promise, agent: Agent) -> Entry:
    """Taken back: it stands open again, or, where nobody had confirmed it, found."""
    matter, held = lock(promise, PromiseState.KEPT, PromiseState.DROPPED)
    held.state = PromiseState.OPEN if held.confirmed_at else PromiseState.FOUND
    held.settled_at = held.settled_by = None
    held.save(update_fields=["state", "settled_at", "settled_by"])
    return told(matter, held, "promise_reopened", agent)


def lock(promise: Promise, *states: str) -> tuple[Conversation, Promise]:
    matter = threads.lock(promise.conversation)
    held = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    if held.state not in states:
        raise Settled
    held.conversation = matter
    return matter, held


def settle(matter: Conversation, held: Promise, state: str, kind: str, agent: Agent) -> Entry:
    held.state, held.settled_at, held.settled_by = state, timezone.now(), agent
    held.save(update_fields=["state", "settled_at", "settled_by"])
    return told(matter, held, kind, agent)


def told(matter: Conversation, promise: Promise, kind: str, agent: Agent) -> Entry:
    """The history has it, and the open pages show it."""
    due = promise.due_at.isoformat() if promise.due_at else None
    publish(PanelHint(matter.customer_id))
    publish(PromiseHint(promise.owner_id))
    return record(matter, kind, actor=agent, promise=promise.pk, text=promise.text, due=due)


def standing(matter: Conversation) -> list[Promise]:
    """To be confirmed first, then by their time."""
    states = [PromiseState.FOUND, PromiseState.OPEN]
    rows = Promise.objects.filter(conversation=matter, state__in=states).select_related("owner")
    return list(rows.order_by("-state", F("due_at").asc(nulls_last=True), "pk"))


def visible_to(agent: Agent) -> QuerySet[Promise]:
    matters = of_real_work(Conversation.objects.visible_to(agent))
    return Promise.objects.filter(conversation__in=matters.values("pk"))


def passed_on(matter: Conversation, to: Agent) -> None:
    """Whoever takes a matter over owes what was promised in it."""
    standing = Promise.objects.filter(conversation=matter, state__in=[PromiseState.FOUND, PromiseState.OPEN])
    standing.exclude(owner=to).update(owner=to)


def kept_rate(rows: QuerySet[Promise], since: datetime) -> KeptRate:
    """Definition: promises that were due since then, confirmed and not dropped; kept in time of all of them."""
    now = timezone.now()
    due = rows.filter(due_at__gte=since, due_at__lte=now, confirmed_at__isnull=False)
    counts = due.aggregate(
        in_time=Count("pk", filter=Q(state=PromiseState.KEPT, settled_at__lte=F("due_at"))),
        late=Count("pk", filter=Q(state=PromiseState.KEPT, settled_at__gt=F("due_at"))),
        open=Count("pk", filter=Q(state=PromiseState.OPEN)),
    )
    return KeptRate(**counts)


def remind() -> int:
    """Tell the owners of what is due soon, once each. Returns how many."""
    now = timezone.now()
    due = Promise.objects.filter(state=PromiseState.OPEN, reminded_at=None, due_at__lte=now + AHEAD)
    told = 0
    for promise in due.select_related("owner", "conversation").order_by("due_at")[:500]:
        to = who_owes(promise)
        # Whoever is first tells it: two workers never remind of the same one.
        if to and promise.due_at and Promise.objects.filter(pk=promise.pk, reminded_at=None).update(reminded_at=now):
            publish(PromiseHint(to, promise.conversation_id, promise.text, promise.due_at.isoformat()))
            told += 1
    return told


def who_owes(promise: Promise) -> int | None:
    """Its owner while they may see the matter; else who looks after it now, if anybody."""
    sees = Conversation.objects.visible_to(promise.owner).filter(pk=promise.conversation_id).exists()
    return promise.owner_id if sees else promise.conversation.assignee_id
