"""From a message to a mail: addresses and references, the words as text and as HTML, pictures and files."""

import re
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from typing import Any

from django.utils import timezone

from channels_ingest.mail import written
from channels_ingest.mail.posted import POSTED, line, reachable
from channels_ingest.mail.settings import MailboxSettings
from conversations import code_letters
from conversations.models import Attachment, Envelope, Message

LOOP_HEADER = "X-Omnidesk-Loop"
# The first mail of a thread and the newest ones tie it together in every mail program.
MOST_REFERENCES = 25
LONGEST_REFERENCE = 250
LONGEST_NAME = 100
LONGEST_LOCAL = 64
_ID = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_AGAIN = re.compile(r"^(?:(?:re|aw|sv|vs|rv|antw|odp|返信|回复|答复)\s*(?:\[\d+\])?\s*[:：]\s*){2,}", re.IGNORECASE)
# What a browser calls a picture out of the clipboard.
_PASTED = re.compile(r"image\d*\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)


def compose(message: Message, unsubscribe: str = "") -> EmailMessage:
    """`unsubscribe`: where a mailing is sent, the https address that ends it with one click."""
    assert message.channel is not None, "only notes have no channel, and they are never queued"  # noqa: S101
    mailbox, envelope = MailboxSettings.of(message.channel), message.envelope
    language = message.customer.language or message.channel.language
    mail = body(message, envelope, language)
    mail["From"] = address(mailbox.from_name, mailbox.address)
    for name, pairs in (("To", envelope.to), ("Cc", envelope.cc)):
        if pairs:
            mail[name] = [address(*pair) for pair in pairs]
    if mailbox.plus_address and envelope.token and has_room(mailbox.address, envelope.token):
        mail["Reply-To"] = address(mailbox.from_name, marked(mailbox.address, envelope.token))
    mail["Subject"] = _AGAIN.sub("Re: ", line(message.subject))
    mail["Date"] = timezone.localtime()
    mail["Message-ID"] = identified(envelope.header_id)
    refer(mail, envelope)
    mail["Content-Language"] = language
    say_what_it_is(mail, message, mailbox, unsubscribe)
    mail["MIME-Version"] = "1.0"
    return mail


def recipients(message: Message) -> list[str]:
    """Everybody who gets it, those on blind copy too; each once."""
    envelope = message.envelope
    everybody = [pair[1] for pair in (*envelope.to, *envelope.cc, *envelope.bcc)]
    return list({one.casefold(): one for one in reversed(everybody)}.values())[::-1]


def address(name: str, bare: str) -> Address:
    local, _at, domain = line(reachable(bare)).rpartition("@")
    return Address(line(name)[:LONGEST_NAME], local, domain)


def marked(bare: str, token: str) -> str:
    local, _at, domain = bare.rpartition("@")
    return f"{local}+{token}@{domain}"


def has_room(bare: str, token: str) -> bool:
    """Servers take 64 signs before the @; a reply to a longer one is still known by its References."""
    return len(marked(bare, token).rpartition("@")[0]) <= LONGEST_LOCAL


def identified(header_id: str) -> str:
    local, _at, domain = reachable(header_id.strip("<>")).rpartition("@")
    return f"<{local}@{domain}>"


def refer(mail: EmailMessage, envelope: Envelope) -> None:
    """Ids we only know by a hash, or made up ourselves, would say nothing to anybody."""
    bare = [str(one).strip("<>") for one in envelope.references]
    known = [one for one in bare if _ID.fullmatch(one) and len(one) <= LONGEST_REFERENCE]
    ids = [f"<{one}>" for one in dict.fromkeys(known) if not one.endswith(".invalid")]
    if not ids:
        return
    mail["In-Reply-To"] = ids[0]
    newest, rest = ids[: MOST_REFERENCES - 1], ids[MOST_REFERENCES - 1 :]
    mail["References"] = " ".join([*rest[-1:], *reversed(newest)])


def say_what_it_is(mail: EmailMessage, message: Message, mailbox: MailboxSettings, unsubscribe: str) -> None:
    if message.is_automatic:
        mail["Auto-Submitted"] = "auto-replied" if message.envelope.references else "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail[LOOP_HEADER] = line(mailbox.address)
    if unsubscribe:
        mail["List-Unsubscribe"] = f"<{line(unsubscribe)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail["Precedence"] = "bulk"


def body(message: Message, envelope: Envelope, language: str) -> EmailMessage:
    """Text and HTML of the same words; pictures that were pasted beside them; then the files."""
    files = list(message.attachments.all())
    pasted = [one for one in files if is_pasted(one)]
    source = written.Source(code_letters.words_of(message), envelope.signature, envelope.quoted)
    pictures = [(content_id(one), one.name) for one in pasted]
    mail = nested("alternative", [words(source.text, "plain"), words(source.html(language, pictures), "html")])
    if pasted:
        mail = nested("related", [mail, *(filed(one, content_id(one)) for one in pasted)])
    if others := [one for one in files if one not in pasted]:
        mail = nested("mixed", [mail, *(filed(one) for one in others)])
    return mail


def nested(kind: str, parts: list[Any]) -> EmailMessage:
    whole = EmailMessage(policy=POSTED)
    {"alternative": whole.make_alternative, "related": whole.make_related, "mixed": whole.make_mixed}[kind]()
    for part in parts:
        whole.attach(part)
    return whole


def words(text: str, subtype: str) -> MIMEPart:
    """Seven bits and short lines on the way, whatever the words: nothing between us and the reader rewrites them."""
    part = MIMEPart(policy=POSTED)
    foreign = sum(not sign.isascii() for sign in text)
    part.set_content(text, subtype, cte="base64" if foreign * 4 > len(text) else "quoted-printable")
    return part


def is_pasted(file: Attachment) -> bool:
    is_picture = file.content_type.startswith("image/") and file.width is not None
    return is_picture and bool(file.content_id or _PASTED.fullmatch(file.name))


def content_id(file: Attachment) -> str:
    return f"{file.public_id.hex}@omnidesk"


def filed(file: Attachment, shown_as: str = "") -> MIMEPart:
    maintype, _slash, subtype = file.content_type.partition("/")
    if maintype in ("multipart", "message") or not re.fullmatch(r"[\w.+-]+", subtype):
        maintype, subtype = "application", "octet-stream"
    part = MIMEPart(policy=POSTED)
    with file.file.open() as stored:
        part.set_content(
            stored.read(),
            maintype,
            subtype,
            disposition="inline" if shown_as else "attachment",
            filename=line(file.name),
            cid=f"<{shown_as}>" if shown_as else None,
        )
    return part
