"""Whoever fills in the form may ask to be called: as soon as possible, or at one of the free times."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from callbacks import asking, slots
from callbacks.asked import Asked, moment, number_of
from callbacks.models import Through, Wish
from conversations.models import Channel, Message
from customers.identities import NotAnAddress
from omnidesk.limits import OverLimit, spend

CALL = "call_back"
MOST_TIMES = 80


def field(channel: Channel) -> forms.ChoiceField | None:
    """None = the team offers no callbacks."""
    if channel.team is None or not asking.offering(channel.team):
        return None
    times = [(at.isoformat(), said(at)) for at in slots.free(channel.team)[:MOST_TIMES]]
    return forms.ChoiceField(
        label=_("Call me back"),
        choices=[("", _("No call needed")), (Wish.NOW, _("As soon as possible")), *times],
        required=False,
        error_messages={"invalid_choice": _("This time is taken by now. Please choose another one.")},
    )


def said(at: datetime) -> str:
    return date_format(timezone.localtime(at), "m/d (D) H:i")


def wait_for(number: str) -> None:
    """Nobody else asks for a call to this number meanwhile; what is none is never called."""
    with suppress(NotAnAddress):
        asking.one_at_a_time(number_of(number))


def ask(message: Message, number: str, wish: str) -> None:
    """When the form is read the time may be gone: then they are called as soon as possible rather than not at all."""
    at = moment(wish) if wish != Wish.NOW else None
    team = message.channel.team if message.channel else None
    try:
        number = number_of(number)
        spend("callback.number", number)
    except (NotAnAddress, OverLimit):
        # What was written stands in the thread all the same.
        return
    key = asking.by_message(message)
    booked = Asked(number, Wish.BOOKED if at else Wish.NOW, Through.FORM, at, external_id=key, team=team)
    try:
        asking.ask(message.conversation, booked)
    except slots.Full:
        asking.ask(message.conversation, replace(booked, wish=Wish.NOW, at=None))
