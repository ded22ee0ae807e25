"""How live events are told: after the commit, together, and made good later where Redis does not hear us."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from omnidesk import frames, owed, redis_link
from omnidesk.live import Event, Missed


@dataclass(eq=False)
class Batch:
    """What one transaction has to tell: it travels together, and a hint that was given is not given twice."""

    events: list[Event]

    def add(self, event: Event) -> None:
        if event.template or event not in self.events:
            self.events.append(event)

    def __call__(self) -> None:
        send(self.events)


def publish(event: Event) -> None:
    """Tell it after the commit. Whatever goes wrong in telling never undoes what was saved."""
    batch = open_batch(transaction.get_connection())
    if batch is None:
        transaction.on_commit(Batch([event]), robust=True)
    else:
        batch.add(event)


def open_batch(link: Any) -> Batch | None:
    """That of the transaction that runs, if it was begun under the same savepoints: what is rolled back is not told."""
    for savepoints, deed, _robust in reversed(link.run_on_commit):
        if isinstance(deed, Batch):
            return deed if savepoints == set(link.savepoint_ids) else None
    return None


def send(events: Sequence[Event]) -> bool:
    """False = it could not be told now: whoever would have heard it is asked to look, as soon as Redis hears us."""
    if told(events):
        return True
    owed.owe({topic for event in events for topic in event.topics()}, tell_missed)
    return False


def tell_missed(topics: list[str]) -> bool:
    return told([Missed(tuple(topics))])


def told(events: Sequence[Event]) -> bool:
    """One look at who listens, then one message for each event."""
    drawn = [] if frames.is_alone() else [event for event in events if event.template]
    watched: set[str] = set()

    def look() -> None:
        watched.update(frames.watched(redis_link.client(), drawn))

    def say() -> None:
        # Held by its name: a client that nobody holds any more hangs up on all its lines, this one too.
        link = redis_link.client()
        line = link.pipeline(transaction=False)
        for payload in payloads:
            line.publish(frames.WIRE, payload)
        heard.extend(line.execute())

    heard: list[int] = []
    if drawn and not redis_link.attempt("publish", look):
        return False
    payloads = dict.fromkeys(frames.packet(event, watched) for event in events)
    if not redis_link.attempt("publish", say):
        return False
    frames.taken_by(sum(heard))
    return True
