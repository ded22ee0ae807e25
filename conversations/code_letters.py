"""A one-time code on its way out: by mail or SMS, to exactly the address that is to be proven, and nowhere else.

The thread keeps that a code was sent. The digits are written into the message when it is handed over (`words_of`), and
lie in no row, task or page.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from agents.models import Agent
from conversations import outbox, private_links, threads
from conversations.capabilities import capabilities_of
from conversations.letters import Letter
from conversations.models import Channel, Conversation, Message
from conversations.routes import Route, routes_to
from customers import proving
from customers.models import Assurance, Customer, Identity, IdentityKind
from customers.proving import is_provable

CODE_OVER = gettext_noop("The code was over before it could be sent. Send a new one.")


class NoWay(Exception):
    """No channel of ours can write there now; in words for the agent."""


class CodeOver(Exception):
    """The code ended before its letter was sent: a newer one was asked for, or it was answered, or time ran out."""


@transaction.atomic
def send(conversation: Conversation, identity: Identity, agent: Agent) -> Message:
    """Raises NoWay, and OverLimit of omnidesk.limits."""
    matter = threads.lock(conversation)
    route = way_to(matter, identity)
    challenge = proving.ask(identity, matter.pk, agent)
    with override(language_of(matter, route)):
        text, subject = _("We have sent a confirmation code."), _("Your confirmation code")
    message = outbox.automatic(
        matter, text=text, channel=route.channel, identity=identity, letter=Letter(subject=subject)
    )
    proving.goes_with(challenge, message.pk)
    return message


def way_to(matter: Conversation, identity: Identity) -> Route:
    found = [way for way in ways_of(matter.customer) if way.identity.pk == identity.pk]
    found.sort(key=lambda way: (not way.usable, way.channel.team_id != matter.team_id))
    if not found:
        raise NoWay(_("No channel of ours can send a code to this address."))
    if not found[0].usable:
        raise NoWay(str(found[0].reason))
    return found[0]


def ways_of(customer: Customer) -> list[Route]:
    ways = [way for way in routes_to(customer) if is_provable(way.identity)]
    return [way for way in ways if capabilities_of(way.channel).codes]


def to_prove(matter: Conversation) -> Identity | None:
    """Which address is meant when the agent only says "send a code": the least sure one that a code can reach now."""
    found = [way.identity for way in ways_of(matter.customer) if way.usable]
    return min(found, key=lambda identity: (identity.assurance, -identity.pk), default=None)


def offered(identities: Iterable[Identity]) -> set[int]:
    """Beside which of them the button stands. Mail can always be had; a channel to phones only some desks have."""
    unsure = [one for one in identities if one.assurance < Assurance.PROVEN and is_provable(one)]
    reached = kinds_in_use() if any(one.is_phone for one in unsure) else {IdentityKind.EMAIL}
    return {one.pk for one in unsure if one.kind in reached or one.is_email}


def kinds_in_use() -> set[str]:
    found = [capabilities_of(channel) for channel in Channel.objects.filter(paused_at=None)]
    return {can.reaches for can in found if can.codes}


def language_of(matter: Conversation, route: Route) -> str:
    return matter.customer.language or route.channel.language


def words_of(message: Message) -> str:
    """What is sent: the message's own words, and for a code the code. Raises CodeOver."""
    challenge = proving.of_letter(message.pk) if message.is_automatic else None
    if challenge is None:
        return private_links.written_out(message)
    if not proving.is_usable(challenge):
        raise CodeOver
    with override(message.customer.language or (message.channel.language if message.channel else "")):
        is_letter = message.channel is not None and capabilities_of(message.channel).letters
        return letter_with(proving.code_of(challenge)) if is_letter else short_with(proving.code_of(challenge))


def letter_with(code: str) -> str:
    return "\n\n".join(
        (
            _("Your confirmation code is %(code)s") % {"code": code},
            _("Tell it to us where you are talking with us now, or simply reply to this mail with it."),
            _("It is good for 10 minutes and can be used once. We never ask for it by phone or in a link."),
            _("If you were not expecting this, please ignore it: without the code nothing happens."),
        )
    )


def short_with(code: str) -> str:
    """One part of an SMS in either alphabet: who pays by the part pays once."""
    first = _("Your confirmation code is %(code)s") % {"code": code}
    return f"{first}\n" + _("Reply with it, or tell it in our chat. Good for 10 minutes. Not expected? Ignore this.")
