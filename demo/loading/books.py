"""What all matters together bring: messages, entries, intervals of focus, receipts still to come, files."""

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import ClassVar

from conversations.models import Call, Entry, Envelope, FocusInterval, Message
from demo.dice import Dice
from demo.planned import Deed, Said

# How soon a visitor's browser shows a message, and how soon it is looked at: median and p90 in seconds.
SHOWN, LOOKED_AT = (1.1, 3.0), (16, 140)


@dataclass(frozen=True)
class Arrived:
    """What a visitor's browser says of a message of ours: shown there, looked at."""

    message: Message
    status: str


type Event = Said | Deed | Arrived


class Books:
    FAILURE: ClassVar[str] = "The visitor has ended the chat and cannot read this."

    def __init__(self, now: datetime, dice: Dice) -> None:
        self.now, self.dice = now, dice
        self.messages: list[Message] = []
        self.entries: list[Entry] = []
        self.intervals: list[FocusInterval] = []
        self.envelopes: list[Envelope] = []
        self.calls: list[Call] = []
        # The call that each matter began with, by its number.
        self.calls_of: dict[int, Message] = {}
        self.files: list[tuple[Message, str]] = []
        self.numbers = count(1)
        self.order = count()
        # (when, a running number that keeps the order, whose ledger, what)
        self.events: list[tuple[datetime, int, int, Event]] = []

    def expect(self, at: datetime, ledger: int, event: Event) -> None:
        heapq.heappush(self.events, (at, next(self.order), ledger, event))

    def next_event(self) -> tuple[datetime, int, int, Event] | None:
        return heapq.heappop(self.events) if self.events else None

    def keep(self, message: Message, said: Said) -> Message:
        message.pk = next(self.numbers)
        message.failure = self.FAILURE if said.delivery == "failed" else said.failure
        self.messages.append(message)
        self.files += [(message, name) for name in said.attachments]
        return message

    def took_call(self, message: Message, call: Call) -> None:
        self.calls.append(call)
        self.calls_of[message.conversation_id] = message

    def files_of(self, message: Message) -> int:
        return sum(1 for other, _name in self.files if other is message)

    def receipts(self, message: Message, said: Said, ways: tuple[str, ...], answered_at: datetime | None) -> None:
        """What the visitor's browser will say about it, unless that is still to come. Who answers has read it."""
        at = said.at
        latest = answered_at - timedelta(seconds=2) if answered_at else self.now + timedelta(days=1)
        for status in ways:
            at = min(at + self.takes(status, by_mail=said.mail is not None), latest)
            if at < self.now or status in ("sent", "bounced"):
                self.expect(at, message.conversation_id, Arrived(message, status))

    def takes(self, status: str, *, by_mail: bool = False) -> timedelta:
        if by_mail:
            # It lies still for some seconds, in which it can be taken back.
            return timedelta(seconds=self.dice.randint(8, 18), milliseconds=self.dice.randint(0, 900))
        if status in ("sent", "failed"):
            return timedelta(milliseconds=self.dice.randint(90, 700))
        return timedelta(seconds=self.dice.around(*(SHOWN if status == "delivered" else LOOKED_AT)))

    def focus(self, agent: int, matter: int, at: datetime, signs: int) -> None:
        """They read and typed before they sent."""
        seconds = min(600.0, self.dice.around(25, 70) + signs * 0.22)
        ends = min(at + timedelta(seconds=4), self.now)
        self.intervals.append(
            FocusInterval(
                agent_id=agent, conversation_id=matter, started_at=at - timedelta(seconds=seconds), ended_at=ends
            )
        )
