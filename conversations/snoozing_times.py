"""When a matter may come back: a few usual times, and any other, all in the zone of whoever snoozes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from agents.forms.day import moment_in
from agents.models import Agent

EVENING = time(17, 0)
MORNING = time(9, 0)


@dataclass(frozen=True)
class Preset:
    key: str
    name: str
    at: datetime


def presets(agent: Agent, now: datetime | None = None) -> list[Preset]:
    here = (now or timezone.now()).astimezone(zone_of(agent))
    later = here + timedelta(hours=1)
    monday = (here + timedelta(days=7 - here.weekday())).date()
    found = [
        Preset("hour", _("In an hour"), later.replace(second=0, microsecond=0)),
        Preset("evening", _("This evening"), at(here, here.date(), EVENING)),
        Preset("tomorrow", _("Tomorrow morning"), at(here, here.date() + timedelta(days=1), MORNING)),
        Preset("monday", _("Monday morning"), at(here, monday, MORNING)),
    ]
    tomorrow = found[2].at
    return [it for it in found if it.key not in ("evening", "monday") or (it.at > later and it.at != tomorrow)]


def at(here: datetime, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=here.tzinfo)


def chosen(agent: Agent, key: str, own: str) -> datetime | None:
    """The time of a preset, or of what was typed (2026/11/24 09:00, in the zone of whoever types); None = no time."""
    for preset in presets(agent):
        if preset.key == key:
            return preset.at
    return moment_in(own, timezone.now().astimezone(zone_of(agent)), MORNING)


def zone_of(agent: Agent) -> ZoneInfo:
    return ZoneInfo(agent.time_zone)
