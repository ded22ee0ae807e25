"""Every live event, on one page: its name, who hears it, and what it carries.

An event with a template is rendered once per language after the commit and pushed to the topic of one matter: its
fragment is the same for all viewers. An event without one is a *hint*: the page asks for what its viewer may see.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol


class Shown(Protocol):
    """A row of the thread: a message, an entry or a matter."""

    pk: Any
    customer_id: int
    revision: int


@dataclass(frozen=True)
class Event:
    name: ClassVar[str]
    template: ClassVar[str] = ""

    def topics(self) -> list[str]:
        raise TypeError(f"{type(self).__name__} declares no audience")

    def body(self) -> dict[str, Any]:
        return asdict(self)

    def context(self) -> dict[str, Any]:
        return {}

    def hint(self) -> dict[str, Any]:
        """In the fragment's place, to whoever came just now: ask for everything above your revision (ThreadHint)."""
        body = self.body()
        return {"event": "thread", "customer": body["customer"], "revision": body["revision"], "matter": None}


@dataclass(frozen=True)
class MessageShown(Event):
    """A message is new, or its delivery, text or place changed."""

    name: ClassVar[str] = "message"
    template: ClassVar[str] = "conversations/thread/message.html"
    message: Any
    # Asked only where somebody looks: the message with all that its bubble shows.
    load: Callable[[], Any] | None = None

    def topics(self) -> list[str]:
        return [f"matter.{self.message.conversation_id}"]

    def body(self) -> dict[str, Any]:
        return place(self.message, self.message.conversation_id, self.message.shown_at)

    def context(self) -> dict[str, Any]:
        return {"message": self.load() if self.load else self.message}


@dataclass(frozen=True)
class EntryShown(Event):
    """A line of the history is new."""

    name: ClassVar[str] = "entry"
    template: ClassVar[str] = "conversations/thread/entry.html"
    entry: Any

    def topics(self) -> list[str]:
        return [f"matter.{self.entry.conversation_id}"]

    def body(self) -> dict[str, Any]:
        return place(self.entry, self.entry.conversation_id, self.entry.at)

    def context(self) -> dict[str, Any]:
        return {"entry": self.entry}


@dataclass(frozen=True)
class MatterShown(Event):
    """The bar of a matter changed: title, status, assignee, team, labels."""

    name: ClassVar[str] = "matter"
    template: ClassVar[str] = "conversations/thread/matter.html"
    matter: Any

    def topics(self) -> list[str]:
        return [f"matter.{self.matter.pk}"]

    def body(self) -> dict[str, Any]:
        return place(self.matter, self.matter.pk, self.matter.opened_at)

    def context(self) -> dict[str, Any]:
        return {"matter": self.matter}


@dataclass(frozen=True)
class ThreadHint(Event):
    """Something in this customer's thread came, went or moved: catch up by revision."""

    name: ClassVar[str] = "thread"
    customer: int
    revision: int
    # A matter that changed hands: its sockets ask whether they may still hear it.
    matter: int | None = None

    def topics(self) -> list[str]:
        return [f"customer.{self.customer}"] + ([f"matter.{self.matter}"] if self.matter else [])


@dataclass(frozen=True)
class QueueHint(Event):
    """A row of the queue changed. Told to all it concerned before or concerns now."""

    name: ClassVar[str] = "queue"
    matter: int
    teams: tuple[int | None, ...] = ()
    agents: tuple[int, ...] = ()

    def topics(self) -> list[str]:
        teams = [f"team.{team or 'none'}" for team in dict.fromkeys(self.teams)]
        return teams + [f"agent.{agent}" for agent in dict.fromkeys(self.agents)]

    def body(self) -> dict[str, Any]:
        return {"matter": self.matter}


@dataclass(frozen=True)
class CallHint(Event):
    """Somebody calls: the pages of those who may see the matter ask who it is."""

    name: ClassVar[str] = "call"
    message: int
    team: int | None = None
    agent: int | None = None

    def topics(self) -> list[str]:
        return [f"team.{self.team or 'none'}"] + ([f"agent.{self.agent}"] if self.agent else [])

    def body(self) -> dict[str, Any]:
        return {"message": self.message}


