"""E-mail: read from mailboxes by IMAP or handed over by a mail server's pipe, sent by SMTP."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import ClassVar

import structlog
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from channels_ingest.adapters.base import Adapter, Event, NotVerified, Receipt, SendError, Sent, Unreadable
from channels_ingest.mail import composing, echo, own, reading, refusing, smtp
from channels_ingest.mail.authentication import Verdict, assured
from channels_ingest.mail.limits import NOT_HANDED_OVER, SENTENCES, TooMuch
from channels_ingest.mail.people import Person, person
from channels_ingest.mail.reading import Bounced, Mail, Part
from channels_ingest.mail.settings import KIND, MailboxSettings
from channels_ingest.models import RawDelivery
from conversations import files, private_links
from conversations.capabilities import Capabilities
from conversations.code_letters import CODE_OVER, CodeOver
from conversations.envelopes import LONGEST_ID, Address, Head
from conversations.file_types import MEGABYTES
from conversations.inbound import Inbound
from conversations.models import Channel, Direction, Envelope, Message
from customers.identifying import Sender
from customers.models import Assurance, IdentityKind
from omnidesk.redaction import redact

log = structlog.get_logger(__name__)

LONGEST_TEXT = 50_000
NOT_COMPOSED = gettext_noop("This message could not be turned into a mail.")
HELD = timedelta(seconds=8)


class Email(Adapter):
    kind: ClassVar[str] = KIND
    label = _("E-mail")
    settings_page: ClassVar[str] = "mailboxes"
    capabilities: ClassVar[Capabilities] = Capabilities(
        reaches=IdentityKind.EMAIL,
        scoped=False,
        max_length=LONGEST_TEXT,
        media=frozenset(MEGABYTES),
        max_files=files.FILES_PER_MESSAGE,
        letters=True,
        held=HELD,
        starts=True,
        codes=True,
    )

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        """No mail comes by HTTP: mailboxes are read by us, and a pipe runs on our own machine."""
        raise NotVerified

    def parse(self, raw: RawDelivery) -> Iterator[Event]:
        mailbox = MailboxSettings.of(raw.channel)
        content = raw.content
        if raw.meta.get("not_handed_over"):
            # There is nothing of it yet: the next looks ask its server again.
            yield Unreadable(NOT_HANDED_OVER)
            return
        if echo.is_echo(content):
            # An admin's test of the mailbox: it came through, and is nobody's matter.
            return
        if raw.meta.get("too_large"):
            yield Unreadable(SENTENCES["bytes"])
            return
        try:
            mail = reading.read(content)
        except TooMuch as error:
            yield Unreadable(str(error))
            return
        if own.is_our_copy(mail, mailbox):
            # It stands in the thread; and what it said beyond that (a code) is to be kept nowhere.
            raw.meta["unkept"] = own.is_by_machine(mail)
            return
        raw.meta["unkept"] = redact(mail.text) != mail.text
        yield from (receipt for one in mail.bounced if one.permanent and (receipt := bounced(one)))
        yield inbound(raw, mail, mailbox)

    def send(self, message: Message) -> Sent:
        """The copy that a mailbox or a bounce brings back is known by our own Message-ID."""
        assert message.channel is not None, "only notes have no channel, and they are never queued"  # noqa: S101
        letter = composed(message)
        refused = smtp.send(message.channel, letter, composing.recipients(message))
        return Sent(external_id=known_as(str(letter["Message-ID"])), refused=refused)

    def set_aside(self, raw: RawDelivery) -> None:
        refusing.tell(raw)


def composed(message: Message) -> EmailMessage:
    """Nothing has left yet: whatever goes wrong here, it surely was not sent."""
    try:
        return composing.compose(message, private_links.way_out(message))
    except CodeOver:
        raise SendError(CODE_OVER, permanent=True) from None
    except Exception as error:
        log.exception("a mail could not be composed", message=message.pk)
        raise SendError(NOT_COMPOSED, permanent=True) from error


def inbound(raw: RawDelivery, mail: Mail, mailbox: MailboxSettings) -> Inbound:
    verdict = assured(mail, mailbox.authserv_id)
    said = words(mail, raw.channel.language)
    return Inbound(
        channel=raw.channel,
        external_id=raw.external_id,
        sender=sender(mail, verdict, raw.channel, mailbox),
        text=said[:LONGEST_TEXT],
        received_at=raw.received_at,
        shown_at=taken_in_at(raw),
        subject=mail.subject[:300],
        attachment_ids=tuple(kept(part) for part in mail.parts),
        head=head(mail, verdict, mailbox, rest=said[LONGEST_TEXT:]),
    )


def words(mail: Mail, language: str) -> str:
    """What was said, and an invitation in readable lines where the words do not hold it already."""
    invitation = mail.invitation(mail.language or language)
    return mail.said if invitation in mail.text else f"{mail.said}\n\n{invitation}".strip()


def taken_in_at(raw: RawDelivery) -> datetime | None:
    """When the mail server had it; the Date header is only what the sender's clock said."""
    return parse_datetime(str(raw.meta.get("internal_date", "")))


