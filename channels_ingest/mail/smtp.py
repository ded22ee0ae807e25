"""Handing mail over by SMTP. Three ends: it went, it surely did not (SendError), or nobody knows (any other error)."""

import base64
import contextlib
import re
import smtplib
import socket
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from urllib.parse import urlsplit

import structlog

from channels_ingest.adapters.base import SendError
from channels_ingest.mail import lines, troubles
from channels_ingest.mail.posted import reachable
from channels_ingest.mail.settings import MailboxSettings, Server
from channels_ingest.mail.troubles import Trouble
from channels_ingest.mail.trying import Result
from conversations.models import Channel
from omnidesk import environment

log = structlog.get_logger(__name__)

READ_SECONDS = 30.0
# A server checks a mail for viruses before it answers its end.
END_SECONDS = 45.0
SIGNED_IN, GO_ON = 235, 354
TOO_LARGE = {552, 523, 534}


class Unanswered(Exception):
    """The line broke after the whole mail was handed over: it may have gone out."""


class Line(smtplib.SMTP):
    """The library's protocol over a line of ours."""

    def __init__(self, server: Server, seconds: float) -> None:
        self.server = server
        super().__init__(server.host, server.port, local_hostname=our_name(), timeout=seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return lines.opened(self.server, timeout)

    @property
    def reads_for(self) -> float | None:
        return self.sock.gettimeout() if self.sock else None

    @reads_for.setter
    def reads_for(self, seconds: float) -> None:
        if self.sock:
            self.sock.settimeout(seconds)


def our_name() -> str:
    """How we introduce ourselves: by the public name, not by whatever the container is called."""
    return urlsplit(environment.read().PUBLIC_URL).hostname or "localhost"


def send(channel: Channel, mail: EmailMessage, recipients: Sequence[str]) -> tuple[str, ...]:
    """Those of the recipients whom the server refused while it took others. Raises SendError, or Unanswered."""
    mailbox = MailboxSettings.of(channel)
    try:
        with opened(mailbox.smtp) as line:
            return hand_over(line, mailbox.address, mail, recipients)
    except Trouble as trouble:
        log.warning("a mail did not go out", channel=channel.pk, reason=trouble.reason, detail=trouble.detail)
        raise SendError(trouble.reason, permanent=trouble.permanent) from trouble


@contextlib.contextmanager
def opened(server: Server, seconds: float = lines.CONNECT_SECONDS) -> Iterator[Line]:
    """Encrypted and signed in. Whatever a server does wrong until the line is left becomes Trouble."""
    if not server.host:
        raise Trouble(troubles.NOT_SET_UP, permanent=True)
    line: Line | None = None
    try:
        line = Line(server, seconds)
        line.reads_for = READ_SECONDS
        introduced(line, server)
        yield line
    except troubles.EXPECTED as error:
        raise troubled(error, server) from error
    finally:
        if line is not None:
            leave(line)


def introduced(line: Line, server: Server) -> None:
    line.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        if not line.has_extn("starttls"):
            raise Trouble(troubles.NO_STARTTLS, permanent=True)
        line.starttls(context=lines.context())
        line.ehlo_or_helo_if_needed()
    if server.username and server.password:
        signed_in(line, server.username, server.password)


def signed_in(line: Line, username: str, password: str) -> None:
    if (username + password).isascii():
        line.login(username, password)
        return
    # The library knows only ASCII passwords.
    told = base64.b64encode(f"\0{username}\0{password}".encode()).decode()
    code, words = line.docmd("AUTH", f"PLAIN {told}")
    if code != SIGNED_IN:
        raise smtplib.SMTPAuthenticationError(code, words)


def leave(line: Line) -> None:
    """A farewell is polite, and nobody may wait for it."""
    try:
        with contextlib.suppress(*troubles.EXPECTED):
            line.reads_for = 2
            line.quit()
    finally:
        line.close()


def hand_over(line: Line, sender: str, mail: EmailMessage, recipients: Sequence[str]) -> tuple[str, ...]:
    # Seven bits pass every server.
    content = mail.as_bytes(policy=mail.policy.clone(linesep="\r\n", cte_type="7bit"))
    options = options_for(line, len(content), [sender, *recipients])
    answered(line.mail(reachable(sender), options), troubles.SENDER_REFUSED)
    refused = refused_among(line, recipients)
    answered(line.docmd("DATA"), troubles.CONTENT_REFUSED)
    # Without its end a mail is not a mail: what breaks before that surely did not go.
    line.send(stuffed(content))
    return end(line, refused)


def options_for(line: Line, size: int, addresses: Sequence[str]) -> list[str]:
    options = []
    if line.has_extn("size"):
        most = line.esmtp_features.get("size", "")
        if most.isdigit() and 0 < int(most) < size:
            raise Trouble(troubles.TOO_LARGE, permanent=True)
        options.append(f"SIZE={size}")
    if not all(reachable(one).isascii() for one in addresses):
        if not line.has_extn("smtputf8"):
            raise Trouble(troubles.FOREIGN_LETTERS, permanent=True)
        line.command_encoding = "utf-8"
        options.append("SMTPUTF8")
    return options


def refused_among(line: Line, recipients: Sequence[str]) -> tuple[str, ...]:
    """Goes on as long as somebody gets it; if all are refused and one of them only for now, so is the mail."""
    answers = {one: asked(line, reachable(one)) for one in dict.fromkeys(recipients)}
    refused = {one: answer for one, answer in answers.items() if not 200 <= answer[0] < 300}
    if not answers:
        raise Trouble(troubles.NO_RECIPIENT, permanent=True)
    if len(refused) == len(answers):
        raise refusal(min(refused.values(), key=lambda answer: answer[0]), troubles.RECIPIENT_REFUSED)
    return tuple(refused)


def asked(line: Line, address: str) -> tuple[int, bytes]:
    """What could be taken for more than one word of a command never reaches the server."""
    if any(sign.isspace() or not sign.isprintable() for sign in address):
        return 553, b"not an address"
    return line.rcpt(address)


def end(line: Line, refused: tuple[str, ...]) -> tuple[str, ...]:
    try:
        line.reads_for = END_SECONDS
        line.send(b".\r\n")
        answer = line.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unanswered(type(error).__name__) from error
    answered(answer, troubles.CONTENT_REFUSED)
    return refused


def answered(answer: tuple[int, bytes], refused: str) -> None:
    if not 200 <= answer[0] <= GO_ON:
        raise refusal(answer, refused)


def refusal(answer: tuple[int, bytes], reason: str) -> Trouble:
    """5xx is for ever, 4xx is for now; a recipient's server that asks us to come back is the most usual of these."""
    code, words = answer
    detail = f"{code} {words.decode('utf-8', 'replace')}"[:300]
    if 500 <= code < 600:
        large = code in TOO_LARGE or b"5.3.4" in words
        return Trouble(troubles.TOO_LARGE if large else reason, permanent=True, detail=detail)
    later = troubles.RECIPIENT_LATER if reason == troubles.RECIPIENT_REFUSED else troubles.BUSY
    return Trouble(later, detail=detail)


def troubled(error: Exception, server: Server) -> Trouble:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return refusal((error.smtp_code, as_bytes(error.smtp_error)), troubles.WRONG_PASSWORD)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return refusal((error.smtp_code, as_bytes(error.smtp_error)), troubles.SPOKE_OTHERWISE)
    return troubles.told(error, server.port, encrypted=server.security == "tls")


def as_bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words


def stuffed(content: bytes) -> bytes:
    """A lone point would end the mail: each one at the beginning of a line is doubled."""
    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole)


def test_smtp(mailbox: MailboxSettings) -> Result:
    """For the admin who sets the mailbox up: may it send, and if not, what is to be done?"""
    try:
        with opened(mailbox.smtp) as line:
            answered(line.mail(reachable(mailbox.address)), troubles.SENDER_REFUSED)
            line.rset()
            return Result(True, troubles.CAN_SEND)
    except Trouble as trouble:
        return Result(False, trouble.reason)
