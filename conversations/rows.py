"""What a row of the queue shows beyond its matter, for a whole page with a fixed number of questions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from agents.models import Agent
from conversations.capabilities import present
from conversations.models import OPEN, Conversation, Draft, FocusInterval
from conversations.queue import Place, scoped

# A page says every 15 s that it has a matter before it; two of those may be lost.
LOOKING = timedelta(seconds=45)
# More than this is "99+" wherever it is shown.
MOST_UNREAD = 100


@dataclass(frozen=True)
class Row:
    matter: Conversation
    place: Place
    # The customer waits, and this agent has not had the matter before them since the last word.
    unread: bool = False
    draft: str = ""
    # The customer sits in an open chat.
    live: bool = False
    # Colleagues who have it before them.
    viewers: list[Agent] = field(default_factory=list)


def dressed(agent: Agent, places: list[Place]) -> list[Row]:
    """Rows for these places, in their order; what the agent may not see is not among them."""
    ids = [place.pk for place in places]
    matters = Conversation.objects.visible_to(agent).select_related("customer", "assignee", "last_channel").in_bulk(ids)
    drafts, seen, viewers = drafts_of(agent, ids), seen_by(agent, ids), viewers_of(agent, ids)
    live = present({matter.customer_id for matter in matters.values()})
    return [
        Row(
            matters[place.pk],
            place,
            unread=is_unread(matters[place.pk], seen.get(place.pk)),
            draft=drafts.get(place.pk, ""),
            live=matters[place.pk].customer_id in live,
            viewers=viewers.get(place.pk, []),
        )
        for place in places
        if place.pk in matters
    ]


def is_unread(matter: Conversation, seen: datetime | None) -> bool:
    return matter.waiting_since is not None and (seen is None or seen < matter.last_activity_at)


def seen_by(agent: Agent, ids: Iterable[int]) -> dict[int, datetime]:
    mine = FocusInterval.objects.filter(agent=agent, conversation__in=list(ids))
    return dict(mine.values_list("conversation").annotate(Max("ended_at")))


def viewers_of(agent: Agent, ids: Iterable[int]) -> dict[int, list[Agent]]:
    looking: dict[int, list[Agent]] = {}
    recent = FocusInterval.objects.filter(conversation__in=list(ids), ended_at__gt=timezone.now() - LOOKING)
    for interval in recent.exclude(agent=agent).select_related("agent").order_by("started_at"):
        people = looking.setdefault(interval.conversation_id, [])
        if interval.agent not in people:
            people.append(interval.agent)
    return looking


def drafts_of(agent: Agent, ids: Iterable[int]) -> dict[int, str]:
    written = Draft.objects.filter(agent=agent, conversation__in=list(ids)).exclude(text="")
    return dict(written.order_by("updated_at").values_list("conversation", "text"))


def unread_count(agent: Agent) -> int:
    """How many matters of mine, and of nobody in my teams, hold words that I have not had before me."""
    seen = FocusInterval.objects.filter(
        agent=agent, conversation=OuterRef("pk"), ended_at__gte=OuterRef("last_activity_at")
    )
    waiting = Q(status__in=OPEN, waiting_since__isnull=False, snoozed_until=None)
    new = [
        scoped(agent, view).filter(waiting, ~Exists(seen)).values("pk")[:MOST_UNREAD] for view in ("mine", "unassigned")
    ]
    return len(new[0].union(new[1]))
