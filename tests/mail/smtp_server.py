"""A real SMTP server: STARTTLS and AUTH before anything else, then into Dovecot's mailboxes; outside, into a list."""

import asyncio
import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from omnidesk.local.redis import free_port
from tests.mail.servers import PASSWORD, Dovecot


@dataclass
class Posted:
    sender: str
    recipients: list[str]
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        return BytesParser(policy=policy.default).parsebytes(self.content)


@dataclass
class SmtpServer:
    """`says` answers otherwise than a healthy server would: by address (RCPT), or "MAIL", "DATA", "END"."""

    dovecot: Dovecot
    local: str = "example.test"
    security: str = "starttls"
    posted: list[Posted] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    # Hang up where the answer to the mail's end is awaited; what came is kept all the same.
    cuts: bool = False
    size: int = 36 * 1024 * 1024

    def start(self) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.dovecot.folder / "localhost.pem", self.dovecot.folder / "localhost.key")
        tls: dict[str, Any] = {
            "starttls": {"tls_context": context, "require_starttls": True, "auth_required": True},
            "tls": {"ssl_context": context, "auth_require_tls": False},
            "none": {"auth_require_tls": False},
        }[self.security]
        self.port = free_port(0)
        self.controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self.authenticate,
            data_size_limit=self.size,
            ready_timeout=60,
            **tls,
        )
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()

    def authenticate(self, server: object, session: object, envelope: object, mechanism: str, data: Any) -> AuthResult:
        users = (self.dovecot.folder / "users").read_text()
        known = f"{data.login.decode()}:{{PLAIN}}{data.password.decode()}\n" in users
        return AuthResult(success=known, handled=known)

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        envelope.mail_from = address
        return self.says.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address in self.says:
            return self.says[address]
        if self.is_local(address) and not self.knows(address):
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if "END" in self.says:
            return self.says["END"]
        kept = Posted(envelope.mail_from, list(envelope.rcpt_tos), envelope.content)
        await asyncio.to_thread(self.hand_over, kept)
        self.posted.append(kept)
        if self.cuts:
            server.transport.abort()
        return "250 OK"

    def hand_over(self, kept: Posted) -> None:
        for address in filter(self.is_local, kept.recipients):
            with smtplib.LMTP("127.0.0.1", self.dovecot.ports["lmtp"]) as line:
                line.sendmail(kept.sender, [address], f"Delivered-To: {address}\r\n".encode() + kept.content)

    def is_local(self, address: str) -> bool:
        return address.lower().endswith(f"@{self.local}")

    def knows(self, address: str) -> bool:
        local, _at, domain = address.partition("@")
        user = f"{local.partition('+')[0]}@{domain}"
        return f"{user}:" in (self.dovecot.folder / "users").read_text()

    def settings(self, user: str) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": self.port, "security": self.security, "username": user}


@contextlib.contextmanager
def accepting(dovecot: Dovecot, **more: Any) -> Iterator[SmtpServer]:
    server = SmtpServer(dovecot, **more)
    server.start()
    try:
        yield server
    finally:
        server.stop()


__all__ = ["PASSWORD", "Posted", "SmtpServer", "accepting"]
