"""What a wall has to show: customers who wait, people at work, and 28 days of figures; made as rows, all at once."""

from datetime import timedelta

from django.utils import timezone

from agents.models import Agent, Team
from agents.models.agent import Presence
from conversations.models import Channel, Conversation, FocusInterval
from customers.models import Customer
from kpis.models import Rollup

WAITING, DAYS, PER_DAY = 40, 28, 20
# measure: (its values, its seconds)
MEASURES = {"frt": (None, 95), "asked_again": (0, None), "offer": (1, 12), "csat": (4, None), "opened": (None, None)}


def furnish(team: Team, people: list[Agent]) -> None:
    channels = [
        Channel.objects.create(kind=kind, name=f"{kind} {team.pk}", team=team) for kind in ("chat", "email", "line")
    ]
    matters = waiting(team, channels)
    at_work(people, matters)
    days = [(measure, channel, day) for measure in MEASURES for channel in channels for day in range(DAYS)]
    Rollup.objects.bulk_create(rollup(measure, team, channel, day) for measure, channel, day in days)


def waiting(team: Team, channels: list[Channel]) -> list[Conversation]:
    now = timezone.now()
    customers = Customer.objects.bulk_create(Customer(family_name=f"客{number}") for number in range(WAITING))
    return Conversation.objects.bulk_create(
        Conversation(
            customer=customer, team=team, opened_at=now, last_activity_at=now, last_channel=channels[number % 3],
            waiting_since=now - timedelta(seconds=30 * number), preview="充電できません",
        )
        for number, customer in enumerate(customers)
    )  # fmt: skip


def at_work(people: list[Agent], matters: list[Conversation]) -> None:
    now = timezone.now()
    Agent.objects.filter(pk__in=[one.pk for one in people]).update(presence=Presence.AVAILABLE, presence_since=now)
    FocusInterval.objects.bulk_create(
        FocusInterval(agent=agent, conversation=matter, started_at=now - timedelta(minutes=2), ended_at=now)
        for agent, matter in zip(people[::2], matters, strict=False)
    )


def rollup(measure: str, team: Team, channel: Channel, day: int) -> Rollup:
    value, seconds = MEASURES[measure]
    return Rollup(
        measure=measure, team=team, channel=channel, day=timezone.localdate() - timedelta(days=day), n=PER_DAY,
        total=PER_DAY * (value or 0), seconds=[seconds] * PER_DAY, business_seconds=[seconds] * PER_DAY,
        values=[value] * PER_DAY, minutes=[540 + 20 * number for number in range(PER_DAY)],
    )  # fmt: skip
