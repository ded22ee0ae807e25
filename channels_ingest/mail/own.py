"""Mails that we wrote ourselves and met again: in our own mailbox, or going round in a circle."""

from channels_ingest.mail.composing import LOOP_HEADER
from channels_ingest.mail.reading import Mail
from channels_ingest.mail.settings import KIND, MailboxSettings
from conversations.envelopes import Address
from conversations.letter_form import own_addresses
from conversations.models import Channel, Direction, Envelope, Nature


def is_our_copy(mail: Mail, mailbox: MailboxSettings) -> bool:
    """The very mail that we sent (a mailbox on copy, a list that mirrors): it stands in the thread already."""
    if not from_us(mail, mailbox):
        return False
    return Envelope.objects.filter(message__direction=Direction.OUT, header_id=mail.message_id).exists()


def is_by_machine(mail: Mail) -> bool:
    return LOOP_HEADER.lower() in mail.marks


def nature_of(mail: Mail, mailbox: MailboxSettings) -> str:
    """What left one of our mailboxes by a machine is never answered, whatever else it says of itself."""
    circles = LOOP_HEADER.lower() in mail.marks or (from_us(mail, mailbox) and who_wrote(mail, mailbox) == mail.sender)
    return Nature.AUTO_REPLY if mail.nature == Nature.PERSON and circles else mail.nature


def who_wrote(mail: Mail, mailbox: MailboxSettings) -> Address | None:
    """The From; but a form on the company's own site writes in our name, and its Reply-To is the person."""
    others = (one for one in mail.reply_to if one.address.casefold() not in mailbox.addresses)
    return next(others, mail.sender) if from_us(mail, mailbox) else mail.sender


def from_us(mail: Mail, mailbox: MailboxSettings) -> bool:
    return mail.sender is not None and mail.sender.address.casefold() in mailbox.addresses


def is_a_mailbox_of_ours(address: str) -> bool:
    """Whatever writes by itself never writes there, or two mailboxes would talk to each other."""
    mailboxes = Channel.objects.filter(kind=KIND).only("settings")
    return any(address.casefold() in own_addresses(one) for one in mailboxes)
