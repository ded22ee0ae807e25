"""The outside of a matter's mails: each answers the one before it, under the same subject."""

import hashlib
import secrets
from dataclasses import dataclass, field

from conversations.letters import bare
from conversations.models import Channel, Direction, Envelope, Message
from demo import dates, sites
from demo.hours import TOKYO
from demo.planned import PlannedMail

MOST_REFERENCES = 40
RETURNED = "Mail Delivery System"


@dataclass
class Correspondence:
    mailbox: Channel
    signature: str
    language: str
    subject: str = ""
    # Newest first.
    chain: list[str] = field(default_factory=list)
    last: Message | None = None

    def send(self, message: Message, mail: PlannedMail) -> Envelope:
        """Give the message its subject and its envelope."""
        before, message.subject = self.subject, self.headed(mail)
        ours = message.direction == Direction.OUT
        envelope = Envelope(message_id=message.pk, references=self.chain[:MOST_REFERENCES], nature=mail.nature)
        if ours:
            self.from_us(envelope, message, mail)
        else:
            self.from_them(envelope, message, mail)
        envelope.quoted = self.below(mail)
        envelope.subject_changed = not ours and before not in ("", self.subject)
        if mail.nature == "person":
            self.chain.insert(0, envelope.header_id)
            self.last = message
        return envelope

    def headed(self, mail: PlannedMail) -> str:
        if mail.nature != "person":
            return mail.subject
        self.subject = bare(mail.subject) or self.subject
        return mail.subject or f"Re: {self.subject}"

    def from_us(self, envelope: Envelope, message: Message, mail: PlannedMail) -> None:
        """Who knows the token of a mail may write into its matter, so it is drawn and not derived."""
        envelope.token = secrets.token_hex(8)
        envelope.header_id = f"<{envelope.token}@{sites.DOMAIN}>"
        envelope.from_address = self.mailbox.address
        envelope.to = [[mail.name, mail.address]]
        envelope.signature = self.signature

    def from_them(self, envelope: Envelope, message: Message, mail: PlannedMail) -> None:
        name, address = mail.name, mail.address
        if mail.nature == "bounce":
            name, address = RETURNED, f"mailer-daemon@{address.rpartition('@')[2]}"
        word = hashlib.sha256(f"demo {message.pk}".encode()).hexdigest()[:24]
        envelope.header_id = f"<{word}@{address.rpartition('@')[2]}>"
        envelope.from_name, envelope.from_address = name, address
        envelope.to = [[sites.FROM_NAMES[self.mailbox.address.partition("@")[0]], self.mailbox.address]]
        envelope.html = mail.html

    def below(self, mail: PlannedMail) -> str:
        quoted = self.quotation(self.last) if mail.quotes and self.last else ""
        return "\n\n".join(part for part in (mail.quoted, quoted) if part)

    def quotation(self, last: Message) -> str:
        """As the program of the customer repeats what it answers."""
        at = last.shown_at.astimezone(TOKYO)
        who = f"{sites.FROM_NAMES[self.mailbox.address.partition('@')[0]]} <{self.mailbox.address}>"
        if self.language == "en":
            head = f"On {dates.written(at.date(), 'en')}, {at:%H:%M}, {who} wrote:"
        else:
            head = f"{at.year}年{at.month}月{at.day}日({dates.WEEKDAYS[at.weekday()]}) {at:%H:%M} {who}:"
        return "\n".join([head, *(f"> {line}".rstrip() for line in last.text.splitlines())])
