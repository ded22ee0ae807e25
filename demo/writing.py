"""Mails as customers of the demo write them, and how they come in: by the same door as a mail server's pipe."""

import hashlib
import secrets
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

from django.utils import timezone

from channels_ingest import intake, keeping
from channels_ingest.mail.settings import KIND
from channels_ingest.models import RawDelivery
from conversations.letters import bare
from conversations.models import Channel
from demo.sites import AUTHSERV


class NoSuchMailbox(Exception):
    """The mail is for nobody here."""


def written(sender: tuple[str, str], to: str, subject: str, text: str) -> EmailMessage:
    """Raises ValueError for what is no address. The office has checked the sender, as a company's server does."""
    mail = EmailMessage()
    name, address = sender
    local, _at, domain = address.strip().rpartition("@")
    mail["From"] = Address(" ".join(name.split()), local, domain)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = " ".join(subject.split())[:300]
    mail["Date"] = timezone.localtime()
    mail["Message-ID"] = f"<{secrets.token_hex(12)}@{domain}>"
    mail["Authentication-Results"] = f"{AUTHSERV}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    mail.set_content(text)
    return mail


def answering(posted: EmailMessage, text: str) -> EmailMessage:
    """As a mail program answers: to Reply-To, with the ids it answers and the old words below."""
    sender = parseaddr(str(posted["To"] or ""))
    back = parseaddr(str(posted["Reply-To"] or posted["From"] or ""))[1]
    body = posted.get_body(("plain",))
    old = "\n".join(f"> {line}".rstrip() for line in (str(body.get_content()) if body else "").splitlines())
    head = f"{timezone.localtime():%Y-%m-%d %H:%M} {posted['From']}:"
    mail = written(sender, back, f"Re: {bare(str(posted['Subject'] or ''))}", f"{text}\n\n{head}\n{old}\n")
    own = str(posted["Message-ID"] or "")
    mail["In-Reply-To"] = own
    mail["References"] = f"{posted['References'] or ''} {own}".strip()
    return mail


def mailbox_of(address: str) -> Channel:
    """local+token@domain reaches the mailbox local@domain."""
    local, _at, domain = address.casefold().rpartition("@")
    own = f"{local.partition('+')[0]}@{domain}"
    found = Channel.objects.filter(kind=KIND, paused_at=None, settings__address=own).first()
    if found is None:
        raise NoSuchMailbox(address)
    return found


def hand_in(mail: EmailMessage, external_id: str = "") -> RawDelivery:
    """Kept first, then taken in at once. Without an id of its own a mail is known by its bytes, as from a pipe."""
    content = mail.as_bytes(policy=mail.policy.clone(linesep="\r\n", cte_type="7bit"))
    channel = mailbox_of(parseaddr(str(mail["To"]))[1])
    raw = keeping.keep_raw(channel, external_id or f"pipe/{hashlib.sha256(content).hexdigest()}", content)
    intake.ingest(raw.pk)
    return raw
