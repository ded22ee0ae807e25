"""What a page of figures is asked for, read from its address and written back into it: every view can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from agents.models import Agent
from kpis import figures, records
from kpis.definitions import DEFINITIONS
from kpis.offered import MEASURE, Limits
from kpis.reports.asking_days import DEFAULT_PERIOD, PERIODS, days_of, steps_of
from kpis.reports.asking_live import OWN_LIMITS, of_live
from kpis.reports.asking_narrow import first_day, of_narrow
from kpis.reports.catalogue import COMPARING, COUNTS, KINDS, PURCHASES
from kpis.service_level import DEFAULT, SHORT, WITHIN
from kpis.slices import BUSINESS, CALENDAR, Scope, Slice

# What a limit can be set to, in seconds.
LIMITS = (20, 60, 180, 300, 600, 1800, 3600, 4 * 3600, 8 * 3600, 24 * 3600, 72 * 3600)


@dataclass(frozen=True)
class Asked:
    """A measure and its slice. by: which breakdown is open; step: what one place on the axis of time is.

    formula and short (seconds) are of the live lines alone, whose limit is what counts as answered in time.
    """

    measure: str
    slice: Slice
    period: str = DEFAULT_PERIOD
    compares: bool = True
    step: str = "day"
    limit: int | None = None
    by: str = "channel"
    steps: tuple[str, ...] = ("day",)
    formula: str = DEFAULT
    short: int = SHORT
    # The first day of the address, where a label or segment shows fewer.
    since: date | None = None
    # From which day on anything is on record.
    recorded_from: date | None = None

    @property
    def is_cut(self) -> bool:
        return self.since is not None and self.since < self.slice.first

    @property
    def told(self) -> dict[str, Any]:
        """The address of this very view."""
        days = {} if self.period in PERIODS else {"from": self.since or self.slice.first, "to": self.slice.last}
        found = {
            **(days if days else {"period": self.period}),
            "compare": "" if self.compares else "no",
            "channel": self.slice.channels,
            "team": self.slice.team or "",
            "label": self.slice.label or "",
            "segment": self.slice.segment,
            "clock": self.slice.clock if self.slice.clock == BUSINESS else "",
            "step": self.step if len(self.steps) > 1 else "",
            "limit": "" if self.limit == OWN_LIMITS.get(self.measure) else self.limit or "",
            "by": self.by if self.by != "channel" else "",
            "formula": self.formula if self.formula != DEFAULT else "",
            "short": self.short if self.short != SHORT else "",
        }
        return {name: value for name, value in found.items() if value not in ("", ())}

    def query(self, **changes: Any) -> str:
        """The same view but for these; None takes a word away."""
        found = self.told | changes
        return urlencode({name: value for name, value in found.items() if value is not None}, doseq=True)

    @property
    def has_own_limit(self) -> bool:
        return self.measure in OWN_LIMITS

    @property
    def is_live(self) -> bool:
        """Of calls and chats, where somebody waits for a person."""
        return self.measure == MEASURE

    @property
    def limits(self) -> Limits:
        within = self.limit or WITHIN
        return Limits(within, min(self.short, within))

    @property
    def counted(self) -> Slice:
        """The days whose rows count by now; none (last < first) where all could still turn."""
        return figures.matured(self.measure, self.slice)

    @property
    def is_too_early(self) -> bool:
        return self.counted.days < 1

    @property
    def before(self) -> Slice:
        """As many days as are counted now: more of them would look like a fall."""
        return (self.slice if self.is_too_early else self.counted).before()

    @property
    def has_before(self) -> bool:
        """Whether what went before is compared with: days that nothing was recorded of would look like growth."""
        return self.compares and not self.lacks_before

    @property
    def may_compare(self) -> bool:
        """Whether its page knows what went before, so that one may choose to see it."""
        return KINDS.get(self.measure) in COMPARING

    @property
    def tells_before(self) -> bool:
        """Whether the page says what went before, or why it does not."""
        return self.compares and self.may_compare

    @property
    def lacks_before(self) -> bool:
        return self.recorded_from is not None and self.before.first < self.recorded_from

    @property
    def in_days(self) -> bool:
        """Whether a day has 24 hours: those of business time do not make one."""
        return self.slice.clock == CALENDAR

    @property
    def is_one_day(self) -> bool:
        return self.slice.days == 1


def channels_of(told: list[str]) -> tuple[int, ...]:
    """Several may come in one, as the filter's own choice of several says them: "1,4"."""
    found = (whole(one) for text in told for one in str(text).split(","))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def read(agent: Agent, measure: str, query: Mapping[str, Any] | QueryDict) -> Asked:
    """What an address does not say, or says wrongly, is as on a page that was opened for the first time."""
    narrow = of_narrow(measure, whole(query.get("label")), query)
    period, since, last = days_of(query)
    first = first_day(since, last, narrow)
    steps = steps_of((last - first).days + 1, in_parts=measure in COUNTS)
    asked = Slice(
        first,
        last,
        Scope.of(agent),
        channels=channels_of(listed(query, "channel")),
        team=whole(query.get("team")),
        clock=BUSINESS if query.get("clock") == BUSINESS and is_by_clock(measure) else CALENDAR,
        **narrow,
    )
    step = str(query.get("step"))
    return Asked(
        measure,
        asked,
        period,
        compares=query.get("compare") != "no",
        step=step if step in steps else steps[0],
        limit=whole(query.get("limit")) or OWN_LIMITS.get(measure),
        by="team" if query.get("by") == "team" else "channel",
        steps=steps,
        since=since,
        recorded_from=records.first_day(of_purchases=measure in PURCHASES),
        **(of_live(query) if measure == MEASURE else {}),
    )


def is_by_clock(measure: str) -> bool:
    """Who waits on a line waits by the calendar."""
    return measure != MEASURE and (measure not in DEFINITIONS or DEFINITIONS[measure].clock == "both")


def listed(query: Mapping[str, Any] | QueryDict, name: str) -> list[str]:
    return query.getlist(name) if isinstance(query, QueryDict) else list(query.get(name, ()))


def whole(text: object) -> int | None:
    said = str(text)
    return int(said) if said.isascii() and said.isdecimal() and int(said[:10]) > 0 and len(said) < 10 else None


def narrowed(asked: Asked, **changes: Any) -> Slice:
    return replace(asked.slice, **changes)
