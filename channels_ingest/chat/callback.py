"""A visitor who would rather be called: which times are free, and the wish itself.

Not kept raw first and read later like a message: whether a time is still free must be answered at once, so that the
wish, its line in the thread and the booked place are one transaction.
"""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from callbacks import asking, slots
from callbacks.asked import LONGEST_NOTE, Asked, moment, number_of
from callbacks.models import Callback, Through, Wish
from channels_ingest.adapters.chat import Chat, sender
from channels_ingest.chat.door import Visit
from channels_ingest.chat.refusals import Refused
from channels_ingest.chat.views import answer, key_of
from conversations.callback_words import WISHES
from conversations.inbound import Inbound
from conversations.inbox import take_in
from customers.identities import NotAnAddress
from omnidesk.cleaning import clean_words, word
from omnidesk.limits import spend

MOST_TIMES = 200


def offered(visit: Visit) -> JsonResponse:
    visit.limit("callback.slots")
    own = slots.settings_of(visit.channel.team)
    team = visit.channel.team if own.is_offered else None
    free = [at.isoformat() for at in slots.free(team, own=own)[:MOST_TIMES]] if team else []
    return answer({"offered": team is not None, "minutes": own.slot_minutes, "slots": free})


def ask(visit: Visit) -> JsonResponse:
    visit.must_be_open()
    visit.limit("callback.address")
    visit.limit("callback.session")
    if not asking.offering(visit.channel.team):
        raise Refused("not_offered")
    wanted = asked_of(visit, visit.said)
    spend("callback.number", wanted.number)
    try:
        callback = taken_in(visit, wanted, key_of(visit.said))
    except slots.Full:
        raise Refused("slot_full") from None
    booked = callback.call_at.isoformat() if callback.wish == Wish.BOOKED else None
    return answer({"wish": callback.wish, "at": booked, "by": callback.due_at.isoformat()}, 201)


def asked_of(visit: Visit, said: dict[str, Any]) -> Asked:
    wish = word(said, "wish", 12)
    at = moment(word(said, "at", 40)) if wish == Wish.BOOKED else None
    if wish not in Wish.values or (wish == Wish.BOOKED and at is None):
        raise Refused("bad_request")
    try:
        number = number_of(word(said, "number", 60))
    except NotAnAddress as error:
        raise Refused("bad_number", error.sentence) from None
    note = clean_words(word(said, "note", 2000), LONGEST_NOTE)
    return Asked(number, wish, Through.WIDGET, at, note, team=visit.channel.team)


@transaction.atomic
def taken_in(visit: Visit, wanted: Asked, key: str) -> Callback:
    session = visit.session
    said = Inbound(
        channel=visit.channel,
        external_id=f"{session.pk}:{key}",
        sender=sender(session),
        text=words(wanted, session.language or visit.channel.language),
        received_at=timezone.now(),
    )
    asking.one_at_a_time(wanted.number)
    message = take_in(said)
    Chat().took_in(message)
    return asking.ask(message.conversation, replace(wanted, external_id=asking.by_message(message)))


def words(wanted: Asked, language: str) -> str:
    """As the visitor would say it; the number stands on the callback, where it is masked."""
    with override(language):
        wish = WISHES[wanted.wish]
        time = f" {timezone.localtime(wanted.at):%m/%d %H:%M}" if wanted.at else ""
        text = _("Please call me back. (%(wish)s%(time)s)") % {"wish": wish, "time": time}
    return f"{text}\n{wanted.note}" if wanted.note else text
