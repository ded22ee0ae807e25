"""The demo's post office: takes every mail that the desk sends and keeps the newest. None of them goes anywhere."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope
from django.conf import settings

from demo.hours import TOKYO
from demo.sites import AUTHSERV, post_port

MOST = 200
LARGEST = 30 * 1024 * 1024
LONGEST_NAME = 60


def folder() -> Path:
    return Path(settings.ENV.VAR_DIR) / "demo-post"


@dataclass(frozen=True)
class Posted:
    """A mail as it lies in the office. `name` is its file's, and its address on the page."""

    name: str
    mail: EmailMessage

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(int(self.name.partition("-")[0]) / 1e9, TOKYO)

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"] or "")

    @property
    def sender(self) -> str:
        return str(self.mail["From"] or "")

    @property
    def to(self) -> str:
        return str(self.mail["To"] or "")

    @property
    def text(self) -> str:
        body = self.mail.get_body(("plain",))
        return str(body.get_content()) if body else ""

    @property
    def files(self) -> list[str]:
        return [part.get_filename() or "?" for part in self.mail.iter_attachments()]


def keep(content: bytes) -> str:
    """Newest last by name; what is more than the office holds is thrown away."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    partial = place / f"{name}.part"
    partial.write_bytes(content)
    partial.rename(place / f"{name}.eml")
    for old in sorted(place.glob("*.eml"))[:-MOST]:
        old.unlink(missing_ok=True)
    return name


def newest(count: int = MOST) -> Iterator[Posted]:
    for file in sorted(folder().glob("*.eml"), reverse=True)[:count]:
        with contextlib.suppress(FileNotFoundError):
            yield Posted(file.stem, read(file.read_bytes()))


def find(name: str) -> Posted | None:
    if len(name) > LONGEST_NAME or not name.replace("-", "").isalnum():
        return None
    try:
        return Posted(name, read((folder() / f"{name}.eml").read_bytes()))
    except FileNotFoundError:
        return None


def read(content: bytes) -> EmailMessage:
    return BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)


class Office:
    """What aiosmtpd asks; it knows these methods by their names."""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        await asyncio.to_thread(keep, as_bytes(envelope.content))
        return "250 Kept in the demo's post office"


async def serve() -> None:
    """On this machine alone: who can reach it could fill it."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Office(), hostname=AUTHSERV, enable_SMTPUTF8=True, data_size_limit=LARGEST),
        "127.0.0.1",
        post_port(),
    )
    async with server:
        await server.serve_forever()


def as_bytes(content: bytes | str | None) -> bytes:
    return content.encode() if isinstance(content, str) else content or b""
