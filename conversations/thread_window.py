"""A piece of the thread: messages, lines of the history and bars of matters, merged by time.

Pieces are cut by place (time, rank, id), so that each costs the same however long the history is. The same rows are
shown by the page, pushed, and fetched when catching up; their templates know nothing of who looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet
from django.template.loader import render_to_string

from agents.models import Agent, Team
from conversations import fact_marks
from conversations.history import SHOWN
from conversations.letter_rows import FORMATTED
from conversations.models import Conversation, Entry, Message
from customers.models import Customer

PIECE = 30
# More changed rows than this (a whole history was moved): the page asks for the piece it shows instead.
MOST_CHANGES = 300
# Older ones are as the page found them.
MOST_SHUT = 40


class Place(NamedTuple):
    """Where a row stands. At the same instant a matter's bar comes before its messages, a deed after them."""

    at: datetime
    rank: int
    pk: int

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Raises ValueError for anything but our own cursor."""
        at, rank, pk = text.split("~")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not 0 <= int(rank) <= 2:
            raise ValueError(text)
        return cls(moment, int(rank), int(pk))

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}~{self.rank}~{self.pk}"


RANKS = {"matter": 0, "message": 1, "entry": 2, "shut": 0}


@dataclass(frozen=True)
class Row:
    kind: str
    place: Place
    thing: Any

    def html(self) -> str:
        return render_to_string(f"conversations/thread/{self.kind}.html", {self.kind: self.thing}).strip()

    def frame(self) -> dict[str, Any]:
        """The same shape that live.py pushes. What is behind a wall has neither number nor revision."""
        numbers = (0, 0) if self.kind == "shut" else (self.thing.pk, self.thing.revision)
        return {
            "kind": self.kind,
            "id": numbers[0],
            "revision": numbers[1],
            "shown_at": self.place.at.isoformat(),
            "html": self.html(),
        }


@dataclass(frozen=True)
class Window:
    rows: list[Row]
    older: Place | None


@dataclass(frozen=True)
class Changes:
    revision: int
    rows: list[Row]
    too_many: bool
    visible: list[int]
    # The newest lines of matters behind a wall, all of them as they are now: which of them changed is not told.
    shut: list[Row]


def window(customer: Customer, visible: QuerySet[Conversation], before: Place | None = None) -> Window:
    """The newest piece, or the one before a place; rows oldest first. `visible`: the matters the viewer may see."""
    matters = visible.filter(customer=customer)
    sources = [
        rows("message", loaded_messages(customer, cut(messages_of(customer, matters), "shown_at", "message", before))),
        rows("entry", cut(entries_of(customer, matters), "at", "entry", before)),
        rows("matter", cut(bars_of(matters), "opened_at", "matter", before)),
        rows("shut", cut(shut_of(customer, visible), "opened_at", "shut", before)),
    ]
    floor = max((source[PIECE - 1].place for source in sources if len(source) > PIECE), default=None)
    merged = sorted((row for source in sources for row in source if floor is None or row.place >= floor), key=place_of)
    name_people(merged)
    return Window(merged, floor)


def changes(customer: Customer, visible: QuerySet[Conversation], after: int) -> Changes:
    """Every visible row of this customer that is new or changed since the revision."""
    # Read first: what commits meanwhile is reported once more next time, and never missed.
    revision = Customer.objects.values_list("revision", flat=True).get(pk=customer.pk)
    matters = visible.filter(customer=customer)
    newer = Q(revision__gt=after)
    found = [
        *rows("message", loaded_messages(customer, messages_of(customer, matters).filter(newer)[: MOST_CHANGES + 1])),
        *rows("entry", entries_of(customer, matters).filter(newer)[: MOST_CHANGES + 1]),
        *rows("matter", loaded_bars(matters.filter(newer))[: MOST_CHANGES + 1]),
    ]
    too_many = len(found) > MOST_CHANGES
    shown = [] if too_many else sorted(found, key=place_of)
    name_people(shown)
    shut = rows("shut", shut_of(customer, visible).order_by("-opened_at", "-pk")[:MOST_SHUT])
    return Changes(revision, shown, too_many, list(matters.values_list("pk", flat=True)), shut)


def place_of(row: Row) -> Place:
    return row.place


def messages_of(customer: Customer, matters: QuerySet[Conversation]) -> QuerySet[Message]:
    return Message.objects.filter(customer=customer, conversation__in=matters)


def loaded_messages(customer: Customer, few: QuerySet[Message]) -> QuerySet[Message]:
    """With all that their rows show. Chosen by their keys alone: joined first, a whole long history would be read."""
    related = ("channel", "identity", "author", "envelope", "call__agent", "choices")
    found = Message.objects.filter(pk__in=few.values("pk")).order_by("-shown_at", "-pk").select_related(*related)
    loaded = found.defer("envelope__html").annotate(**FORMATTED).prefetch_related("attachments")
    for message in loaded:
        message.customer = customer
    fact_marks.lay(loaded)
    return loaded


def entries_of(customer: Customer, matters: QuerySet[Conversation]) -> QuerySet[Entry]:
    return Entry.objects.filter(customer=customer, conversation__in=matters, kind__in=SHOWN).select_related("actor")


def bars_of(matters: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return loaded_bars(matters.filter(joined_into=None))


def loaded_bars(matters: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return matters.select_related("team", "assignee").prefetch_related("label_uses__label")


def shut_of(customer: Customer, visible: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Matters behind a team's wall: that there is one, and when; nothing else."""
    hidden = Conversation.objects.filter(customer=customer, joined_into=None).exclude(pk__in=visible.values("pk"))
    return hidden.only("pk", "opened_at", "revision")


def cut[M: Model](found: QuerySet[M], time: str, kind: str, before: Place | None) -> QuerySet[M]:
    """The newest rows before the place, one more than are shown."""
    if before is not None:
        found = found.filter(**{f"{time}__lte": before.at}).filter(earlier(time, RANKS[kind], before))
    return found.order_by(f"-{time}", "-pk")[: PIECE + 1]


def earlier(time: str, rank: int, before: Place) -> Q:
    sooner = Q(**{f"{time}__lt": before.at})
    if rank < before.rank:
        return sooner | Q(**{time: before.at})
    return sooner | Q(**{time: before.at, "pk__lt": before.pk}) if rank == before.rank else sooner


TIMES = {"message": "shown_at", "entry": "at", "matter": "opened_at", "shut": "opened_at"}


def rows(kind: str, found: Iterable[Any]) -> list[Row]:
    return [Row(kind, Place(getattr(thing, TIMES[kind]), RANKS[kind], thing.pk), thing) for thing in found]


def name_people(found: list[Row]) -> None:
    """Two queries for all the people and teams that the lines of the history speak of."""
    entries = [row.thing for row in found if row.kind == "entry"]
    people, teams = named(entries, {"assigned"}), named(entries, {"team"})
    agents = Agent.objects.in_bulk(people) if people else {}
    groups = Team.objects.in_bulk(teams) if teams else {}
    for entry in entries:
        entry.people, entry.teams = agents, groups


def named(entries: Iterable[Entry], kinds: set[str]) -> set[int]:
    spoken_of = [(entry.data.get("before"), entry.data.get("after")) for entry in entries if entry.kind in kinds]
    return {pk for pair in spoken_of for pk in pair if pk is not None}
