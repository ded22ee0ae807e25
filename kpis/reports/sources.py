"""Where the rows behind a mark come from: what was measured, what lay open, or who bought."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from agents.models import Agent
from kpis.reports import backlog, buyers, listing, marks
from kpis.reports.asking import Asked
from kpis.reports.listing import Listing, Shown
from kpis.reports.marks import Mark


@dataclass(frozen=True)
class Source:
    """counts: how many the mark says, and how many of them the reader may not open. every: for a file."""

    listed: Callable[[Agent, Asked, Mark, str], Listing]
    counts: Callable[[Agent, Asked, Mark], tuple[int, int]]
    every: Callable[[Agent, Asked, Mark], Iterator[Shown]]
    is_longest_first: Callable[[str], bool]


MEASURED = Source(listing.listing, listing.counts, listing.every, listing.has_length)
OPEN = Source(backlog.listed, backlog.counts, backlog.every, lambda measure: True)
BUYERS = Source(buyers.listed, buyers.counts, buyers.every, lambda measure: False)


def of(measure: str) -> Source:
    return OPEN if measure == "backlog" else BUYERS if measure in buyers.WHOLE else MEASURED


def words(asked: Asked, mark: Mark, names: Mapping[str, str]) -> str:
    """The mark as a heading; names as kpis.reports.marks.words wants them."""
    return buyers.words(asked, mark) if asked.measure in buyers.WHOLE else marks.words(mark, names)
