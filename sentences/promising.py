"""What an agent promises in a message: who writes 「明日お電話します」 owes a call tomorrow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sentences.promised import english, japanese
from sentences.promised.due import Clock, due_in
from sentences.told.reading import read


@dataclass(frozen=True)
class Promise:
    """A promise at [start:end] of the text; `due` is aware, or None where no day was said."""

    text: str
    start: int
    end: int
    due: datetime | None
    rule: str


def promises_in(
    text: str,
    *,
    at: datetime,
    zone: ZoneInfo,
    closing: time = time(18, 0),
    is_open: Callable[[date], bool] | None = None,
) -> tuple[Promise, ...]:
    """The promises of `text` in their order. `is_open` knows the holidays; without it Monday to Friday are open."""
    clock = Clock(at, zone, closing, is_open or _weekday)
    return tuple(sorted(_promises(text, clock), key=lambda promise: promise.start))


def _weekday(day: date) -> bool:
    return day.weekday() < 5


def _promises(text: str, clock: Clock) -> Iterator[Promise]:
    reading = read(text)
    for language in (japanese, english):
        for made in language.commitments(reading.text, clock):
            start, end = reading.folded.span(made.start, made.end)
            yield Promise(text[start:end], start, end, due_in(made.when, clock), made.rule)
