"""The toggles over a customer's timeline: what there is of each channel and place, as far as the viewer may see it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from agents.models import Agent
from conversations.channel_words import channel_word, place_word
from conversations.models import Conversation, Direction, Entry, Handover, Message, Promise
from conversations.timeline import COUNTED, MERGES, ORDERS
from customers.models import Customer, Touchpoint


@dataclass(frozen=True)
class Toggle:
    show: str
    kind: str
    word: str
    count: int


def toggles(agent: Agent, customer: Customer) -> tuple[int, list[Toggle]]:
    """How much there is in all, and the toggles of what there is."""
    visible = Conversation.objects.visible_to(agent).filter(customer=customer).values("pk")
    said, notes = messages(visible)
    places, orders = touchpoints(customer)
    found = [Toggle(kind, kind, channel_word(kind), n) for kind, n in said]
    found += [Toggle(f"place-{place}", place, place_word(place), n) for place, n in places]
    others = Promise.objects.filter(conversation__in=visible, state__in=COUNTED).count()
    others += Handover.objects.filter(conversation__in=visible).count()
    others += Entry.objects.filter(conversation__in=visible, kind__in=MERGES).count()
    total = sum(toggle.count for toggle in found) + notes + orders + others
    return total, sorted(found, key=lambda toggle: -toggle.count) + extra(notes, orders)


def extra(notes: int, orders: int) -> list[Toggle]:
    found = [Toggle("orders", "orders", _("Orders and parcels"), orders), Toggle("note", "note", _("Notes"), notes)]
    return [toggle for toggle in found if toggle.count]


def messages(visible: Any) -> tuple[list[tuple[str, int]], int]:
    """[(kind of channel, how many)], and how many notes."""
    rows = Message.objects.filter(conversation__in=visible).order_by()
    grouped = rows.values_list("channel__kind", "direction").annotate(n=Count("pk"))
    said: dict[str, int] = {}
    notes = 0
    for kind, direction, n in grouped:
        if direction == Direction.NOTE:
            notes += n
        elif kind:
            said[kind] = said.get(kind, 0) + n
    return list(said.items()), notes


def touchpoints(customer: Customer) -> tuple[list[tuple[str, int]], int]:
    """[(place, how many)] without what orders say, and how many those are."""
    rows = Touchpoint.objects.filter(customer=customer).order_by().values_list("place", "kind").annotate(n=Count("pk"))
    places: dict[str, int] = {}
    orders = 0
    for place, kind, n in rows:
        if kind in ORDERS:
            orders += n
        else:
            places[place] = places.get(place, 0) + n
    return list(places.items()), orders
