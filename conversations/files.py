"""Files from strangers: which kinds are taken, under which name, and that their content is what the name says."""

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Iterable

import filetype
from django.conf import settings
from django.core.files.base import File
from django.db.models import Q
from django.utils.translation import gettext as _

from agents.models import Agent
from conversations.file_types import FILES, MEGABYTE, MEGABYTES, TEXT, FileType
from conversations.models import Attachment, Message, Scan
from conversations.pictures import Preview, preview_of
from omnidesk.inserting import insert
from omnidesk.redaction import redact
from omnidesk.waking import wake

LONGEST_NAME = 120
FILES_PER_MESSAGE = 10
# What the signature of a type needs at most; the rest of a file is not read to find out its type.
HEAD_BYTES = 8192


UNKNOWN = FileType("unknown", "application/octet-stream", ())


class FileRefused(Exception):
    """`message` tells the person what to do, in their language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def keep(file: "File[bytes]", *, name: str, uploaded_by: Agent | None = None, upload_scope: str = "") -> Attachment:
    """Store an upload that belongs to no message yet, with a preview where it is a picture; raises FileRefused."""
    name = clean_name(name)
    kind = checked(file, name)
    preview = preview_of(file) if kind.group == "image" else None
    attachment = Attachment(
        name=name,
        content_type=kind.content_type,
        size=file.size,
        sha256=fingerprint(file),
        width=preview.width if preview else None,
        height=preview.height if preview else None,
        uploaded_by=uploaded_by,
        upload_scope=upload_scope,
    )
    store(attachment, file, preview)
    return attachment


def keep_any(file: "File[bytes]", *, name: str, content_id: str = "") -> Attachment:
    """Store a file that came with a message and may not be lost. What is none of our types is bytes to download."""
    name = clean_name(name)
    try:
        kind = checked(file, name)
        preview = preview_of(file) if kind.group == "image" else None
    except FileRefused:
        kind, preview = UNKNOWN, None
    attachment = Attachment(
        name=name,
        content_type=kind.content_type,
        size=file.size,
        sha256=fingerprint(file),
        width=preview.width if preview else None,
        height=preview.height if preview else None,
        content_id=content_id[:200],
    )
    store(attachment, file, preview)
    return attachment


def store(attachment: Attachment, file: "File[bytes]", preview: Preview | None) -> None:
    """Files first, then the row; a file whose row could not be written is taken away again."""
    file.seek(0)
    attachment.scan = Scan.HELD if settings.CLAMD_URL else Scan.NONE
    attachment.file.save(attachment.name, file, save=False)
    try:
        if preview:
            attachment.preview.save(attachment.name, preview.file, save=False)
        insert(attachment)
    except Exception:
        for kept in (attachment.file, attachment.preview):
            kept.delete(save=False)
        raise
    if attachment.scan:
        wake("channels_ingest.scan", attachment.pk)


def share(attachments: Iterable[Attachment], message: Message) -> None:
    """The same files with another message: rows of their own, which name the same stored bytes."""
    for attachment in attachments:
        attachment.pk, attachment._state.adding = None, True
        attachment.public_id, attachment.message, attachment.draft = uuid.uuid4(), message, None
        attachment.save()


def throw_away(attachment: Attachment) -> None:
    """The row goes, and its stored bytes with the last row that names them."""
    stored = {name for name in (attachment.file.name, attachment.preview.name) if name}
    attachment.delete()
    shared = Attachment.objects.filter(Q(file__in=stored) | Q(preview__in=stored))
    kept = {name for pair in shared.values_list("file", "preview") for name in pair}
    for name in stored - kept:
        attachment.file.storage.delete(name)


def clean_name(name: str) -> str:
    """Made plain first and judged last: invisible signs, folders, leading dots and card numbers are gone."""
    plain = unicodedata.normalize("NFKC", name)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    base = re.split(r"[/\\]", plain)[-1].strip(" .")
    stem, dot, extension = redact(base).rpartition(".")
    if not dot:
        stem, extension = extension, ""
    room = LONGEST_NAME - len(dot + extension[:20])
    return f"{stem[:room].strip() or 'file'}{dot}{extension[:20]}"


def checked(file: "File[bytes]", name: str) -> FileType:
    kind = FILES.get(name.rpartition(".")[2].lower())
    if kind is None:
        words = {"name": name, "kinds": ", ".join(FILES)}
        raise FileRefused("file_type", _("This kind of file cannot be sent: %(name)s. Can be sent: %(kinds)s") % words)
    if not file.size:
        raise FileRefused("file_empty", _("This file is empty: %(name)s") % {"name": name})
    most = MEGABYTES[kind.group]
    if file.size > most * MEGABYTE:
        words = {"name": name, "most": str(most)}
        raise FileRefused("file_too_large", _("This file is too large (at most %(most)s MB): %(name)s") % words)
    if sniffed(file) not in kind.sniffed:
        words = {"name": name}
        raise FileRefused("file_mismatch", _("The content of this file is not what its name says: %(name)s") % words)
    return kind


def sniffed(file: "File[bytes]") -> str:
    """The type by the bytes alone."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    found = filetype.guess_mime(head)
    if found:
        return str(found)
    return TEXT if is_text(head) else ""


def is_text(head: bytes) -> bool:
    """Any encoding that people still send (UTF-8, Shift_JIS, UTF-16 with its mark), and no control bytes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 or byte == 127 for byte in head)


def fingerprint(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
