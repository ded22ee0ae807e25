"""The queue of callbacks, by keys: whose turn it is, in the order in which they are to be called."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from agents.models import Agent
from callbacks.models import OPEN, Attempt, Callback, State
from conversations.models import Conversation
from omnidesk import keyset

PAGE = 50


@dataclass(frozen=True)
class Page:
    rows: list[Callback]
    after: str


def seen_by(agent: Agent) -> QuerySet[Callback]:
    """What this agent may see and has to do with: practice and spam stay with their matters."""
    return Callback.objects.visible_to(agent).of_real_work()


def page(agent: Agent, *, settled: bool = False, after: str = "") -> Page:
    """Those to be called, first in turn first; or those that are settled, newest first."""
    key = "settled_at" if settled else "call_at"
    rows = seen_by(agent).exclude(state__in=OPEN) if settled else seen_by(agent).filter(state__in=OPEN)
    at, pk = keyset.read(after)
    if at is not None:
        way = "lt" if settled else "gt"
        rows = rows.filter(Q(**{f"{key}__{way}": at}) | Q(**{key: at, f"pk__{way}": pk}))
    found = list(dressed(rows).order_by(*(("-settled_at", "-pk") if settled else ("call_at", "pk")))[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], keyset.written(getattr(last, key), last.pk) if last else "")


def dressed(rows: QuerySet[Callback]) -> QuerySet[Callback]:
    tries = Prefetch("attempts", Attempt.objects.select_related("agent", "message__call"))
    return rows.select_related("conversation__customer", "identity", "owner", "team", "slot").prefetch_related(tries)


def of_matter(matter: Conversation) -> list[Callback]:
    """All of this matter and of those that were joined into it: open ones first."""
    mine = Q(conversation=matter) | Q(conversation__joined_into=matter)
    rows = list(dressed(Callback.objects.filter(mine)).order_by("-asked_at")[:10])
    return sorted(rows, key=lambda row: not row.is_open)


def counts(agent: Agent) -> dict[str, Any]:
    """To be called now or earlier, and how many of these are late."""
    now, standing = timezone.now(), Q(state__in=[State.WAITING, State.TAKEN])
    return (
        seen_by(agent)
        .filter(state__in=OPEN)
        .aggregate(open=Count("pk"), late=Count("pk", filter=standing & Q(due_at__lt=now)))
    )
