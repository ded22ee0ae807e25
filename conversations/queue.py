"""The queue: which matters a view lists, in which order, a page at a time along the indexes.

A view is a chain of walks, each along one index in one order. A row's key says which walk it lies on and where, so that
keys sort as the list does: they are the paging cursor, and tell the browser where a refreshed row belongs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest
from django.db.models import DateTimeField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from agents.models import Agent
from conversations.models import Conversation, Status

VIEWS = ("mine", "unassigned", "team", "snoozed", "done", "all")
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
class Walk:
    """Rows of one group along one index; `by` is the field whose order is walked, '-' = newest first."""

    rows: QuerySet[Conversation]
    by: str
    group: str = ""

    @property
    def column(self) -> str:
        return self.by.removeprefix("-")

    def key(self, number: int, moment: datetime, pk: int) -> str:
        at = (moment - EPOCH) // timedelta(microseconds=1)
        return f"{number:02d}.{FAR - at:019d}.{FAR - pk:019d}" if self.by[0] == "-" else f"{number:02d}.{at:019d}.{pk:019d}"

    def after(self, at: int, pk: int) -> Q:
        """Both halves bound the walked column, so that the index starts at the cursor."""
        down = self.by[0] == "-"
        moment = EPOCH + timedelta(microseconds=FAR - at if down else at)
        inner, pk = ("lt", FAR - pk) if down else ("gt", pk)
        return Q(**{f"{self.column}__{inner}e": moment}) & (Q(**{f"{self.column}__{inner}": moment}) | Q(**{f"pk__{inner}": pk}))

    def ids(self, number: int) -> QuerySet[Conversation, tuple[int, int, datetime]]:
        tie = "-pk" if self.by[0] == "-" else "pk"
        numbered = self.rows.order_by(self.by, tie).annotate(
            walk=Cast(Value(number), IntegerField()), moment=Cast(F(self.column), DateTimeField())
        )
        return numbered.values_list("pk", "walk", "moment")


@dataclass(frozen=True)
class Place:
    """One matter's place in the list."""

    pk: int
    key: str
    group: str


@dataclass(frozen=True)
class Page:
    places: list[Place] = field(default_factory=list)
    # The key to go on after; '' = this is the end.
    after: str = ""


def page(agent: Agent, wanted: Wanted, after: str = "") -> Page:
    chain = walks(agent, wanted)
    merged = wanted.view in ("done", "all")
    first, at, pk = read_key(after, len(chain))
    asked = []
    for number, walk in enumerate(chain):
        if after and merged:
            walk = Walk(walk.rows.filter(walk.after(at, pk)), walk.by, walk.group)
        elif number < first:
            continue
        elif after and number == first:
            walk = Walk(walk.rows.filter(walk.after(at, pk)), walk.by, walk.group)
        asked.append(walk.ids(0 if merged else number)[: PAGE + 1])
    places = placed(chain, asked)
    return Page(places[:PAGE], places[PAGE - 1].key if len(places) > PAGE else "")


def among(agent: Agent, wanted: Wanted, ids: Iterable[int]) -> list[Place]:
    """Which of these matters the view lists, and where."""
    some = list(ids)[:MOST_IDS]
    merged = wanted.view in ("done", "all")
    chain = walks(agent, wanted)
    return placed(
        chain, [Walk(walk.rows.filter(pk__in=some), walk.by).ids(0 if merged else number) for number, walk in enumerate(chain)]
    )


def placed(chain: list[Walk], asked: list[QuerySet[Conversation, tuple[int, int, datetime]]]) -> list[Place]:
    if not asked:
        return []
    found = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    places = {pk: Place(pk, chain[number].key(number, moment, pk), chain[number].group) for pk, number, moment in found}
    return sorted(places.values(), key=lambda place: place.key)


def read_key(key: str, walks: int) -> tuple[int, int, int]:
    """A cursor comes from an address: anything that is not one of our keys is a bad request."""
    if not key:
        return 0, 0, 0
    try:
        number, at, pk = (int(part) for part in key.split("."))
        EPOCH + timedelta(microseconds=min(at, FAR - at))
    except (ValueError, OverflowError) as error:
        raise BadRequest("cursor") from error
    if not (0 <= number < walks and 0 <= at <= FAR and 0 <= pk <= FAR):
        raise BadRequest("cursor")
    return number, at, pk


def walks(agent: Agent, wanted: Wanted) -> list[Walk]:
    if wanted.view == "done":
        return history_walks(agent, wanted, FINISHED)
    if wanted.view == "all":
        return history_walks(agent, wanted, tuple(Status))
    rows = narrowed(scoped(agent, wanted.view), wanted)
    if wanted.view == "snoozed":
        return [Walk(rows.filter(status__in=TURNS, snoozed_until__isnull=False), "snoozed_until")]
    rows = rows.filter(snoozed_until=None)
    if wanted.sort == "newest":
        return [Walk(rows.filter(status=turn), "-last_activity_at", turn) for turn in TURNS]
    return [
        walk
        for turn in TURNS
        for walk in (
            Walk(rows.filter(status=turn, waiting_since__isnull=False), "waiting_since", turn),
            Walk(rows.filter(status=turn, waiting_since=None), "-last_activity_at", turn),
        )
    ]


def history_walks(agent: Agent, wanted: Wanted, statuses: tuple[Status, ...]) -> list[Walk]:
    """Newest first over all that is and was: one walk for each team and status, so that none reads past what it shows."""
    matters = narrowed(Conversation.objects.all(), wanted)
    if agent.role == "admin":
        scopes = [Q()]
    else:
        teams = list(agent.memberships.values_list("team_id", flat=True))
        scopes = [Q(assignee=agent), *(Q(team=team) for team in teams), *([Q(team=None)] if teams else [])]
    return [Walk(matters.filter(scope, status=status), "-last_activity_at") for status in statuses for scope in scopes]


def scoped(agent: Agent, view: str) -> QuerySet[Conversation]:
    """The rows of an open view, out of what this agent may see."""
    matters = Conversation.objects.all()
    if view in ("mine", "snoozed"):
        return matters.filter(assignee=agent)
    teams = Q() if agent.role == "admin" else Q(team__in=list(agent.memberships.values_list("team_id", flat=True)))
    if view == "team":
        return matters.filter(teams, team__isnull=False)
    if not teams or teams.children[0][1]:  # type: ignore[index]  # a Q of one condition
        return matters.filter(teams | Q(team=None) if teams else Q(), assignee=None)
    return matters.none()


def narrowed(rows: QuerySet[Conversation], wanted: Wanted) -> QuerySet[Conversation]:
    if wanted.channel is not None:
        rows = rows.filter(last_channel=wanted.channel)
    if wanted.label is not None:
        rows = rows.filter(label_uses__label=wanted.label)
    return rows
