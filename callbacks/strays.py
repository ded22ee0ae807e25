"""Callbacks that fell out of their order, found once a minute: their caller never said how it went, or they lie with
another customer than their number does, because a merge was undone."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from callbacks import asking, deeds, newcomers
from callbacks.models import OPEN, Attempt, Callback, State
from callbacks.telling import tell
from conversations import threads
from conversations.models import CallOutcome, Conversation
from conversations.models.conversation import OPEN as OPEN_MATTERS
from omnidesk.live import PanelHint
from omnidesk.telling import publish

# Longer than anybody talks and writes it up: until then only who began it may end it.
LONGEST = timedelta(hours=2)
AT_ONCE = 100


def look() -> None:
    begun = Callback.objects.select_related("conversation").filter(state=State.TALKING)
    # Where they talked, whoever writes the call up in the thread settles it.
    held = Q(began_at__gt=timezone.now() - LONGEST) | Q(message__call__outcome=CallOutcome.ANSWERED)
    running = Attempt.objects.filter(held, callback=OuterRef("pk"), outcome="")
    for callback in begun.exclude(Exists(running))[:AT_ONCE]:
        with suppress(deeds.Passed):
            deeds.release(callback, None)
    standing = Callback.objects.select_related("identity", "conversation", "team").filter(state__in=OPEN)
    for callback in standing.exclude(conversation__customer=F("identity__customer"))[:AT_ONCE]:
        send_home(callback)


@transaction.atomic
def send_home(callback: Callback) -> None:
    """To the newest open matter of who has the number now; a new one where they have none."""
    customer = threads.lock_owner(callback.identity)
    theirs = Conversation.objects.filter(customer=customer, status__in=OPEN_MATTERS, joined_into=None)
    found = theirs.order_by("-last_activity_at", "-pk").first()
    now = timezone.now()
    matter = threads.lock(found or newcomers.opened(callback.identity, callback.team, now, customer.language))
    publish(PanelHint(callback.conversation.customer_id))
    held = Callback.objects.select_for_update(of=("self",)).select_related("slot").get(pk=callback.pk)
    held.conversation = matter
    held.save(update_fields=["conversation"])
    tell(matter, held, "callback_moved", None, wish=held.wish, **asking.until(held))
