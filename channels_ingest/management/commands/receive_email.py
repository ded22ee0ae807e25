"""Takes mails in from files or from a mail server's pipe, and says of each, in one line of JSON, what became of it."""

import hashlib
import json
import os
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from channels_ingest import intake
from channels_ingest.mail import reading
from channels_ingest.mail.settings import KIND
from channels_ingest.models import RawDelivery
from conversations.models import Channel, Nature

OUTCOMES = {Nature.AUTO_REPLY: "auto_reply", Nature.RECEIPT: "auto_reply", Nature.BOUNCE: "bounce"}
STANDARD_INPUT = "-"
WAITED_SECONDS = 30
UNKNOWN: dict[str, Any] = {
    "from": "", "to": [], "subject": "", "text": "", "html": "", "attachments": [], "in_reply_to": "", "charset": ""
}  # fmt: skip


class Command(BaseCommand):
    help = "Takes in each FILE (or standard input) as a mail; prints one line of JSON a mail. See docs/mail.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", default=[STANDARD_INPUT])
        parser.add_argument("--channel", type=int, metavar="ID", help="the mailbox; without it the oldest one")

    def handle(self, *args: Any, files: list[str], channel: int | None, **options: Any) -> None:
        try:
            mailbox = chosen(channel)
            read = [self.take_in(mailbox, name) for name in files]
        except (DatabaseError, InterfaceError, OSError) as error:
            # A mail server that hears this keeps the mail and brings it again; any other end would send it back.
            words = _("Nothing can be kept at the moment (%s). Try again later.") % type(error).__name__
            raise CommandError(words, returncode=os.EX_TEMPFAIL) from error
        if not all(read):
            raise CommandError(_("Not every file could be read; the others were taken in."))

    def take_in(self, mailbox: Channel, name: str) -> bool:
        try:
            content = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
        except OSError as error:
            self.stderr.write(f"{name}: {error.strerror}")
            return False
        self.stdout.write(json.dumps({"file": name} | taken_in(mailbox, content), ensure_ascii=False))
        return True


def chosen(channel: int | None) -> Channel:
    mailboxes = Channel.objects.filter(kind=KIND)
    found = mailboxes.filter(pk=channel).first() if channel else mailboxes.order_by("pk").first()
    if found is None:
        known = ", ".join(f"{one.pk} ({one.address})" for one in mailboxes) or _("none")
        words = _("There is no such mailbox. Add one under Settings → Mailboxes. Known: %s") % known
        raise CommandError(words, returncode=os.EX_TEMPFAIL)
    return found


def taken_in(mailbox: Channel, content: bytes) -> dict[str, Any]:
    """Kept first, then taken in at once, so that the line can say what became of it."""
    name = f"pipe/{hashlib.sha256(content).hexdigest()}"
    known = RawDelivery.objects.filter(channel=mailbox, external_id=name).exists()
    raw = intake.keep_and_ingest(mailbox, name, content)
    return outcome(settled(raw.pk), known) | described(content)


def settled(pk: int) -> RawDelivery:
    """A worker that was woken may be at it already: then it is waited for, and its outcome told."""
    until = time.monotonic() + WAITED_SECONDS
    while True:
        raw = RawDelivery.objects.select_related("message__envelope").get(pk=pk)
        if raw.state != RawDelivery.State.PENDING or time.monotonic() > until:
            return raw
        time.sleep(0.2)
        intake.ingest(pk)


def outcome(raw: RawDelivery, known: bool) -> dict[str, Any]:
    message = raw.message
    if raw.state == RawDelivery.State.QUARANTINED:
        return {"outcome": "quarantined", "matter": None, "reason": raw.error}
    if raw.state == RawDelivery.State.PENDING:
        return {"outcome": "quarantined", "matter": None, "reason": "kept, and not taken in yet"}
    if message is None:
        return {"outcome": "duplicate", "matter": None, "reason": "our own mail"}
    first = message.deliveries.order_by("pk").first()
    repeated = known or (first is not None and first.pk != raw.pk)
    word = "duplicate" if repeated else OUTCOMES.get(Nature(message.envelope.nature), "message")
    return {"outcome": word, "matter": message.conversation_id, "reason": ""}


def described(content: bytes) -> dict[str, Any]:
    try:
        mail = reading.read(content)
    except Exception:  # it is kept, and set aside with its reason; the line says as much as is known
        return dict(UNKNOWN)
    return {
        "from": written(mail.sender),
        "to": [written(one) for one in mail.to],
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "attachments": [
            {"name": part.name, "type": part.content_type, "bytes": len(part.content)} for part in mail.parts
        ],
        "in_reply_to": mail.references[0] if mail.references else "",
        "charset": mail.charset,
    }


def written(one: Any) -> str:
    if one is None:
        return ""
    return f"{one.name} <{one.address}>" if one.name else one.address
