"""All that happened with one customer, newest first, for the customer's page: a line each, under its matter.

Five kinds of rows are merged by (moment, kind, key); each is asked for with its own index, a piece at a time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.utils import timezone

from agents.models import Agent
from conversations.models import Conversation, Direction, Entry, Handover, Message, Promise, PromiseState
from customers.models import Customer, Touchpoint

PIECE = 40
MERGES = ("merged", "unmerged")
COUNTED = (PromiseState.OPEN, PromiseState.KEPT)
# What the shop tells of its orders is looked for apart from where it was ordered.
ORDERS = ("order", "delivery")


@dataclass(frozen=True)
class Happened:
    """One row of one kind. matter: None for what they did elsewhere, which no wall hides."""

    moment: datetime
    kind: str
    thing: Any
    matter: int | None = None

    @property
    def place(self) -> tuple[datetime, str, int]:
        return self.moment, self.kind, self.thing.pk

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.thing.pk}"


@dataclass(frozen=True)
class Line:
    """kind: day (of a moment), case (head of a matter), shut (what this viewer may not see), or what happened."""

    kind: str
    moment: datetime
    thing: Any = None
    matter: Conversation | None = None
    key: str = ""
    # Nothing of the same matter and day follows: the drawn line ends.
    is_last: bool = False


def piece(agent: Agent, customer: Customer, before: str = "", show: str = "") -> tuple[list[Line], str]:
    """The lines, and the cursor of what is older."""
    place = cursor(before)
    found = sorted(newest(customer, place, show), key=lambda one: one.place, reverse=True)
    shown, rest = found[:PIECE], len(found) > PIECE
    matters = seen(agent, shown)
    older = shown[-1] if rest else None
    if show:
        # Which channel is behind the wall is not told either.
        shown = [one for one in shown if one.matter is None or one.matter in matters]
    lines = arranged(shown, matters, ZoneInfo(agent.time_zone))
    return lines, f"{older.moment.isoformat()}~{older.kind}~{older.thing.pk}" if older else ""


def seen(agent: Agent, shown: list[Happened]) -> dict[int, Conversation]:
    ids = {one.matter for one in shown if one.matter}
    return Conversation.objects.visible_to(agent).filter(pk__in=ids).select_related("assignee").in_bulk()


def cursor(before: str) -> tuple[datetime, str, int] | None:
    if not before:
        return None
    try:
        at, kind, pk = before.split("~")
        moment, number = datetime.fromisoformat(at), int(pk)
        timezone.localtime(moment)
    except (ValueError, OverflowError) as error:
        raise BadRequest("before") from error
    if not 0 <= number < 2**63:
        raise BadRequest("before")
    return moment, kind, number


def newest(customer: Customer, place: tuple[datetime, str, int] | None, show: str) -> list[Happened]:
    """One more than a piece of each kind: enough for any mixture."""
    found: list[Happened] = []
    for kind, (rows, at) in sources(customer).items():
        narrowed = narrow(kind, rows, show)
        if narrowed is None:
            continue
        page = narrowed.filter(older(kind, at, place)).order_by(f"-{at}", "-pk")[: PIECE + 1]
        found += [Happened(getattr(row, at), kind, row, getattr(row, "conversation_id", None)) for row in page]
    return found


def sources(customer: Customer) -> dict[str, tuple[QuerySet[Any], str]]:
    """{kind: (rows, their moment)}"""
    theirs = Q(conversation__customer=customer)
    return {
        "handover": (Handover.objects.filter(theirs).select_related("from_agent", "to_agent", "to_team", "by"), "at"),
        "merge": (Entry.objects.filter(customer=customer, kind__in=MERGES).select_related("actor"), "at"),
        "message": (Message.objects.filter(customer=customer).select_related("channel", "author"), "shown_at"),
        "promise": (Promise.objects.filter(theirs, state__in=COUNTED).select_related("owner"), "created_at"),
        "touch": (Touchpoint.objects.filter(customer=customer), "at"),
    }


def narrow(kind: str, rows: QuerySet[Any], show: str) -> QuerySet[Any] | None:
    """show: '' all · 'chat' … a channel's kind · 'note' · 'orders' · 'place-web' …; None = nothing of this kind."""
    if not show:
        return rows
    if kind == "message":
        if show == "note":
            return rows.filter(direction=Direction.NOTE)
        return rows.exclude(direction=Direction.NOTE).filter(channel__kind=show)
    if kind == "touch" and show == "orders":
        return rows.filter(kind__in=ORDERS)
    if kind == "touch" and show.startswith("place-"):
        return rows.filter(place=show.removeprefix("place-")).exclude(kind__in=ORDERS)
    return None


def older(kind: str, at: str, place: tuple[datetime, str, int] | None) -> Q:
    """Before a place in the order (moment, kind, key)."""
    if place is None:
        return Q()
    moment, other, pk = place
    earlier = Q(**{f"{at}__lt": moment})
    if kind < other:
        return Q(**{f"{at}__lte": moment})
    return Q(**{f"{at}__lte": moment}) & (earlier | Q(pk__lt=pk)) if kind == other else earlier


def arranged(shown: list[Happened], matters: dict[int, Conversation], zone: ZoneInfo) -> list[Line]:
    lines: list[Line] = []
    day, matter = None, None
    for number, one in enumerate(shown):
        today = one.moment.astimezone(zone).date()
        shut = one.matter is not None and one.matter not in matters
        # Whatever lies shut between two things one may read is one line, under its newest day.
        if shut and lines and lines[-1].kind == "shut":
            continue
        if today != day:
            lines.append(Line("day", one.moment))
        if shut:
            lines.append(Line("shut", one.moment, key=one.key))
        elif one.matter and one.matter != matter:
            lines.append(Line("case", one.moment, matter=matters[one.matter]))
        if not shut:
            lines.append(Line(one.kind, one.moment, one.thing, key=one.key, is_last=ends(shown, number, zone)))
        day, matter = today, None if shut else one.matter or matter
    return lines


def ends(shown: list[Happened], number: int, zone: ZoneInfo) -> bool:
    if number + 1 == len(shown):
        return True
    this, following = shown[number], shown[number + 1]
    same_day = this.moment.astimezone(zone).date() == following.moment.astimezone(zone).date()
    return not same_day or this.matter != following.matter
