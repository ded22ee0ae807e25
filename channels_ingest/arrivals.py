"""A message that brings a hand-off with it: a code typed in a chat, a token in a mail, the field of a form; or one that
brings none, from a telephone number for which one waits.

Whatever is wrong with the hand-off, the message is taken in all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from django.db import InterfaceError, OperationalError, transaction

from channels_ingest import handoff_effects, handoff_numbers, handoff_tokens, handoffs
from channels_ingest.handoffs import NotTaken
from channels_ingest.models import Handoff, VisitorSession
from conversations.inbound import Inbound
from conversations.models import Message
from customers.models import Assurance, IdentityKind
from omnidesk.limits import OverLimit, spend

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Arrival:
    """The message as it is to be taken in, and what became of the hand-off that it names, if it names one."""

    inbound: Inbound
    handoff: Handoff | None = None
    refused: NotTaken | None = None
    by: str = ""
    # Only its number agrees: it is shown, and not believed.
    offered: Handoff | None = None


def look(inbound: Inbound, offered: str = "") -> Arrival:
    """`offered`: a token that the channel carried beside the words. In the transaction that takes the message in."""
    # Whoever is met in practice is nobody's account: a real code would file their words with a real customer.
    if inbound.sender.is_simulated:
        return Arrival(inbound)
    word = offered or named_in(inbound)
    if not word:
        return by_number(inbound)
    by = "code" if handoffs.is_by_code(word) else inbound.channel.kind
    try:
        if by == "code":
            spend_try(inbound)
        with transaction.atomic():
            handoff = handoffs.take_up(word, by, session_of(inbound))
    except NotTaken as refused:
        return Arrival(inbound, refused=refused, by=by)
    except OverLimit:
        return Arrival(inbound, refused=NotTaken("unknown"), by=by)
    return with_it(inbound, handoff, by)


def brings_nothing(inbound: Inbound) -> bool:
    """Nothing has to be looked for."""
    return inbound.sender.is_simulated or not (named_in(inbound) or inbound.sender.kind == IdentityKind.PHONE)


def with_it(inbound: Inbound, handoff: Handoff, by: str) -> Arrival:
    sender = handoff_effects.vouched(handoff, inbound.sender)
    return Arrival(replace(inbound, sender=sender), handoff, by=by)


def by_number(inbound: Inbound) -> Arrival:
    """They brought nothing. An app may have said that this number would write or call."""
    waiting = handoff_numbers.waiting(inbound.sender)
    if waiting is None:
        return Arrival(inbound)
    if not handoff_numbers.is_sure(waiting, inbound.sender):
        return Arrival(inbound, offered=waiting)
    try:
        return with_it(inbound, handoffs.take(waiting, inbound.channel.kind), inbound.channel.kind)
    except NotTaken:
        # Somebody brought the token itself in this moment.
        return Arrival(inbound)


def spend_try(inbound: Inbound) -> None:
    """Whom nobody vouches for is a new sender with each try, and so is each name at a domain of their own."""
    if inbound.sender.assurance < Assurance.ATTESTED:
        raise NotTaken("unknown")
    spend("handoff.code", f"{inbound.channel.pk}/{inbound.sender.value}")
    if inbound.head is not None:
        spend("handoff.code.mailbox", str(inbound.channel.pk))


def named_in(inbound: Inbound) -> str:
    """The token in one of the addresses, in the subject, or in a line; or a code that is all that was said."""
    in_head = handoff_tokens.token_in(f"{inbound.head.token if inbound.head else ''} {inbound.subject}")
    if in_head:
        return in_head
    lines = inbound.text.splitlines() if handoff_tokens.PREFIX in inbound.text.casefold() else []
    alone = (token for line in lines if len(line) < 400 and (token := handoff_tokens.token_in(line)))
    first_line = inbound.text.strip().split("\n", 1)[0] if inbound.head else inbound.text.strip()
    return next(alone, "") or handoff_tokens.code_in(first_line)


def session_of(inbound: Inbound) -> VisitorSession | None:
    if inbound.sender.kind != IdentityKind.VISITOR:
        return None
    return VisitorSession.objects.filter(pk=inbound.sender.value, channel=inbound.channel).first()


def settle(arrival: Arrival, message: Message) -> None:
    """After the message is in its matter."""
    if arrival.handoff is not None:
        guarded(lambda: came_with(arrival.handoff, message))  # type: ignore[arg-type]  # asked the line before
    elif arrival.refused is not None:
        guarded(lambda: refused_with(arrival, message))
    elif arrival.offered is not None:
        guarded(lambda: handoff_numbers.offer(arrival.offered, message))  # type: ignore[arg-type]  # asked the line before
    elif waits_for_its_matter(arrival.inbound):
        guarded(lambda: bind_waiting(arrival.inbound, message))


def came_with(handoff: Handoff, message: Message) -> None:
    if message.identity is not None:
        handoff_effects.settle(handoff, message.identity, message.conversation)


def refused_with(arrival: Arrival, message: Message) -> None:
    """A mail that came to two of our mailboxes brings its token twice: that is no second use."""
    refused = arrival.refused
    assert refused is not None, "settle asked"  # noqa: S101
    if refused.handoff is None or refused.handoff.matter_id != message.conversation_id:
        session = session_of(arrival.inbound)
        handoffs.refuse(
            refused.reason, arrival.by, handoff=refused.handoff, matter=message.conversation, session=session
        )


def waits_for_its_matter(inbound: Inbound) -> bool:
    """Only who was handed over in the chat window: most visitors said nothing of themselves, and cost no look."""
    who = inbound.sender
    return who.kind == IdentityKind.VISITOR and bool(who.account or who.family_name or who.claims)


def bind_waiting(inbound: Inbound, message: Message) -> None:
    """The first words after a hand-off that the chat window took up."""
    for handoff in Handoff.objects.filter(session__pk=inbound.sender.value, matter=None).select_related(*WITH):
        handoff_effects.bind(handoff, message.conversation)


WITH = ("app__members_of", "site", "customer", "identity__customer", "identity__home")


def guarded(deed: Callable[[], object]) -> None:
    """What a hand-off adds is worth less than the message: a mistake of ours there loses no words."""
    try:
        with transaction.atomic():
            deed()
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # logged; the message goes on without
        log.exception("a hand-off could not be settled")
