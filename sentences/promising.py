"""What an agent promises in a message: who writes 「明日お電話します」 owes a call tomorrow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


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
    """The promises of `text`, in the order in which they stand."""
    return ()
