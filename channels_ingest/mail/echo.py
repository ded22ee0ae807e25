"""A mail of ours to ourselves, sent by an admin's test: known by a signed header, and never a matter."""

from datetime import UTC, datetime, timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser

from django.core import signing
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from channels_ingest.mail.settings import MailboxSettings

HEADER = "X-Omnidesk-Echo"
# A test ends after minutes; a mail that a slow server kept for days must still be no matter.
KNOWN_FOR = timedelta(days=7)
LARGEST = 64 * 1024

signer = signing.TimestampSigner(salt="mailbox echo")


def new_token(channel_pk: int) -> str:
    return signer.sign(f"{channel_pk}-{get_random_string(12)}")


def begun(token: str, channel_pk: int) -> datetime | None:
    """When this mailbox's test was begun; None = not a token of ours."""
    try:
        value = signer.unsign(token, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return None
    seconds = signing.b62_decode(token.rsplit(":", 2)[1])
    return datetime.fromtimestamp(seconds, UTC) if value.startswith(f"{channel_pk}-") else None


def token_in(content: bytes, however_old: bool = False) -> str:
    """The token of an echo; "" = an ordinary mail, or somebody's imitation."""
    token = str(BytesHeaderParser(policy=policy.compat32).parsebytes(content[:LARGEST]).get(HEADER, "")).strip()
    try:
        signer.unsign(token, max_age=None if however_old else KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return token


def is_echo(content: bytes) -> bool:
    """Asked before a mail is read: an echo is dropped without a word."""
    return HEADER.encode().lower() in content[:LARGEST].lower() and bool(token_in(content))


def reached_at(mailbox: MailboxSettings) -> str:
    """Where plus addresses are switched on, the test takes the way that replies will take."""
    local, _at, domain = mailbox.address.rpartition("@")
    return f"{local}+echo@{domain}" if mailbox.plus_address else mailbox.address


def letter(mailbox: MailboxSettings, token: str) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    domain = mailbox.address.rpartition("@")[2]
    mail["From"] = Address(mailbox.from_name, addr_spec=mailbox.address)
    mail["To"] = reached_at(mailbox)
    mail["Subject"] = _("Omnidesk echo test")
    mail["Message-ID"] = f"<echo.{get_random_string(16).lower()}@{domain}>"
    mail["Date"] = datetime.now(UTC)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail[HEADER] = token
    mail.set_content(_("An admin tests this mailbox. The mail can be deleted."))
    return mail
