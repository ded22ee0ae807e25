"""The queue: which matters a view lists, in which order, a page at a time along the indexes.

A view is a chain of walks, each along one index in one order. A row's key says which walk it lies on and where, so that
keys sort as the list does: they are the paging cursor, and tell the browser where a refreshed row belongs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest
from django.db.models import F, IntegerField, Q, QuerySet, Value

from agents.models import Agent
from conversations.models import Conversation, Status

KEY = re.compile(r"(\d{2})\.(\d{19})\.(\d{19})")
VIEWS = ("mine", "unassigned", "team", "snoozed", "done", "all")
MERGED = ("done", "all")
SORTS = ("waiting", "newest")
PAGE = 50
MOST_IDS = 200
# The order of the groups: whose turn is ours comes first.
TURNS = (Status.WAITING, Status.IN_PROGRESS, Status.ON_HOLD, Status.AWAITING_CUSTOMER)
FINISHED = (Status.RESOLVED, Status.NO_REPLY_NEEDED)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
FAR = 10**18


@dataclass(frozen=True)
class Wanted:
    """What the address of a list asks for."""

    view: str = "mine"
    sort: str = "waiting"
    channel: int | None = None
    label: int | None = None

    @property
    def is_filtered(self) -> bool:
        return self.channel is not None or self.label is not None


@dataclass(frozen=True)
class Place:
    """One matter's place in the list."""

    pk: int
    key: str
    group: str


@dataclass(frozen=True)
class Walk:
    """Rows of one group along one index; `by` is the field whose order is walked, '-' = newest first. Walks of one
    number are merged into one list; other numbers follow one another."""

    rows: QuerySet[Conversation]
    by: str
    number: int = 0
    group: str = ""

    @property
    def column(self) -> str:
        return self.by.removeprefix("-")

    @property
    def is_down(self) -> bool:
        return self.by.startswith("-")

    def place(self, pk: int, moment: datetime) -> Place:
        at = (moment - EPOCH) // timedelta(microseconds=1)
        at, tie = (FAR - at, FAR - pk) if self.is_down else (at, pk)
        return Place(pk, f"{self.number:02d}.{at:019d}.{tie:019d}", self.group)

    def after(self, at: int, tie: int) -> Q:
        """The first half bounds the walked column, so that the index starts at the cursor."""
        step, at, pk = ("lt", FAR - at, FAR - tie) if self.is_down else ("gt", at, tie)
        moment = moment_of(at)
        return Q(**{f"{self.column}__{step}e": moment}) & (
            Q(**{f"{self.column}__{step}": moment}) | Q(**{f"pk__{step}": pk})
        )

    def ids(self) -> QuerySet[Conversation, tuple[int, int, datetime]]:
        ordered = self.rows.order_by(self.by, "-pk" if self.is_down else "pk")
        named = ordered.annotate(walk=Value(self.number, IntegerField()), moment=F(self.column))
        return named.values_list("pk", "walk", "moment")


def moment_of(at: int) -> datetime:
    try:
        return EPOCH + timedelta(microseconds=at)
    except OverflowError as error:
        raise BadRequest("cursor") from error


@dataclass(frozen=True)
class Page:
    places: list[Place] = field(default_factory=list)
    # The key to go on after; '' = this is the end.
    after: str = ""


def page(agent: Agent, wanted: Wanted, after: str = "") -> Page:
    chain = walks(agent, wanted)
    if after:
        chain = onward(chain, after)
    places = placed([walk.ids()[: PAGE + 1] for walk in chain], chain)
    return Page(places[:PAGE], places[PAGE - 1].key if len(places) > PAGE else "")


def onward(chain: list[Walk], after: str) -> list[Walk]:
    """What is left of the chain behind a cursor."""
    number, at, pk = read_key(after)
    left = [walk for walk in chain if walk.number >= number]
    return [
        replace(walk, rows=walk.rows.filter(walk.after(at, pk))) if walk.number == number else walk for walk in left
    ]


def among(agent: Agent, wanted: Wanted, ids: Iterable[int]) -> list[Place]:
    """Which of these matters the view lists, and where."""
    some = list(ids)[:MOST_IDS]
    chain = walks(agent, wanted)
    return placed([replace(walk, rows=walk.rows.filter(pk__in=some)).ids() for walk in chain], chain)


def placed(asked: list[QuerySet[Conversation, tuple[int, int, datetime]]], chain: list[Walk]) -> list[Place]:
    """One question for all walks."""
    if not asked:
        return []
    found = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    by_number = {walk.number: walk for walk in chain}
    places = {pk: by_number[number].place(pk, moment) for pk, number, moment in found}
    return sorted(places.values(), key=lambda place: place.key)


def read_key(key: str) -> tuple[int, int, int]:
    """A cursor comes from an address: what is not one of our keys is a bad request."""
    found = KEY.fullmatch(key)
    if found is None:
        raise BadRequest("cursor")
    number, at, pk = (int(part) for part in found.groups())
    return number, at, pk


def walks(agent: Agent, wanted: Wanted) -> list[Walk]:
    if wanted.view in MERGED:
        return history_walks(agent, wanted, FINISHED if wanted.view == "done" else tuple(Status))
    rows = narrowed(scoped(agent, wanted.view), wanted)
    if wanted.view == "snoozed":
        return [Walk(rows.filter(status__in=TURNS, snoozed_until__isnull=False), "snoozed_until")]
    rows = rows.filter(snoozed_until=None)
    if wanted.sort == "newest":
        return [Walk(rows.filter(status=turn), "-last_activity_at", at, turn) for at, turn in enumerate(TURNS)]
    return [
        walk for at, turn in enumerate(TURNS) for walk in longest_wait_first(rows.filter(status=turn), 2 * at, turn)
    ]


def longest_wait_first(rows: QuerySet[Conversation], number: int, group: str) -> tuple[Walk, Walk]:
    """Those who wait for us, then those who do not, newest first."""
    waiting = Walk(rows.filter(waiting_since__isnull=False), "waiting_since", number, group)
    return waiting, Walk(rows.filter(waiting_since=None), "-last_activity_at", number + 1, group)


def history_walks(agent: Agent, wanted: Wanted, statuses: tuple[Status, ...]) -> list[Walk]:
    """Newest first over all that is and was: one walk a team and status, so that none reads past what it shows."""
    matters, teams = narrowed(Conversation.objects.all(), wanted), teams_of(agent)
    scopes = [Q(assignee=agent), *(Q(team=team) for team in [*teams, None] if teams)] if teams is not None else [Q()]
    return [Walk(matters.filter(scope, status=status), "-last_activity_at") for status in statuses for scope in scopes]


def scoped(agent: Agent, view: str) -> QuerySet[Conversation]:
    """The rows of an open view, out of what this agent may see."""
    matters = Conversation.objects.all()
    if view in ("mine", "snoozed"):
        return matters.filter(assignee=agent)
    teams = teams_of(agent)
    if view == "team":
        return matters.filter(team__isnull=False) if teams is None else matters.filter(team__in=teams)
    if teams is None:
        return matters.filter(assignee=None)
    return matters.filter(Q(team__in=teams) | Q(team=None), assignee=None) if teams else matters.none()


def teams_of(agent: Agent) -> list[int] | None:
    """None = all of them."""
    return None if agent.role == "admin" else agent.team_keys()


def narrowed(rows: QuerySet[Conversation], wanted: Wanted) -> QuerySet[Conversation]:
    if wanted.channel is not None:
        rows = rows.filter(last_channel=wanted.channel)
    if wanted.label is not None:
        rows = rows.filter(label_uses__label=wanted.label)
    return rows
