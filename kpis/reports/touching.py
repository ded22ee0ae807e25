"""Contribution: by which rule each of its reports splits, and which matters a channel has a part in."""

from django.db.models import Exists, OuterRef, Q

from conversations.models import Direction, Message
from kpis import journeys

RULES = {"contribution": "equal", "contribution_position": "position", "contribution_shapley": "shapley"}


def rows_of(channel: str | None) -> Q:
    """The outcomes that any channel touched, or this one, whichever they came by."""
    said = Message.objects.filter(conversation=OuterRef("conversation"), direction=Direction.IN)
    here = said.filter(channel__isnull=False) if channel is None else said.filter(channel=int(channel))
    return Q(Exists(here), measure=journeys.OUTCOME)
