"""What an address of the API asks for. A page forgives what is wrong in its address; a program is told."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agents.models import Team
from conversations.models import Channel
from kpis.definitions import DEFINITIONS
from kpis.figures import Group
from kpis.reports.asking import whole
from kpis.reports.asking_days import a_day
from kpis.slices import BUSINESS, CALENDAR, Scope, Slice, today
from omnidesk.api.problems import Problem

# As the pages: ten years, and no more places on the axis than a year of days and a month.
LONGEST, MOST_PLACES = 3660, 400
USUAL_DAYS = 28
DAYS: dict[Group, int] = {"day": 1, "week": 7, "month": 28}
KNOWN = frozenset({"from", "to", "team", "channel", "clock", "step"})
# These can be said several times.
LISTS = frozenset({"channel"})


@dataclass
class Wrong:
    """What does not fit, gathered before it is told."""

    found: list[dict[str, str]] = field(default_factory=list)

    def say(self, name: str, code: str, words: str | Promise) -> None:
        self.found.append({"pointer": f"/{name}", "code": code, "detail": str(words)})


def read(measure: str, query: QueryDict) -> tuple[Slice, Group]:
    """Of the whole company: a key belongs to it. Raises Problem("bad_parameter")."""
    wrong = Wrong()
    for name in sorted(query.keys() - KNOWN)[:20]:
        wrong.say(name[:80], "unknown", _("There is no such parameter."))
    for name in sorted(KNOWN - LISTS):
        if len(query.getlist(name)) > 1:
            wrong.say(name, "doubled", _("This can be said only once."))
    first, last = days(query, wrong)
    step = step_of(query, (last - first).days + 1, wrong)
    asked = Slice(
        first,
        last,
        Scope(all_teams=True),
        channels=numbers("channel", query, Channel, wrong),
        team=next(iter(numbers("team", query, Team, wrong)), None),
        clock=clock(measure, query, wrong),
    )
    if wrong.found:
        raise Problem("bad_parameter", wrong.found)
    return asked, step


def days(query: QueryDict, wrong: Wrong) -> tuple[date, date]:
    """Without both ends: the last 28 days."""
    now = today()
    last = day("to", query, now, wrong)
    first = day("from", query, last - timedelta(days=USUAL_DAYS - 1), wrong)
    if first > last:
        wrong.say("from", "order", _("The first day is after the last."))
    elif (last - first).days >= LONGEST:
        wrong.say("from", "too_long", _("At most ten years can be asked for at once."))
    else:
        return first, last
    return now, now


def day(name: str, query: QueryDict, usual: date, wrong: Wrong) -> date:
    found = a_day(query[name]) if name in query else usual
    if found is None:
        wrong.say(name, "date", _("This must be a day of 2000 to 2100, such as 2026-11-23."))
    return found or usual


def step_of(query: QueryDict, length: int, wrong: Wrong) -> Group:
    """The finest that fits, unless one is asked for."""
    fits = [step for step, each in DAYS.items() if length <= MOST_PLACES * each]
    asked = query.get("step", fits[0])
    found = next((step for step in DAYS if step == asked), None)
    if found is None:
        wrong.say("step", "choice", _("This must be one of: %(expected)s.") % {"expected": ", ".join(DAYS)})
    elif found not in fits:
        most = {"n": MOST_PLACES}
        wrong.say("step", "too_many", _("That is more than %(n)s points: ask for a longer step or fewer days.") % most)
    return found or "day"


def numbers(name: str, query: QueryDict, of: type[Team] | type[Channel], wrong: Wrong) -> tuple[int, ...]:
    """Each once, of those that exist: one query, however many are named."""
    named = set(map(whole, query.getlist(name)))
    keys = [key for key in named if key is not None]
    found = set(of._default_manager.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    if named - found:
        wrong.say(name, "not_found", _("There is none with this number."))
    return tuple(sorted(found))


def clock(measure: str, query: QueryDict, wrong: Wrong) -> str:
    asked = query.get("clock", CALENDAR)
    allowed = (CALENDAR, BUSINESS) if DEFINITIONS[measure].clock == "both" else (CALENDAR,)
    if asked not in allowed:
        wrong.say("clock", "choice", _("This must be one of: %(expected)s.") % {"expected": ", ".join(allowed)})
        return CALENDAR
    return asked
