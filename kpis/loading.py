"""Reads the histories that measures are derived from: so many customers at once, in as many queries as for one."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from agents import kept_hours
from agents.models import Company
from conversations.capabilities import capabilities_of
from conversations.models import (
    AskedAgain,
    Call,
    Channel,
    Conversation,
    ConversationLabel,
    Direction,
    Entry,
    FocusInterval,
    Handover,
    HandoverKind,
    Message,
    Promise,
    PromiseState,
    Status,
    Verdict,
)
from customers.models import Touchpoint
from kpis.measures.history import Deed, History, Matter, Phoned, Promised, Step, World
from kpis.models import Excluded
from kpis.slices import zone

# The kinds of entry that a rule reads; the others tell of labels, facts, deliveries.
KINDS = (
    "opened", "split_off", "received", "replied", "call_answered", "withdrawn", "status", "reopened", "team",
    "assigned", "joined", "split", "visitor_left", "callback_asked",
)  # fmt: skip


def world(now: datetime | None = None) -> World:
    """The clocks of all teams, the company's zone, and which channels are live."""
    kept = kept_hours.of_all_teams()

    def clock(team: int | None, start: datetime, end: datetime) -> timedelta:
        return kept_hours.business_time(kept.get(team or 0, [(kept_hours.ALWAYS, None)]), start, end)

    live = frozenset(row.pk for row in Channel.objects.all() if is_live(row))
    return World(now or timezone.now(), zone(), clock, live)


def is_live(channel: Channel) -> bool:
    """People hold a line open there, and wait."""
    can = capabilities_of(channel)
    return can.present is not None or can.dials


def histories(customer_ids: Iterable[int]) -> list[History]:
    """Of each of these customers, also of one who has nothing (any more)."""
    ids = list(customer_ids)
    company = Company.current()
    in_demo = company is not None and company.is_demo
    parts = Parts(ids)
    matters: dict[int, list[Matter]] = defaultdict(list)
    for row in Conversation.objects.filter(customer__in=ids).order_by("opened_at", "pk"):
        matters[row.customer_id].append(parts.matter(row, in_demo=in_demo))
    steps = steps_of(ids, in_demo=in_demo)
    return [History(pk, tuple(matters[pk]), tuple(steps[pk])) for pk in ids]


def excluded(matter: Conversation, *, in_demo: bool) -> str:
    """As conversations.real_work, and what the definitions leave out beside it."""
    if matter.is_simulated:
        return Excluded.PRACTICE
    if matter.is_demo and not in_demo:
        return Excluded.DEMO
    if matter.joined_into_id:
        return Excluded.JOINED
    return {Status.SPAM.value: Excluded.SPAM, Status.NO_REPLY_NEEDED.value: Excluded.QUIET}.get(matter.status, "")


class Parts:
    """Everything that lies beside the matters of some customers, by matter."""

    def __init__(self, customer_ids: list[int]) -> None:
        of_them = {"conversation__customer__in": customer_ids}
        self.deeds = deeds_of(customer_ids)
        self.calls = calls_of(customer_ids)
        self.focus = by_matter(FocusInterval.objects.filter(**of_them), "agent_id", "started_at", "ended_at")
        self.labels = by_matter(ConversationLabel.objects.filter(**of_them), "label__name")
        again = AskedAgain.objects.filter(**of_them).exclude(verdict=Verdict.WRONG)
        self.asked_again = by_matter(again, "message_id")
        self.cards = by_matter(Handover.objects.filter(**of_them, kind=HandoverKind.CHANNEL), "at")
        promises = Promise.objects.filter(**of_them, due_at__isnull=False, confirmed_at__isnull=False)
        promises = promises.filter(state__in=[PromiseState.OPEN, PromiseState.KEPT])
        names = "owner_id", "confirmed_at", "due_at", "settled_at", "message_id"
        self.promises = by_matter(promises, *names)

    def matter(self, row: Conversation, *, in_demo: bool) -> Matter:
        return Matter(
            row.pk,
            row.opened_at,
            row.status,
            row.team_id,
            row.assignee_id,
            str(excluded(row, in_demo=in_demo)),
            tuple(self.deeds[row.pk]),
            tuple(self.calls[row.pk]),
            tuple((agent, start, end) for agent, start, end in self.focus[row.pk]),
            tuple(Promised(*found) for found in self.promises[row.pk]),
            frozenset(message for (message,) in self.asked_again[row.pk]),
            tuple(at for (at,) in self.cards[row.pk]),
            frozenset(name for (name,) in self.labels[row.pk]),
        )


def by_matter(rows: Any, *names: str) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for matter, *values in rows.order_by("pk").values_list("conversation_id", *names):
        found[matter].append(tuple(values))
    return found


def deeds_of(customer_ids: list[int]) -> dict[int, list[Deed]]:
    """An entry that tells of a message is a deed of the matter in which the message lies now (splits and joins)."""
    found: dict[int, list[Deed]] = defaultdict(list)
    entries = Entry.objects.filter(customer__in=customer_ids, kind__in=KINDS).order_by("pk")
    names = "pk", "kind", "at", "actor_id", "message_id", "message__channel_id", "data"
    for matter, moved_to, *values in entries.values_list("conversation_id", "message__conversation_id", *names):
        found[moved_to or matter].append(Deed(*values))
    return found


def calls_of(customer_ids: list[int]) -> dict[int, list[Phoned]]:
    found: dict[int, list[Phoned]] = defaultdict(list)
    calls = Call.objects.filter(message__customer__in=customer_ids).select_related("message").order_by("pk")
    for call in calls:
        said: Message = call.message
        incoming = said.direction == Direction.IN
        times = said.received_at, call.answered_at, call.ended_at, call.wrap_up_ended_at
        phoned = Phoned(said.pk, said.channel_id, call.agent_id, incoming, *times)
        found[said.conversation_id].append(phoned)
    return found


def steps_of(customer_ids: list[int], *, in_demo: bool) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    steps = Touchpoint.objects.filter(customer__in=customer_ids).exclude(flow="").order_by("at", "pk")
    for row in steps:
        why = "" if in_demo or not row.is_demo else Excluded.DEMO.value
        found[row.customer_id or 0].append(Step(row.flow, row.step, row.outcome, row.at, why))
    return found
