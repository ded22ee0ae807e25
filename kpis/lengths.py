"""The lengths of a slice, in groups: what percentiles are read from. Every length, none estimated.

PostgreSQL hands over the lists as they lie in the rollups and numpy finds the places: over years a fraction of the time
in which PostgreSQL makes a row of each and sorts these. numpy is imported where it is used: a page without percentiles
does not wait for it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    type Numbers = np.ndarray[tuple[int], np.dtype[np.int32]]

# A list as bytes: what array_send tells before the elements are five whole numbers. A missing length is -1.
SENT = "substring(array_send(array_replace({}, NULL, -1)) FROM 21)"
SENT_MINUTES = "substring(array_send({}) FROM 21)"
# Of each element its size and itself.
WIDE, NARROW = [("size", ">i4"), ("is", ">i4")], [("size", ">i4"), ("is", ">i2")]
# Groups by the minute: the place of a minute of the week, and the key of such a place.
MINUTES: dict[str, tuple[Callable[[Any], Any], Callable[[int], Any]]] = {
    "weekday_hour": (lambda minute: minute // 60, lambda place: divmod(place, 24)),
    "hour": (lambda minute: minute % 1440 // 60, int),
    "half_hour": (lambda minute: minute % 1440 // 30, int),
    "quarter_hour": (lambda minute: minute % 1440 // 15, int),
}


def columns(by: str, *, business: bool) -> str:
    """What is asked of each rollup r, beside the key of its group."""
    words = ["r.sent_seconds", *(["r.sent_business_seconds"] if business else [])]
    return ", ".join([*words, *(["r.sent_minutes", "r.weekday"] if by in MINUTES else [])])


def grouped(found: Sequence[Sequence[Any]], by: str, *, business: bool) -> "dict[Any, Numbers]":
    """{key: its lengths}, in the order of the keys, from rows of (key, *columns)."""
    import numpy as np

    if not found:
        return {}
    keys, *lists = zip(*found, strict=True)
    lengths = numbers(lists[0])
    if business:
        # What has only one clock (handling) is told by that.
        other = numbers(lists[1])
        lengths = np.where(other < 0, lengths, other)
    many = np.fromiter((len(one) // 8 for one in lists[0]), dtype=np.int32, count=len(keys))
    if by in MINUTES:
        place_of, key_of = MINUTES[by]
        weekdays = np.repeat(np.array(lists[-1], dtype=np.int16), many)
        return in_places(place_of(1440 * weekdays + numbers(lists[-2], NARROW)), lengths, key_of)
    order = sorted(set(keys), key=lambda key: (key is None, key))
    number = {key: place for place, key in enumerate(order)}
    rows = np.fromiter((number[key] for key in keys), dtype=np.int16, count=len(keys))
    return in_places(np.repeat(rows, many), lengths, order.__getitem__)


def numbers(sent: Iterable[Any], kind: list[tuple[str, str]] = WIDE) -> "Numbers":
    import numpy as np

    read = np.frombuffer(b"".join(sent), dtype=kind)["is"]
    return read.astype(read.dtype.newbyteorder("="))


def in_places(places: "Numbers", lengths: "Numbers", key_of: Callable[[int], Any]) -> "dict[Any, Numbers]":
    """A place without a length is left out. Places are small numbers: these are put in order by counting."""
    import numpy as np

    known = lengths >= 0
    if not known.any():
        return {}
    places, lengths = places[known].astype(np.int16), lengths[known]
    order = np.argsort(places, kind="stable")
    some, counts = np.unique(places, return_counts=True)
    pieces = np.split(lengths[order], np.cumsum(counts)[:-1])
    return {key_of(int(place)): piece for place, piece in zip(some, pieces, strict=True)}


def at(lengths: "Numbers", ranks: Sequence[int]) -> list[int]:
    """Those of these ranks, counted from 1; where there is none, the nearest."""
    import numpy as np

    wanted = [min(max(rank, 1), len(lengths)) - 1 for rank in ranks]
    ordered = np.partition(lengths, sorted(set(wanted)))
    return [int(ordered[place]) for place in wanted]
