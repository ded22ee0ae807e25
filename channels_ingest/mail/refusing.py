"""A mail that could not be taken in: its sender is told once, by one plain mail with no word of theirs, what to do."""

import re
from datetime import timedelta
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import formatdate, parseaddr

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest.mail import automatic, smtp
from channels_ingest.mail.settings import MailboxSettings
from channels_ingest.models import RawDelivery
from customers.identities import NotAnAddress, normalise
from customers.models import IdentityKind

HEAD_BYTES = 64 * 1024
FRESH = timedelta(days=2)
# Whoever wrote with one of these is a machine, or came through one: no machine is answered.
MACHINES = (
    "auto-submitted",
    "list-id",
    "list-unsubscribe",
    "precedence",
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    "x-failed-recipients",
    "x-loop",
    "x-omnidesk-loop",
)
SPAM_FLAGS = ("X-Spam-Flag", "X-Spam-Status", "X-Spam")
ROBOTS = re.compile(r"(?:mailer-?daemon|postmaster|bounces?|(?:do-?not|no)[-_.]?reply)\b")


def tell(raw: RawDelivery) -> bool:
    """False = there is nobody to tell, it is not safe, or they were told already or often enough."""
    mailbox = MailboxSettings.of(raw.channel)
    head = BytesHeaderParser().parsebytes(raw.content[:HEAD_BYTES])
    to = answerable(head)
    if not to or not mailbox.smtp.host or "told_at" in raw.meta or not is_news(raw):
        return False
    if not automatic.is_safe(head, to, mailbox):
        return False
    with automatic.answering(to) as allowed, override(raw.channel.language):
        if not allowed or not is_first(raw):
            return False
        smtp.send(raw.channel, notice(mailbox, to, str(head.get("Message-ID", ""))), [to])
    return True


def is_first(raw: RawDelivery) -> bool:
    """Written down before it is sent: however often the same mail fails again, nobody hears of it twice."""
    with transaction.atomic():
        mine = RawDelivery.objects.select_for_update(of=("self",)).only("meta").get(pk=raw.pk)
        if "told_at" in mine.meta:
            return False
        mine.meta["told_at"] = timezone.now().isoformat()
        mine.save(update_fields=["meta"])
    return True


def is_news(raw: RawDelivery) -> bool:
    """By when its server had it: a new or rebuilt mailbox brings years of mail in one day."""
    came = parse_datetime(str(raw.meta.get("internal_date", ""))) or raw.received_at
    return came >= max(timezone.now() - FRESH, raw.channel.created_at)


def answerable(head: Message) -> str:
    """The address that may be answered, or nothing."""
    returned = str(head.get("Return-Path", "")).strip()
    if returned == "<>" or any(name in head for name in MACHINES) or is_spam(head):
        return ""
    try:
        to = normalise(IdentityKind.EMAIL, parseaddr(str(head.get("From", "")))[1])
    except NotAnAddress:
        return ""
    return "" if ROBOTS.match(to) else to


def is_spam(head: Message) -> bool:
    """Its From is hardly ever who wrote it."""
    return any(str(head.get(name, "")).strip().lower().startswith("yes") for name in SPAM_FLAGS)


def notice(mailbox: MailboxSettings, to: str, answers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = mailbox.address, to
    mail["Subject"] = _("Your mail could not be taken in")
    mail["Date"] = formatdate()
    if answers and "\n" not in answers and len(answers) < 250:
        mail["In-Reply-To"] = mail["References"] = answers
    mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"] = "auto-replied", "All"
    mail["X-Omnidesk-Loop"] = mailbox.address
    mail.set_content(
        _(
            "Thank you for writing to us. Your mail was too large or built in a way that our system does not open, "
            "so nobody could read it yet.\n\n"
            "Please send it again with fewer or smaller attachments (25 MB at most in all), and without nested "
            "archives, or tell us in a few words what it is about."
        )
    )
    return mail
