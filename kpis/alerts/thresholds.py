"""Every ten minutes: which figures are beyond the limits that somebody set."""

from datetime import date, timedelta

from kpis import records
from kpis.models import Alert, AlertKind, AlertRule, Way
from kpis.reports import catalogue
from kpis.slices import today
from kpis.standing import Standing, days_of, of_days
from kpis.statistics import SMALL


def scan() -> int:
    """How many alerts were raised: at most one a day for each rule, however often this is called, and by how many.

    None while the first scan is under way."""
    day, whole = today(), records.last_whole_day()
    if whole is None:
        return 0
    rules = list(AlertRule.objects.filter(ended_at=None).select_related("team", "channel").order_by("pk"))
    asked = [(rule, *looked_at(rule, day, whole)) for rule in rules]
    raised = [
        alert(rule, first, last, now)
        for (rule, first, last), now in zip(asked, of_days(asked), strict=True)
        if is_beyond(rule, now)
    ]
    told = Alert.objects.filter(rule__in=[one.rule_id for one in raised], day__in={one.day for one in raised})
    known = set(told.values_list("rule", "day"))
    fresh = [one for one in raised if (one.rule_id, one.day) not in known]
    return len(Alert.objects.bulk_create(fresh, ignore_conflicts=True))


def looked_at(rule: AlertRule, day: date, whole: date) -> tuple[date, date]:
    """As many days as the rule says, up to the last that counts by now. Whether it was too few of something is known
    once the day is over and all of it was read (whole: the last such day)."""
    is_too_few = rule.way == Way.DOWN and rule.measure in catalogue.COUNTS
    last = days_of(rule, whole if is_too_few else day)[1]
    return last - timedelta(days=rule.days - 1), last


def is_beyond(rule: AlertRule, now: Standing) -> bool:
    """Fewer than SMALL rows raise nothing, unless everything is counted."""
    if now.value is None or (now.n < SMALL and not now.is_whole):
        return False
    return now.value > rule.limit if rule.way == Way.UP else now.value < rule.limit


def alert(rule: AlertRule, first: date, last: date, now: Standing) -> Alert:
    """What is counted whole has no interval."""
    low, high = (None, None) if now.is_whole else (now.low, now.high)
    return Alert(
        rule=rule, kind=AlertKind.LIMIT, measure=rule.measure, percent=rule.percent, clock=rule.clock,
        team_id=rule.team_id, channel_id=rule.channel_id, formula=rule.formula, within=rule.within, short=rule.short,
        first=first, day=last, way=rule.way, value=now.value or 0.0,
        expected=rule.limit, low=low, high=high, n=now.n,
    )  # fmt: skip
