"""Kept mails are read once more when the reader has learned: their messages show what it finds now, and none is new."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet

from channels_ingest.adapters import email
from channels_ingest.mail import reading
from channels_ingest.mail.authentication import assured
from channels_ingest.mail.reading import Mail
from channels_ingest.mail.settings import KIND, MailboxSettings
from channels_ingest.models import RawDelivery
from conversations import files, letters, listening, listening_again, outbox, threads
from conversations.changing import change
from conversations.models import Attachment, Conversation, Envelope, Message
from conversations.preview import preview_of
from customers.models import Fact
from omnidesk.inserting import update
from omnidesk.live import MessageShown
from omnidesk.redaction import redact
from omnidesk.telling import publish

log = structlog.get_logger(__name__)

WORDS = ("subject", "text")
OUTSIDE = ("quoted", "html", "from_name")


class Outcome(StrEnum):
    SAME = "same"
    RENEWED = "renewed"
    # Its content was deleted, or it never became a message.
    GONE = "gone"
    UNREADABLE = "unreadable"


def again(channel: int | None = None, since: datetime | None = None) -> Iterator[Outcome]:
    """What is kept of mails that were taken in, oldest first."""
    rows = readable().filter(**{"channel": channel} if channel else {})
    rows = rows.filter(received_at__gte=since) if since else rows
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        yield read_again(RawDelivery.objects.select_related("channel").get(pk=pk))


def readable() -> QuerySet[RawDelivery]:
    kept = RawDelivery.objects.filter(channel__kind=KIND, state=RawDelivery.State.PARSED, message__isnull=False)
    return kept.filter(~Q(body="") | ~Q(file=""))


def read_again(raw: RawDelivery) -> Outcome:
    if not readable().filter(pk=raw.pk).exists():
        return Outcome.GONE
    try:
        mail = reading.read(raw.content)
        changed = renew(raw, mail)
    except Exception:  # the message stays as it is, whatever a reader in the making does to it
        log.exception("a mail could not be read again", raw=raw.pk)
        return Outcome.UNREADABLE
    if redact(mail.text) != mail.text:
        raw.let_go()
    return Outcome.RENEWED if changed else Outcome.SAME


@transaction.atomic
def renew(raw: RawDelivery, mail: Mail) -> bool:
    """True = something of its message differs, and is as it is read now."""
    assert raw.message_id, "only what became a message is read again"  # noqa: S101
    message = Message.objects.select_related("envelope", "channel", "customer").get(pk=raw.message_id)
    message.subject, message.text, outside = as_read(raw, mail, message)
    is_another = is_different(message, outside)
    files_differ = files_of(message) != Counter(map(mark, mail.parts))
    if not is_another and not files_differ:
        return False
    matter, there = threads.lock_message(message.pk)
    there.subject, there.text, there.revision = message.subject, message.text, matter.customer.revision
    update(there, *WORDS, "revision")
    Envelope.objects.filter(message=there).update(**outside)
    if files_differ:
        exchange(there, mail)
    hear_again(matter, there)
    publish(MessageShown(outbox.loaded(there.pk)))
    return True


def as_read(raw: RawDelivery, mail: Mail, message: Message) -> tuple[str, str, dict[str, str]]:
    """Subject, words, and what of the outside is shown; by the same steps as when it came."""
    mailbox = MailboxSettings.of(raw.channel)
    said = email.words(mail, raw.channel.language)
    head = email.head(mail, assured(mail, mailbox.authserv_id), mailbox, rest=said[email.LONGEST_TEXT :])
    return (
        redact(mail.subject[:300]),
        redact(said[: email.LONGEST_TEXT]),
        {
            "quoted": redact(head.quoted),
            "html": letters.clean_html(head, message),
            "from_name": redact(head.sender.name)[:200],
        },
    )


def is_different(message: Message, outside: dict[str, str]) -> bool:
    kept = Message.objects.values_list(*WORDS).get(pk=message.pk)
    return kept != (message.subject, message.text) or any(
        getattr(message.envelope, name) != value for name, value in outside.items()
    )


def mark(part: reading.Part) -> tuple[str, str]:
    return files.clean_name(part.name), hashlib.sha256(part.content).hexdigest()


def files_of(message: Message) -> Counter[tuple[str, str]]:
    return Counter(Attachment.objects.filter(message=message).values_list("name", "sha256"))


def exchange(message: Message, mail: Mail) -> None:
    """What is read in both stays the row that it was, with its scan and its address."""
    wanted = Counter(map(mark, mail.parts))
    for attachment in list(message.attachments.all()):
        found = (attachment.name, attachment.sha256)
        if wanted[found]:
            wanted[found] -= 1
        else:
            files.throw_away(attachment)
    for part in mail.parts:
        if wanted[mark(part)]:
            wanted[mark(part)] -= 1
            new = files.keep_any(ContentFile(part.content, name=part.name), name=part.name, content_id=part.content_id)
            Attachment.objects.filter(pk=new.pk).update(message=message)


def hear_again(matter: Conversation, message: Message) -> None:
    """What was told is looked for in the new words; a fact that is not found there stands, without its mark."""
    message.conversation, message.customer = matter, matter.customer
    now = {(fact.key, fact.norm[:500]): fact for fact in listening.facts_of(message)}
    for fact in Fact.objects.filter(message=message.pk, source="message"):
        found = now.get((fact.key, fact.norm))
        fact.start, fact.end = (found.start, found.end) if found else (None, None)
        fact.save(update_fields=["start", "end"])
    for one, missing in listening_again.unread((message,)):
        listening_again.read_again(one, missing)
    if matter.last_message_id == message.pk:
        change(matter, preview=preview_of(message.text, 0 if message.text else message.attachments.count()))