@dataclass(frozen=True)
class PanelHint(Event):
    """The profile, or the page the visitor is on, changed."""

    name: ClassVar[str] = "panel"
    customer: int

    def topics(self) -> list[str]:
        return [f"customer.{self.customer}"]


@dataclass(frozen=True)
class PresenceHint(Event):
    """Somebody came, went or stepped away."""

    name: ClassVar[str] = "presence"
    agent: int
    presence: str

    def topics(self) -> list[str]:
        return ["people"]


@dataclass(frozen=True)
class PromiseHint(Event):
    """A promise of this agent changed; with a text, it is due soon and its owner is told."""

    name: ClassVar[str] = "promise"
    agent: int
    matter: int | None = None
    text: str = ""
    due: str = ""

    def topics(self) -> list[str]:
        return [f"agent.{self.agent}"]


@dataclass(frozen=True)
class CallbackHint(Event):
    """A callback of this team changed, or (late) should have been made by now."""

    name: ClassVar[str] = "callback"
    callback: int
    team: int | None
    owner: int | None = None
    late: bool = False

    def topics(self) -> list[str]:
        return [f"team.{self.team or 'none'}", *([f"agent.{self.owner}"] if self.owner else [])]

    def body(self) -> dict[str, Any]:
        return {"callback": self.callback, "late": self.late}


@dataclass(frozen=True)
class RightsHint(Event):
    """Role, team, activity or sessions of this agent changed: the sockets ask again."""

    name: ClassVar[str] = "rights"
    agent: int

    def topics(self) -> list[str]:
        return [f"agent.{self.agent}"]


@dataclass(frozen=True)
class WallShown(Event):
    """The tiles of a live wall that changed, the same for all who see the same teams; without any it still says that
    they were looked at."""

    name: ClassVar[str] = "wall"
    template: ClassVar[str] = "kpis/wall/tiles.html"
    scope: str
    at: datetime
    shown: Mapping[str, Any]

    def topics(self) -> list[str]:
        return [f"{self.name}.{self.scope}"]

    def body(self) -> dict[str, Any]:
        return {"scope": self.scope, "at": self.at.isoformat()}

    def context(self) -> dict[str, Any]:
        return dict(self.shown)

    def hint(self) -> dict[str, Any]:
        """The page asks for its tiles."""
        return {"event": self.name, **self.body()}


@dataclass(frozen=True)
class WallboardShown(WallShown):
    """The same figures as they stand on a screen in the room: larger, and without a name."""

    name: ClassVar[str] = "wallboard"
    template: ClassVar[str] = "kpis/wall/slabs.html"


@dataclass(frozen=True)
class VisitorHint(Event):
    """Something in a chat visitor's own thread changed: the widget's socket asks the database."""

    name: ClassVar[str] = "visitor"
    session: str

    def topics(self) -> list[str]:
        return [f"visitor.{self.session}"]


@dataclass(frozen=True)
class Missed(Event):
    """Something could not be told in time to those who hear these topics: they are to ask."""

    name: ClassVar[str] = "missed"
    passed_by: tuple[str, ...]

    def topics(self) -> list[str]:
        return list(self.passed_by)

    def body(self) -> dict[str, Any]:
        return {}


EVENTS: dict[str, type[Event]] = {
    event.name: event
    for event in (
        MessageShown,
        EntryShown,
        MatterShown,
        ThreadHint,
        QueueHint,
        CallHint,
        PanelHint,
        PresenceHint,
        PromiseHint,
        CallbackHint,
        RightsHint,
        WallShown,
        WallboardShown,
        VisitorHint,
        Missed,
    )
}


def place(row: Shown, matter: int, shown_at: datetime) -> dict[str, Any]:
    return {
        "customer": row.customer_id,
        "matter": matter,
        "id": row.pk,
        "revision": row.revision,
        "shown_at": shown_at.isoformat(),
    }
