"""What a contact costs on each channel: measured work, and what is paid for it by the assumptions of those days.

Written work counts as a contact for each matter that was resolved (handle), calls for each call (handle_phone). What is
paid falls to all the company's work of those days alike, so that a team is charged by the same hour as any other.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from conversations.capabilities import capabilities_of
from conversations.models import Channel
from kpis import costing_fees, figures
from kpis.models import CostAssumptions
from kpis.scorecard import Costs, Effort, costs
from kpis.slices import Scope, Slice, today, zone

# The rest of the company's work: it bears its part, and is shown to nobody.
ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Span:
    """Days under one set of assumptions, both included."""

    first: date
    last: date
    assumed: CostAssumptions

    @property
    def months(self) -> float:
        """Each day is its part of its month, a February as much as a March; of today the part that is over."""
        days = (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))
        now, over = today(), part_of_today()
        return sum((over if day == now else 1) / monthrange(day.year, day.month)[1] for day in days)

    @property
    def hours(self) -> float:
        return float(self.assumed.paid_hours) * self.months

    @property
    def licences(self) -> float:
        return self.assumed.licences * self.months


@dataclass(frozen=True)
class Costed:
    """lines: {channel: its costs}. unpriced: handled before anybody had entered what is paid."""

    lines: dict[Any, Costs] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    unpriced: int = 0

    @property
    def total(self) -> Costs:
        return added(self.lines.values())

    @property
    def newest(self) -> CostAssumptions | None:
        return self.spans[-1].assumed if self.spans else None


def part_of_today() -> float:
    """From 0 to 1, on the company's clock."""
    now = timezone.localtime(timezone=zone())
    return (now.hour * 60 + now.minute) / (24 * 60)


def phone_lines() -> tuple[int, ...]:
    """Channels where a contact is a call."""
    return tuple(one.pk for one in Channel.objects.all() if capabilities_of(one).dials)


def of_work() -> Q:
    """The rows of kpis.models.Measured that are handled contacts, whose time is the work."""
    return Q(measure="handle_phone") | Q(measure="handle") & ~Q(channel__in=phone_lines())


def spans_of(asked: Slice) -> tuple[Span, ...]:
    """Days to come are paid for by nobody yet."""
    last = min(asked.last, today())
    known = sorted(CostAssumptions.objects.filter(since__lte=last), key=lambda one: one.since)
    ends = [*(one.since - timedelta(days=1) for one in known[1:]), last]
    found = [Span(max(one.since, asked.first), end, one) for one, end in zip(known, ends, strict=False)]
    return tuple(span for span in found if span.first <= span.last)


def costed(asked: Slice) -> Costed:
    """A few queries for each change of the assumptions within the days that are asked for."""
    spans, lines = spans_of(asked), phone_lines()
    parts: dict[Any, list[Costs]] = defaultdict(list)
    for span in spans:
        for channel, part in of_span(asked, span, lines).items():
            parts[channel].append(part)
    unpriced = before_the_first(asked, spans, lines)
    return Costed({channel: added(found) for channel, found in parts.items()}, spans, unpriced)


def of_span(asked: Slice, span: Span, lines: tuple[int, ...]) -> dict[Any, Costs]:
    here = replace(asked, first=span.first, last=span.last)
    found, fees = work(here, lines), costing_fees.fees(here, span.assumed)
    whole = sum(seconds for seconds, _n in work(Slice(span.first, span.last, Scope(all_teams=True)), lines).values())
    mine = sum(seconds for seconds, _n in found.values())
    efforts: dict[Any, Effort] = {
        channel: Effort(*found.get(channel, (0, 0)), fees.get(channel, 0.0)) for channel in {*found, *fees}
    }
    efforts[ELSEWHERE] = Effort(whole - mine, 0)
    priced = costs(efforts, span.hours, span.assumed.hourly_rate, span.licences)
    return {channel: priced.get(channel, unworked(one)) for channel, one in efforts.items() if channel != ELSEWHERE}


def unworked(one: Effort) -> Costs:
    """Where nobody's work was measured, wages fall to nobody; what the provider charged is paid all the same."""
    return Costs(0, 0, one.fees, 0, one.handled)


def work(asked: Slice, lines: tuple[int, ...]) -> dict[Any, tuple[int, int]]:
    """{channel: (seconds of work, contacts handled)}."""
    columns = "r.channel_id, coalesce(sum(u.seconds), 0)::bigint, count(*)"
    written, spoken = (
        figures.ask(columns, measure, asked, tail="GROUP BY 1") for measure in ("handle", "handle_phone")
    )
    found = {channel: (int(seconds), n) for channel, seconds, n in written if channel not in lines}
    for channel, seconds, n in spoken:
        before = found.get(channel, (0, 0))
        found[channel] = before[0] + int(seconds), before[1] + n
    return found


def before_the_first(asked: Slice, spans: tuple[Span, ...], lines: tuple[int, ...]) -> int:
    last = spans[0].first - timedelta(days=1) if spans else asked.last
    if last < asked.first:
        return 0
    return sum(n for _seconds, n in work(replace(asked, last=last), lines).values())


def added(parts: Iterable[Costs]) -> Costs:
    every = list(parts)
    return Costs(
        sum(one.hours for one in every), sum(one.wages for one in every), sum(one.fees for one in every),
        sum(one.licences for one in every), sum(one.handled for one in every),
    )  # fmt: skip
