"""A one-time code on its way out: by mail, to exactly the address that is to be proven, and nowhere else.

The thread keeps that a code was sent. The digits are written into the mail when it is handed over (`words_of`), and lie
in no row, task or page.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agents.models import Agent
from conversations import outbox, threads
from conversations.capabilities import capabilities_of
from conversations.letters import Letter
from conversations.models import Conversation, Message
from conversations.routes import Route, routes_to
from customers import proving
from customers.models import Identity
from customers.proving import PROVABLE


class NoWay(Exception):
    """No mailbox of ours can write there now; in words for the agent."""


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
    ways = [way for way in routes_to(matter.customer) if way.identity.pk == identity.pk]
    letters = [way for way in ways if capabilities_of(way.channel).letters and identity.kind in PROVABLE]
    letters.sort(key=lambda way: (not way.usable, way.channel.team_id != matter.team_id))
    if not letters:
        raise NoWay(_("No mailbox of ours writes to this address."))
    if not letters[0].usable:
        raise NoWay(str(letters[0].reason))
    return letters[0]


def to_prove(matter: Conversation) -> Identity | None:
    """Which address is meant when the agent only says "send a code": the least sure one that can be proven."""
    found = Identity.objects.filter(customer=matter.customer_id, kind__in=PROVABLE, undeliverable_at=None)
    return found.order_by("assurance", "-pk").first()


def language_of(matter: Conversation, route: Route) -> str:
    return matter.customer.language or route.channel.language


def words_of(message: Message) -> str:
    """What the mail says: the message's own words, and for a code the code. Raises CodeOver."""
    challenge = proving.of_letter(message.pk) if message.is_automatic else None
    if challenge is None:
        return message.text
    if not proving.is_usable(challenge):
        raise CodeOver
    with override(message.customer.language or (message.channel.language if message.channel else "")):
        return "\n\n".join(
            (
                _("Your confirmation code is %(code)s") % {"code": proving.code_of(challenge)},
                _("Tell it to us where you are talking with us now, or simply reply to this mail with it."),
                _("It is good for 10 minutes and can be used once. We never ask for it by phone or in a link."),
                _("If you were not expecting this, please ignore it: without the code nothing happens."),
            )
        )
