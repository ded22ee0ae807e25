"""A callback asked for by another system: there is a number and no message yet, so a matter is found or opened."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from agents.models import Agent, Team
from callbacks import asking
from callbacks.asked import Asked
from callbacks.models import Callback, CallbackSettings
from conversations import threads
from conversations.changing import change, open_matter
from conversations.history import record
from conversations.models import Conversation, Status
from customers.identifying import KNOWN, Sender, filed, known_by, lock_keys, make_findable
from customers.models import Identity


@transaction.atomic
def ask(sender: Sender, asked: Asked, agent: Agent | None = None) -> tuple[Callback, bool]:
    """The callback, and whether it is new. Filed with who holds the number; a typed one raises nothing."""
    asking.one_at_a_time(asked.number)
    lock_keys(sender)
    known = asking.repeated(asked)
    if known is not None:
        return known, False
    return asking.ask(matter_of(sender, asked.team, timezone.now()), asked, agent), True


def matter_of(sender: Sender, team: Team | None, now: datetime) -> Conversation:
    found = filed(sender, next(iter(Identity.objects.raw(KNOWN, known_by(sender))), None), now)
    if found.is_new:
        return opened(found.identity, team, now, sender.language)
    customer, place = threads.lock_and_find(found.identity, threads.Asked(now, ""), now)
    make_findable(customer, sender)
    if place.matter is None:
        return opened(found.identity, team, now, sender.language)
    place.matter.customer = customer
    if place.reopen:
        change(place.matter, status=Status.WAITING, resolved_at=None)
        record(place.matter, "reopened", at=now)
    return place.matter


def opened(identity: Identity, team: Team | None, now: datetime, language: str) -> Conversation:
    with override(language):
        words = _("Asks to be called back")
    matter = open_matter(
        customer=identity.customer,
        title=words,
        preview=words,
        status=Status.WAITING,
        team=team,
        opened_at=now,
        last_activity_at=now,
        waiting_since=now,
    )
    record(matter, "opened", at=now, team=matter.team_id)
    return matter


def offering_team(first: Team | None) -> Team | None:
    """This one, if it offers callbacks; where none is named, the first that does."""
    offers = CallbackSettings.objects.filter(is_offered=True).select_related("team__calendar").order_by("team")
    return next((own.team for own in offers if first is None or own.team_id == first.pk), None)
