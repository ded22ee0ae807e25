"""The one place where a matter's state is written, so that counts, lists and open pages always follow."""

from typing import Any

from conversations import tallies
from conversations.models import Conversation, ConversationLabel
from omnidesk.inserting import insert, update
from omnidesk.live import MatterShown, QueueHint, ThreadHint
from omnidesk.telling import publish

# What the matter's bar in the thread shows.
_ON_THE_BAR = frozenset({"title", "status", "team", "assignee", "snoozed_until"})
# What decides who may see it.
_ACCESS = frozenset({"team", "assignee", "customer"})


def change(matter: Conversation, **fields: Any) -> None:
    """Set the fields of a locked matter, and tell counts, label lists and pages. Tells both who saw it and who will."""
    before, teams, agents = tallies.scope(matter), [matter.team_id], [matter.assignee_id]
    for name, value in fields.items():
        setattr(matter, name, value)
    matter.revision = matter.customer.revision
    update(matter, *fields, "revision")
    tallies.move(before, tallies.scope(matter))
    if fields.keys() & {"status", "last_activity_at"} and getattr(matter, "is_labelled", True):
        ConversationLabel.objects.filter(conversation=matter).update(
            status=matter.status, last_activity_at=matter.last_activity_at
        )
    tell(matter, fields.keys(), [*teams, matter.team_id], [*agents, matter.assignee_id])


def tell(matter: Conversation, changed: Any, teams: list[int | None], agents: list[int | None]) -> None:
    # First, so that who lost the matter has left its topic before anything more is said there.
    if _ACCESS & set(changed):
        publish(ThreadHint(matter.customer_id, matter.customer.revision, matter.pk))
    publish(QueueHint(matter.pk, tuple(teams), tuple(agent for agent in agents if agent)))
    if _ON_THE_BAR & set(changed):
        publish(MatterShown(matter))


def open_matter(**fields: Any) -> Conversation:
    """Make a new matter of a locked customer and count it."""
    matter = Conversation(**fields)
    matter.revision = matter.customer.revision
    insert(matter)
    tallies.move(None, tallies.scope(matter))
    tell(matter, {"customer", "status"}, [matter.team_id], [matter.assignee_id])
    return matter
