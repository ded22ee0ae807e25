"""Visitors who went away before anybody answered: told to the history, so that it can be counted who gave up."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from channels_ingest.chat.sessions import THERE_FOR
from channels_ingest.models import VisitorSession
from conversations import threads
from conversations.history import record
from conversations.models import Conversation, Direction, Entry

# What was not looked at for so long (no worker was there) is told no more.
LOOKED_BACK = timedelta(hours=1)
SOME = 100
LEFT = "visitor_left"


def note_left() -> int:
    """Called by the sweep: a page that is merely loaded anew is back within a minute. Returns how many had left."""
    now = timezone.now()
    silent = VisitorSession.objects.filter(
        connections=0, last_seen_at__lt=now - THERE_FOR, last_seen_at__gt=now - LOOKED_BACK, identity__isnull=False
    )
    waits = Conversation.objects.filter(
        customer=OuterRef("identity__customer"), waiting_since__isnull=False, first_replied_at=None
    )
    told = Entry.objects.filter(customer=OuterRef("identity__customer"), kind=LEFT, at=OuterRef("last_seen_at"))
    # Another tab or device of theirs is there, or was after this one.
    theirs = VisitorSession.objects.filter(identity__customer=OuterRef("identity__customer"))
    there = theirs.filter(Q(connections__gt=0) | Q(last_seen_at__gt=OuterRef("last_seen_at")))
    gone = silent.filter(Exists(waits)).exclude(Exists(told)).exclude(Exists(there)).select_related("identity")
    return sum(tell(session) for session in gone[:SOME])


@transaction.atomic
def tell(session: VisitorSession) -> bool:
    """Of the matter that they wrote in from this browser; False = they were answered or are back."""
    unanswered = Conversation.objects.filter(waiting_since__isnull=False, first_replied_at=None)
    theirs = unanswered.filter(messages__identity=session.identity)
    last = theirs.order_by("-last_activity_at").first()
    if last is None:
        return False
    matter = threads.lock(last)
    session.refresh_from_db(fields=["connections", "last_seen_at"])
    spoke = matter.messages.filter(direction=Direction.IN).latest("received_at").received_at
    if matter.first_replied_at or session.connections or session.last_seen_at < spoke:
        return False
    record(matter, LEFT, at=session.last_seen_at, channel=session.channel_id)
    return True
