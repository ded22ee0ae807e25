"""What every played provider answers: our calls to it, and how its own calls to us look."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.functional import Promise

from conversations.models import Channel
from simulator.models import SimulatorCall
from simulator.people import Person

# kind and text; and below some messages of ours, what can be tapped: "quick" while it is the last, "buttons" always.
type Bubble = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request as it came through the simulator's door."""

    channel: Channel
    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Raises ValueError."""
        return json.loads(self.body)


@dataclass
class Answered:
    status: int
    # An object becomes JSON.
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    # For whom a message was taken, what they see, and what it is called.
    who: str = ""
    name: str = ""
    said: list[Bubble] = field(default_factory=list)
    # Where receipts are wanted; "" = nowhere.
    report_to: str = ""

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        text = self.body if isinstance(self.body, str) else json.dumps(self.body, ensure_ascii=False)
        return text.encode()

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "application/json")


@dataclass
class Happening:
    """Something a customer did, or became of a message, as the provider tells it: one event."""

    who: str
    told: dict[str, Any]
    name: str = ""
    said: list[Bubble] = field(default_factory=list)
    # How a row of the log calls it.
    what: str = "message"
    # Of the address that a message wanted its receipts at.
    query: str = ""


@dataclass(frozen=True)
class Call:
    """One webhook, ready to go: its own signature included."""

    headers: dict[str, str]
    body: bytes
    query: str = ""
    # Where it goes; "" = to the webhook of the channel.
    path: str = ""


def drawn(seed: str) -> int:
    """A number of 128 bits, always the same for a seed: the demo is the same every time."""
    return int(hashlib.sha256(seed.encode()).hexdigest()[:32], 16)


class Provider(ABC):
    kind: ClassVar[str]
    # "" where the kind has one provider only.
    name: ClassVar[str]
    word: ClassVar[str | Promise]
    # What is particular about it, for the list of channels.
    about: ClassVar[str | Promise]
    # What a customer can do here besides writing.
    acts: ClassVar[tuple[str, ...]]
    # Whether a customer can write there at all.
    takes_words: ClassVar[bool] = True
    faults: ClassVar[frozenset[str]]

    @property
    def choice(self) -> str:
        """The word of a button or a command that means it."""
        return self.name or self.kind

    @abstractmethod
    def account(self, seed: str) -> tuple[dict[str, Any], dict[str, str]]:
        """Settings and credentials of a new practice channel, made up: the names by the seed, the secrets by chance."""

    @abstractmethod
    def id_of(self, person: Person) -> str: ...

    def known_as(self, channel: Channel, person: Person) -> str:
        """The desk's name for them, where it is another one; "" = it has none yet."""
        return self.id_of(person)

    def look(self, channel: Channel, person: Person) -> None:  # noqa: B027  most providers call the customer's side
        """Before their screen is shown: what they have to fetch themselves."""

    @abstractmethod
    def refused(self, asked: Asked) -> Answered | None:
        """To whom the credentials do not belong; None = they are right."""

    @abstractmethod
    def is_sending(self, asked: Asked) -> bool: ...

    @abstractmethod
    def answer(self, asked: Asked) -> Answered:
        """The credentials have been looked at already."""

    @abstractmethod
    def broken(self) -> Answered: ...

    @abstractmethod
    def throttled(self) -> Answered: ...

    @abstractmethod
    def happening(self, channel: Channel, person: Person, act: str, text: str) -> Happening: ...

    @abstractmethod
    def calls(self, channel: Channel, happenings: list[Happening], *, again: bool = False) -> list[Call]:
        """As few webhooks as this provider would send; again = a redelivery."""

    @abstractmethod
    def spoil(self, call: Call) -> Call:
        """The same with a signature that does not fit."""

    def asks(self, channel: Channel) -> list[tuple[str, str, str]]:
        """What a customer fills in beside their words: name, label and a sample of each field."""
        return []

    def tap(self, channel: Channel, person: Person, button: Mapping[str, str]) -> Happening | None:
        """A button below a message of ours; None = nothing comes of it here."""
        return None

    def report(self, sent: SimulatorCall, asked: Mapping[str, str], status: str) -> Happening | None:
        """A receipt for a message of ours, by the fields it was sent with; None = this provider sends none."""
        return None


class OurOwnDoor(Provider):
    """A customer's side without a provider between: they write through a public door of ours, and nobody is called."""

    def refused(self, asked: Asked) -> Answered | None:
        return Answered(HTTPStatus.NOT_FOUND)

    def is_sending(self, asked: Asked) -> bool:
        return False

    def answer(self, asked: Asked) -> Answered:
        return Answered(HTTPStatus.NOT_FOUND)

    def broken(self) -> Answered:
        return Answered(HTTPStatus.NOT_FOUND)

    def throttled(self) -> Answered:
        return Answered(HTTPStatus.NOT_FOUND)


type Deed = Callable[[Asked], Answered]
