"""The mail that says that a form has come in: one, with our words only.

Whoever fills in a form may name somebody else's address, so it says nothing of what was typed, and an address gets one
such answer of a machine a day, however many forms name it and whatever else comes in its name (mail.automatic).
"""

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest.continuing import is_stopped, mailbox_for
from channels_ingest.mail import automatic
from channels_ingest.mail.own import is_a_mailbox_of_ours
from channels_ingest.webform import fields, when
from conversations import outbox
from conversations.letters import Letter
from conversations.models import Channel, Message, Status
from customers.models import Identity, IdentityKind

log = structlog.get_logger(__name__)


def acknowledge(message: Message, language: str) -> Message | None:
    """None = nothing was sent. What goes wrong here costs no form."""
    try:
        with transaction.atomic():
            return written(message, language)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # logged; the form is in
        log.exception("a form could not be acknowledged", message=message.pk)
        return None


def written(message: Message, language: str) -> Message | None:
    form, address = message.channel, message.identity
    assert form is not None, "it came by one"  # noqa: S101
    mailbox = mailbox_for(form) if wants(form) else None
    if mailbox is None or address is None or not may_be_written_to(message, address):
        return None
    with automatic.answering(address.value) as allowed, override(language):
        if not allowed:
            return None
        subject, text = words(message, form, language)
        return outbox.automatic(
            message.conversation, text=text, channel=mailbox, identity=address, letter=Letter(subject=subject)
        )


def wants(form: Channel) -> bool:
    return bool(form.settings.get("acknowledges", True)) and not form.is_practice


def may_be_written_to(message: Message, address: Identity) -> bool:
    unwanted = message.customer.blocked_at is not None or message.conversation.status == Status.SPAM
    if unwanted or address.kind != IdentityKind.EMAIL or address.undeliverable_at or is_stopped(address):
        return False
    return not is_a_mailbox_of_ours(address.value)


def words(message: Message, form: Channel, language: str) -> tuple[str, str]:
    """Subject and text; the number is ours, and so is everything else."""
    number = {"number": message.conversation.number}
    said = [
        _("Thank you for writing to us. We have received your enquiry. Your number is %(number)s.") % number,
        when_answered(form, language),
        fields.words(form, language)["thanks"],
        _("You need not write the same again. To add something, simply reply to this mail."),
        _("If you have not written to us, please ignore this mail."),
    ]
    return _("We have received your enquiry (%(number)s)") % number, "\n\n".join(filter(None, said))


def when_answered(form: Channel, language: str) -> str:
    there = when.there(form, language)
    if there.is_open or not there.opens:
        return ""
    return _("We answer from %(at)s on.") % {"at": there.opens}