def head(mail: Mail, verdict: Verdict, mailbox: MailboxSettings, rest: str) -> Head:
    """rest: what of the words was too long for a message; it is folded with the earlier mails, and not lost."""
    reached = (*mail.to, *mail.cc)
    return Head(
        message_id=known_as(mail.message_id),
        content_hash=mail.content_hash,
        references=tuple(known_as(one) for one in mail.references),
        sender=mail.sender or Address("", ""),
        reply_to=mail.reply_to,
        to=mail.to,
        cc=mail.cc,
        plain=mail.text,
        quoted="\n\n".join(filter(None, (rest, mail.quoted))),
        html=mail.html,
        nature=own.nature_of(mail, mailbox),
        token=mailbox.token_in((*mail.delivered_to, *(one.address for one in reached))),
        doubted=verdict is Verdict.FAILED,
        is_spam=mail.is_spam,
    )


def sender(mail: Mail, verdict: Verdict, channel: Channel, mailbox: MailboxSettings) -> Sender:
    """The From is believed as far as the mailbox's own server vouches for it; who was only named in a form is not."""
    wrote = own.who_wrote(mail, mailbox)
    vouched = verdict is Verdict.PASSED and wrote == mail.sender
    who: Person = person(wrote, fallback=mail.content_hash)
    return Sender(
        kind=IdentityKind.EMAIL,
        value=who.address,
        display=who.shown,
        assurance=Assurance.ATTESTED if vouched and who.is_reachable else Assurance.CLAIMED,
        assured_by=KIND,
        family_name=who.family_name,
        given_name=who.given_name,
        language=mail.language or channel.language,
    )


def bounced(one: Bounced) -> Receipt | None:
    """Which mail of ours came back, to whichever of our mailboxes; a bounce of somebody else's mail is just a mail."""
    ours = Envelope.objects.filter(header_id=known_as(one.original_message_id), message__direction=Direction.OUT)
    sent = ours.select_related("message__channel").first()
    if sent is None or sent.message.channel is None:
        return None
    return Receipt(
        channel=sent.message.channel,
        external_id=sent.header_id,
        message=sent.message.pk,
        status="bounced",
        reason=f"{one.status} {one.reason}".strip(),
        address=one.recipient.casefold(),
    )


def kept(part: Part) -> int:
    """A file of a mail is never refused: what is no type of ours can be downloaded and nothing else."""
    file = ContentFile(part.content, name=part.name)
    return files.keep_any(file, name=part.name, content_id=part.content_id).pk


def known_as(message_id: str) -> str:
    """A Message-ID may be of any length; ours are short."""
    if len(message_id) <= LONGEST_ID - 55:
        return message_id
    return f"sha256:{hashlib.sha256(message_id.encode()).hexdigest()}"
