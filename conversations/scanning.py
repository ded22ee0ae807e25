"""Viruses: with a scanner (settings.CLAMD_URL) each file is held until clamd has looked through it.

A held file keeps its place in the thread; nobody gets its bytes, and no message takes it along. A scanner that is away
changes nothing: the sweep asks again.
"""

import socket
import struct
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from conversations import threads
from conversations.models import Attachment, Message, Scan
from conversations.outbox import loaded
from omnidesk.live import MessageShown
from omnidesk.telling import publish

log = structlog.get_logger(__name__)

SECONDS = 20
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
# In one round of the sweep, which has other work too.
SOME = 50


class NoVerdict(Exception):
    """The scanner broke off, or does not take this file."""


class Away(NoVerdict):
    """It cannot be reached at all."""


def scan_held() -> None:
    """Ends when the scanner is away; a file that it does not take is in nobody's way, so the newest come first."""
    for attachment in Attachment.objects.filter(scan=Scan.HELD).order_by("-id")[:SOME]:
        if not scanned(attachment):
            return


def scan(attachment_id: int) -> None:
    """As soon as it was stored; what goes wrong here is the sweep's."""
    for attachment in Attachment.objects.filter(pk=attachment_id, scan=Scan.HELD):
        scanned(attachment)


def scanned(attachment: Attachment) -> bool:
    """False = there is nobody to ask."""
    try:
        look_through(attachment)
    except (NoVerdict, OSError) as error:
        log.warning("a file stays held", attachment=attachment.pk, why=type(error).__name__, said=str(error)[:80])
        return not isinstance(error, Away)
    return True


def look_through(attachment: Attachment) -> None:
    if not Attachment.objects.filter(pk=attachment.pk, scan=Scan.HELD).exists():
        return
    with attachment.file.open("rb") as stored:
        clean = is_clean(stored)
    if not clean:
        log.warning("a file has a virus", attachment=attachment.pk)
    # The same bytes may lie in several rows: a forwarded mail names the file of the first.
    for same in Attachment.objects.filter(file=attachment.file.name, scan=Scan.HELD):
        settle(same, Scan.CLEAN if clean else Scan.INFECTED)


@transaction.atomic
def settle(attachment: Attachment, verdict: Scan) -> None:
    """Write it down, and let open pages show the file in its new state."""
    Attachment.objects.filter(pk=attachment.pk).update(scan=verdict)
    if attachment.message_id is None:
        return
    matter, message = threads.lock_message(attachment.message_id)
    Message.objects.filter(pk=message.pk).update(revision=matter.customer.revision)
    publish(MessageShown(loaded(message.pk)))


def is_clean(file: "File[bytes]") -> bool:
    """Ask clamd by INSTREAM: the bytes in chunks, each with its length; an empty one ends them."""
    with connected() as line:
        line.sendall(b"zINSTREAM\0")
        for chunk in file.chunks(CHUNK):
            line.sendall(struct.pack("!L", len(chunk)) + chunk)
        line.sendall(struct.pack("!L", 0))
        answer = heard(line)
    if answer == "stream: OK":
        return True
    if answer.endswith(" FOUND"):
        return False
    raise NoVerdict(answer)


def connected() -> socket.socket:
    address = urlsplit(settings.CLAMD_URL)
    try:
        return socket.create_connection((address.hostname or "", address.port or 3310), timeout=SECONDS)
    except OSError as error:
        raise Away(str(error)) from error


def heard(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (piece := line.recv(1024)):
        answer += piece
    return answer.rstrip(b"\0").decode(errors="replace").strip()
