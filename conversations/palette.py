"""The palette: whom, what and where one may want next, found in any script."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agents.models import Agent
from conversations.commands import Command, of_matter, places
from conversations.models import Conversation, FocusInterval
from customers import names, search
from customers.models import Customer

AT_MOST = 6
RANKED = 40
LONGEST = 80
ACTIONS, CUSTOMERS, MATTERS = ">", "@", "#"


@dataclass(frozen=True)
class Option:
    label: str | Promise
    note: str = ""
    icon: str = ""
    channel_kind: str = ""
    href: str = ""
    command: str = ""
    key: str = ""


@dataclass(frozen=True)
class Group:
    name: str | Promise
    options: list[Option] = field(default_factory=list)


def groups(agent: Agent, typed: str, open_matter: Conversation | None, in_console: bool = False) -> list[Group]:
    """Best first: what can be done with the open matter, then people, matters, places."""
    scope, text = split(typed)
    found = [
        *(actions(agent, text, open_matter) if scope in ("", ACTIONS) else []),
        *(people_and_matters(agent, text, scope) if scope != ACTIONS else []),
        *(navigation(agent, text, in_console) if scope in ("", ACTIONS) else []),
    ]
    return [group for group in found if group.options]


def split(typed: str) -> tuple[str, str]:
    """A first sign narrows: > what to do, @ people, # matters."""
    text = typed.strip()[:LONGEST]
    sign = search.fold(text[:1])
    return (sign, text[1:].strip()) if sign in (ACTIONS, CUSTOMERS, MATTERS) else ("", text)


def actions(agent: Agent, text: str, matter: Conversation | None) -> Iterator[Group]:
    if matter is None:
        return
    title = _("In the conversation with %(name)s") % {"name": names.addressed(matter.customer)}
    fitting = [command for command in of_matter(matter, agent) if command.fits(text)]
    # Without a word typed, three are enough: people come to the palette to find somebody.
    yield Group(title, [from_command(command) for command in (fitting if text else fitting[:3])])


def navigation(agent: Agent, text: str, in_console: bool) -> Iterator[Group]:
    fitting = [command for command in places(agent, in_console) if command.fits(text)]
    yield Group(_("Go and do"), [from_command(command) for command in fitting])


def from_command(command: Command) -> Option:
    return Option(command.label, icon=command.icon, href=command.href, command=command.name, key=command.key)


def people_and_matters(agent: Agent, text: str, scope: str) -> Iterator[Group]:
    matters = Conversation.objects.visible_to(agent).select_related("customer", "last_channel")
    if not text:
        yield Group(_("Recent"), [matter_option(matter) for matter in recent(agent, matters)])
        return
    people = best(search.find(Customer.objects.visible_to(agent), text, matters), text)
    if scope != MATTERS:
        yield Group(_("Customers"), [customer_option(customer) for customer in people])
    if scope != CUSTOMERS:
        yield Group(_("Conversations"), [matter_option(matter) for matter in matters_for(matters, text, people)])


def recent(agent: Agent, matters: QuerySet[Conversation]) -> list[Conversation]:
    """What was before me last."""
    looked = (
        FocusInterval.objects.filter(agent=agent).order_by("-ended_at").values_list("conversation", flat=True)[:RANKED]
    )
    ids = list(dict.fromkeys(looked))[:AT_MOST]
    found = matters.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def best(found: QuerySet[Customer], text: str) -> list[Customer]:
    """Of those in touch last, first those whose name or reading begins with what was typed."""
    latest = list(found.order_by("-last_contact_at", "-pk")[:RANKED])
    start, sound = search.fold(text), search.romaji_key(text)
    return sorted(latest, key=lambda customer: not begins(customer, start, sound))[:AT_MOST]


def begins(customer: Customer, start: str, sound: str) -> bool:
    return any(word.startswith((start, sound)) for word in customer.search_text.split("\n"))


def matters_for(matters: QuerySet[Conversation], text: str, people: list[Customer]) -> list[Conversation]:
    """The matter of that number; else the newest matters of the people found."""
    number = search.matter_number(text) or (int(text) if text.isdecimal() and len(text) < 19 else None)
    exact = list(matters.filter(pk=number)) if number else []
    theirs = matters.filter(customer__in=people).order_by("-last_activity_at", "-pk")[:AT_MOST]
    return list(dict.fromkeys([*exact, *theirs]))[:AT_MOST]


def customer_option(customer: Customer) -> Option:
    note = " · ".join(part for part in (customer.kana, customer.company_name) if part and part != customer.name)
    return Option(
        names.addressed(customer), note, icon="user-round", href=reverse("customers:detail", args=[customer.pk])
    )


def matter_option(matter: Conversation) -> Option:
    note = f"{names.addressed(matter.customer)} · {matter.number} · {matter.get_status_display()}"
    kind = matter.last_channel.kind if matter.last_channel else "web"
    label = matter.title or matter.preview or matter.number
    return Option(label, note, channel_kind=kind, href=reverse("conversation", args=[matter.pk]))
