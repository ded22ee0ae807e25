"""Contribution: by which rule each of its reports splits, and which matters a channel has a part in."""

from django.db.models import Exists, OuterRef, Q

from conversations.models import Direction, Message
from kpis import journeys

RULES = {"contribution": "equal", "contribution_position": "position", "contribution_shapley": "shapley"}

# In an address: no channel, or no team.
NONE = "none"


def rows_of(channel: str | None) -> Q:
    """The outcomes that any channel touched, or this one, or (NONE) that no channel did; whichever they came by."""
    said = Message.objects.filter(conversation=OuterRef("conversation"), direction=Direction.IN)
    if channel is None or channel == NONE:
        touched = Exists(said.filter(channel__isnull=False))
        return Q(~touched if channel else touched, measure=journeys.OUTCOME)
    return Q(Exists(said.filter(channel=int(channel))), measure=journeys.OUTCOME)
