"""Is somebody there, when will somebody be, and how long does an answer usually take? Said only when it is known."""

from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import Any, TypedDict

from django.core.cache import cache
from django.utils import timezone

from agents.hours import Schedule, is_open, next_opening, schedule_of
from agents.models import Agent, Membership
from agents.models.agent import Presence
from conversations.models import Channel, Conversation

# Fewer answers than this say nothing about the next one.
LEAST_ANSWERS = 5
RECENT_ANSWERS = 20
# The newest matters of the house, among which the site's own are looked for: bounded, whatever the history.
LOOKED_AT = 500
REMEMBERED_SECONDS = 60


class Hours(TypedDict):
    open: bool
    next_open: str | None


class There(TypedDict):
    hours: Hours
    wait: dict[str, int]
    people: bool


def there(channel: Channel) -> There:
    """For the visitor's window: opening hours, the usual wait in minutes if known, and whether anybody is present."""
    key = f"there:{channel.pk}"
    known: There | None = cache.get(key)
    if known is None:
        known = looked_up(channel, timezone.now())
        cache.set(key, known, REMEMBERED_SECONDS)
    return known


def looked_up(channel: Channel, now: datetime) -> There:
    schedule = schedule_of(channel.team.calendar) if channel.team and channel.team.calendar else None
    opened = schedule is None or is_open(schedule, now)
    following = next_opening(schedule, now) if schedule and not opened else None
    wait = usual_wait(channel, schedule)
    return {
        "hours": {"open": opened, "next_open": following.isoformat() if following else None},
        "wait": {} if wait is None else {"minutes": wait},
        "people": somebody_present(channel),
    }


def usual_wait(channel: Channel, schedule: Schedule | None) -> int | None:
    """The median minutes to a first answer on this site lately, of matters that came while it was open."""
    newest = Conversation.objects.order_by("-pk").values("pk")[:LOOKED_AT]
    rows: Iterable[Any] = (
        Conversation.objects.filter(
            pk__in=newest, last_channel=channel, first_replied_at__isnull=False, is_simulated=False
        )
        .order_by("-pk")
        .values_list("opened_at", "first_replied_at")
    )
    answered = [end - start for start, end in rows if schedule is None or is_open(schedule, start)][:RECENT_ANSWERS]
    if len(answered) < LEAST_ANSWERS:
        return None
    minutes: float = median(wait.total_seconds() for wait in answered) / 60
    return round(minutes)


def somebody_present(channel: Channel) -> bool:
    present = Agent.objects.filter(is_active=True, presence=Presence.AVAILABLE)
    team = Membership.objects.filter(team=channel.team_id).values("agent") if channel.team_id else None
    return (present.filter(pk__in=team) if team is not None else present).exists()
