"""The course of one matter: whose turn it was, and with which team, from entry to entry. Every rule reads this."""

from dataclasses import dataclass, field
from datetime import datetime

from kpis.measures.history import Deed, Matter

OURS = frozenset({"waiting", "in_progress", "on_hold"})
CLOSED = frozenset({"resolved", "no_reply_needed", "spam"})
ANSWERS = frozenset({"replied", "call_answered"})
# What an undo takes back as if it had not been; other deeds are turned round by deeds that count themselves.
UNDOABLE = frozenset({"status", "team", "assigned", "split", "joined"})


@dataclass(frozen=True)
class Answer:
    """A person of ours answered. burst: the first word of the customer that it answers, if there was one."""

    at: datetime
    agent: int | None
    team: int | None
    channel: int | None
    message: int | None
    burst: Deed | None


@dataclass(frozen=True)
class Stretch:
    """Between two changes of status or team."""

    status: str
    team: int | None
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Resolution:
    at: datetime
    agent: int | None
    team: int | None
    # By a rule and not by a person.
    by_itself: bool = False


@dataclass
class Course:
    matter: Matter
    opened_at: datetime
    # Begun by a message of ours.
    is_ours: bool = False
    heard: list[Deed] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    reopened: list[datetime] = field(default_factory=list)
    # Handed from one team to another.
    handed: list[datetime] = field(default_factory=list)

    @property
    def first_word(self) -> Deed | None:
        return self.heard[0] if self.heard else None

    @property
    def first_answer(self) -> Answer | None:
        """The first after they spoke; what we said before answers nothing."""
        word = self.first_word
        return next((one for one in self.answers if word and one.at >= word.at), None)

    @property
    def channel(self) -> int | None:
        """The one it came by."""
        word = self.first_word
        opened = next((deed.data.get("channel") for deed in self.matter.deeds if deed.kind == "opened"), None)
        return word.channel if word else opened

    @property
    def is_resolved(self) -> bool:
        return bool(self.stretches) and self.stretches[-1].status == "resolved"

    @property
    def excluded(self) -> str:
        return self.matter.excluded or ("ours" if self.is_ours else "")

    def team_at(self, at: datetime) -> int | None:
        return next((one.team for one in reversed(self.stretches) if one.began_at <= at), self.matter.team)


def follow(matter: Matter) -> Course:
    deeds = standing(matter.deeds)
    opening = next((deed for deed in deeds if deed.kind in ("opened", "split_off")), None)
    opened_at = min(deed.at for deed in [opening, *deeds] if deed) if deeds else matter.opened_at
    course = Course(matter, opened_at, is_ours=bool(opening and opening.data.get("outgoing")))
    walk = Walk(course, team_before(matter, deeds), "in_progress" if course.is_ours else "waiting", opened_at)
    for deed in deeds:
        walk.take(deed)
    walk.close(None)
    return course


def standing(deeds: tuple[Deed, ...]) -> list[Deed]:
    """In the order in which they took place, without what was taken back and what was never sent."""
    taken_back = {deed.message for deed in deeds if deed.kind == "withdrawn"}
    undoing = {deed.id: deed.data["undoes"] for deed in deeds if deed.kind in UNDOABLE and "undoes" in deed.data}
    gone = {*undoing, *undoing.values()}
    # What undid an undoing brings the deed back.
    for deed_id, undone in sorted(undoing.items()):
        if undone in undoing:
            gone -= {undoing[undone]}
            gone |= {deed_id}
    kept = [deed for deed in deeds if deed.id not in gone and not (deed.message in taken_back and deed.message)]
    return sorted(kept, key=lambda deed: (deed.at, deed.id))


def team_before(matter: Matter, deeds: list[Deed]) -> int | None:
    """With which team it began: what the first move came from; without one it has never been elsewhere."""
    moved = next((deed for deed in deeds if deed.kind == "team"), None)
    return moved.data.get("before") if moved else matter.team


@dataclass
class Walk:
    course: Course
    team: int | None
    status: str
    since: datetime
    burst: Deed | None = None

    def take(self, deed: Deed) -> None:
        if deed.kind in ANSWERS:
            self.answered(deed)
        elif taking := getattr(self, f"took_{deed.kind}", None):
            taking(deed)

    def took_received(self, deed: Deed) -> None:
        self.course.heard.append(deed)
        if self.status in CLOSED:
            # A word of thanks, filed without reopening: nobody waits.
            return
        self.burst = self.burst or deed
        self.turn(deed.at, "waiting" if self.status in ("awaiting_customer", "on_hold") else self.status)

    def answered(self, deed: Deed) -> None:
        status = "awaiting_customer" if deed.kind == "replied" else "in_progress"
        answer = Answer(deed.at, deed.actor, self.team, deed.channel, deed.message, self.burst)
        self.course.answers.append(answer)
        self.burst = None
        self.turn(deed.at, status)

    def took_reopened(self, deed: Deed) -> None:
        self.course.reopened.append(deed.at)
        self.turn(deed.at, "waiting")

    def took_joined(self, deed: Deed) -> None:
        if deed.data.get("reopened") and self.status in CLOSED:
            self.took_reopened(deed)

    def took_status(self, deed: Deed) -> None:
        after = deed.data["after"]
        if self.status == "resolved" and after not in CLOSED:
            self.course.reopened.append(deed.at)
        if after == "resolved":
            self.course.resolutions.append(Resolution(deed.at, deed.actor, self.team, by_itself=deed.actor is None))
        if after in CLOSED:
            self.burst = None
        self.turn(deed.at, after)

    def took_team(self, deed: Deed) -> None:
        self.course.handed.append(deed.at)
        self.turn(deed.at, self.status, deed.data.get("after"), moved=True)

    def took_assigned(self, deed: Deed) -> None:
        """Who takes a waiting matter for themselves is working on it (conversations.assigning.begins)."""
        if self.status == "waiting" and deed.actor is not None and deed.actor == deed.data.get("after"):
            self.turn(deed.at, "in_progress")

    def turn(self, at: datetime, status: str, team: int | None = None, *, moved: bool = False) -> None:
        team = team if moved else self.team
        if (status, team) != (self.status, self.team):
            self.close(at)
            self.status, self.team, self.since = status, team, at

    def close(self, at: datetime | None) -> None:
        self.course.stretches.append(Stretch(self.status, self.team, self.since, at))
