"""Letters: messages with an outside. Which subject and references an answer carries, and what a reply proves."""

import re
import secrets
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations import private_links
from conversations.capabilities import capabilities_of
from conversations.envelopes import Address, Answered, Head
from conversations.models import Conversation, Direction, Envelope, Message
from customers import identifying
from customers.identifying import Sender
from customers.models import Assurance, Identity
from omnidesk.inserting import insert
from omnidesk.redaction import redact

# What mail programs put before a subject, in the languages that reach us.
PREFIXES = re.compile(
    r"^\s*((re|fw|fwd|aw|wg|sv|vs|tr|rv|res|enc|antw|odp|回复|答复|转发|返信|転送)\s*(\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
MOST_REFERENCES = 40
MOST_COPIES = 30


@dataclass(frozen=True)
class Letter:
    """What the writer adds to the words. An empty `to` means the address of the customer."""

    subject: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    quotes: bool = False

    def goes_past(self, identity: Identity) -> bool:
        """Does it go to others only, as what is forwarded does?"""
        everybody = {one.address.casefold() for one in (*self.to, *self.cc, *self.bcc)}
        return bool(self.to) and identity.value.casefold() not in everybody


def bare(subject: str) -> str:
    return PREFIXES.sub("", subject).strip()


def is_reader(head: Head, sender: Sender, answered: Answered | None) -> bool:
    """Does whoever wrote this show, by repeating what only our mail said, that our mail to this address is read?"""
    if answered is None or not answered.is_ours or head.is_automatic or head.doubted:
        return False
    to = answered.identity
    if to is None or not is_of(to, sender):
        return False
    # Where others got it, they know it too: then the channel must vouch for the sender.
    return sender.assurance >= Assurance.ATTESTED or is_known_to(to, answered.conversation)


def is_of(identity: Identity, sender: Sender) -> bool:
    return (identity.kind, identity.value) == (sender.kind, sender.value)


def is_known_to(reader: Identity, matter: int) -> bool:
    """To nobody else: a letter names all that it answers, so none of the matter's may have gone to others."""
    sent = Envelope.objects.filter(message__conversation=matter, message__direction=Direction.OUT)
    lists = sent.values_list("to", "cc", "bcc")
    return all(bare.casefold() == reader.value for lines in lists for line in lines for _name, bare in line)


def arrived(message: Message, head: Head, sender: Sender, answered: Answered | None, *, is_read: bool) -> Envelope:
    """Keep the outside of an inbound letter, and what it shows of its writer (is_reader). The customer is locked."""
    if message.identity is not None and not head.is_automatic:
        if is_read:
            identifying.vouch(message.identity, Assurance.PROVEN, "reply")
        if is_of(message.identity, sender):
            identifying.heard_from(message.identity)
    envelope = Envelope(
        message=message,
        header_id=head.message_id,
        content_hash=head.content_hash,
        references=list(head.references[:MOST_REFERENCES]),
        from_name=redact(head.sender.name)[:200],
        from_address=head.sender.address[:254],
        reply_to=pairs(head.reply_to),
        to=pairs(head.to),
        cc=pairs(head.cc),
        quoted=redact(head.quoted),
        html=clean_html(head, message),
        nature=head.nature,
        subject_changed=is_another_subject(message, answered),
    )
    insert(envelope, later=True)
    return envelope


def clean_html(head: Head, message: Message) -> str:
    """Where something had to be made unreadable in the words, the formatted copy is not kept at all."""
    if not head.html:
        return ""
    spoiled = any(redact(words) != words for words in (head.quoted, head.plain))
    return "" if spoiled else redact(head.html)


# People come back to an older subject of the same matter; a machine's (by_machine) is no subject of anybody's.
_SUBJECTS = """
    SELECT subject FROM conversations_message WHERE conversation_id = %s AND seq < %s AND subject <> ''
    AND NOT (direction = 'in' AND is_automatic) ORDER BY seq DESC LIMIT %s
"""


def is_another_subject(message: Message, answered: Answered | None) -> bool:
    """A new subject inside a matter that goes on: perhaps another matter, which only a person can tell."""
    if not message.subject or message.is_automatic or message.seq == 1:
        return False
    if bare(message.subject) == message.conversation.title:
        # As its first letter, or as a colleague, called it: most answers cost no look at the others.
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, [message.conversation_id, message.seq, MOST_REFERENCES])
        known = {bare(subject) for (subject,) in cursor.fetchall()}
    if not known:
        return answered is None and message.conversation.messages.filter(seq__lt=message.seq).exists()
    return bare(message.subject) not in known


def by_machine(path: str = "") -> Q:
    """What came back, receipts, absences: nobody answers them, and their subject is nobody's."""
    return Q(**{f"{path}direction": Direction.IN, f"{path}is_automatic": True})


def pairs(addresses: tuple[Address, ...]) -> list[list[str]]:
    return [one.pair() for one in addresses[:200]]


def write(message: Message, letter: Letter | None) -> None:
    """Give an outgoing message its outside, on channels that have one."""
    if message.channel is None or message.identity is None or not capabilities_of(message.channel).letters:
        return
    letter = letter or Letter()
    # 128 bits, in signs that no mail server changes.
    token = secrets.token_hex(16)
    last = answering(message)
    message.subject = redact(letter.subject) or subject_for(message.conversation)
    message.save(update_fields=["subject"])
    Envelope.objects.create(
        message=message,
        header_id=f"<{token}@{message.channel.address.rpartition('@')[2]}>",
        token=token,
        references=([last.header_id, *last.references] if last else [])[:MOST_REFERENCES],
        from_address=message.channel.address,
        to=pairs(letter.to) or [["", message.identity.value]],
        cc=pairs(letter.cc),
        bcc=pairs(letter.bcc),
        quoted=quotation(last) if letter.quotes and last else "",
        signature=signature(message),
    )


def answering(message: Message) -> Envelope | None:
    """The newest letter of the matter: the customer's where there is one, but no machine's."""
    earlier = Envelope.objects.filter(message__conversation=message.conversation_id).exclude(message=message)
    written = earlier.filter(message__unsent_at=None).exclude(by_machine("message__"))
    newest = written.select_related("message").order_by("-message__seq")
    return newest.filter(message__direction=Direction.IN).first() or newest.first()


def subject_for(matter: Conversation) -> str:
    """An answer keeps the subject of what it answers; the first letter of a matter bears its title."""
    told = matter.messages.filter(unsent_at=None).exclude(subject="").exclude(by_machine())
    last = told.order_by("-seq").values_list("subject", flat=True).first()
    if last is None:
        return matter.title or _("Your enquiry")
    return f"Re: {bare(last)}"[:300]


def quotation(last: Envelope) -> str:
    """The words that are answered, marked line by line, with who wrote them and when."""
    when = timezone.localtime(last.message.shown_at)
    who = last.from_name or last.from_address
    head = _("%(when)s, %(name)s wrote:") % {"when": f"{when:%Y-%m-%d %H:%M}", "name": who}
    words = "\n".join(f"> {line}".rstrip() for line in private_links.hidden(last.message.text).splitlines())
    return f"{head}\n{words}"


def signature(message: Message) -> str:
    team = message.conversation.team
    if team is None or message.channel is None:
        return ""
    language = message.customer.language or message.channel.language
    return str(team.signatures.get(language) or team.signatures.get(team.language) or "")
