"""A mailbox as we see it: opened for reading only, so that no flag is ever touched; mails are known by their UIDs."""

import contextlib
import imaplib
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from channels_ingest.mail import lines, troubles
from channels_ingest.mail.settings import MailboxSettings, Server
from channels_ingest.mail.troubles import Trouble
from channels_ingest.mail.trying import Result

READ_SECONDS = 30.0
# A server's answer to a search is one line, and a line has a limit: so many mails are asked about at once.
WINDOW = 20_000
# What servers say where the password is right but they have had enough of us.
ENOUGH = ("unavailable", "limit", "too many", "temporar", "try again", "inuse", "in use")


@dataclass(frozen=True)
class Listed:
    """What the server tells of a mail before it is fetched."""

    uid: int
    size: int
    internal_date: datetime


class Imap4(imaplib.IMAP4):
    """The library's protocol over a line of ours."""

    def __init__(self, server: Server, seconds: float) -> None:
        self.server, self.seconds = server, seconds
        super().__init__(server.host, server.port, seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return lines.opened(self.server, self.seconds)


class Client(IMAPClient):  # type: ignore[misc]  # the library has no types
    def __init__(self, server: Server, seconds: float) -> None:
        self.server, self.seconds, self.unread = server, seconds, False
        times = SocketTimeout(connect=seconds, read=seconds)
        super().__init__(server.host, server.port, ssl=server.security == "tls", timeout=times)
        self.normalise_times = False
        # The protocol's own log would hold customers' mails.
        self._imap.debug = 0
        # Opening must be quick; a large mail over a slow line may take its time between two packets.
        self._timeout = SocketTimeout(connect=seconds, read=READ_SECONDS)

    def _create_IMAP4(self) -> Imap4:
        return Imap4(self.server, self.seconds)

    def idle(self) -> None:
        """The library's own breaks where a server has news to tell before it agrees to wait."""
        self._idle_tag = tag = self._imap._command("IDLE")
        while self._imap._get_response() is not None:
            if self._imap.tagged_commands[tag]:
                raise Trouble(troubles.SPOKE_OTHERWISE, detail="IDLE was refused")
        self.unread = True

    def _poll_socket(self, line: socket.socket, timeout: float | None = None) -> object:
        """Together with the server's consent its first news may have been read from the line already."""
        unread, self.unread = self.unread, False
        return [unread] if unread else super()._poll_socket(line, timeout)

    @property
    def has_news(self) -> bool:
        """Has the server told of mails since the folder was opened, in passing?"""
        return len(self._imap.untagged_responses.get("EXISTS", ())) > 1


class Connection:
    """A line to one folder. `uidvalidity` tells whether the UIDs are still the ones we know."""

    def __init__(self, client: Client, folder: str) -> None:
        self.client, self.folder = client, folder
        self.uidvalidity = self.count = 0
        self.idling_since: float | None = None

    def look_afresh(self) -> None:
        """Ask the server anew how the folder stands."""
        try:
            told = self.client.select_folder(self.folder, readonly=True)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Trouble(troubles.NO_FOLDER, permanent=True, detail=str(error)[:200]) from error
        self.uidvalidity, self.count = int(told[b"UIDVALIDITY"]), int(told[b"EXISTS"])

    def newer(self, uid: int, since: datetime) -> list[int]:
        """UIDs above `uid` of mails that came since then (give or take a day), oldest first; in bounded questions."""
        found: set[int] = set()
        high = self.count
        # From the newest backwards, because the numbers of the order have no gaps as UIDs do.
        while high > 0:
            low = max(1, high - WINDOW + 1)
            found |= set(self.search(f"{low}:{high}", "UID", f"{uid + 1}:*", "SINCE", day_before(since)))
            if low == 1 or min(self.search(str(low)), default=0) <= uid:
                break
            high = low - 1
        return sorted(one for one in found if one > uid)  # "n:*" names the last mail even where it is below n

    def search(self, *criteria: object) -> list[int]:
        return [int(uid) for uid in self.client.search(list(criteria))]

    def listed(self, uids: Sequence[int]) -> list[Listed]:
        """Those that are still there."""
        rows = self.client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"])
        there = [(uid, rows[uid]) for uid in uids if b"RFC822.SIZE" in rows.get(uid, {})]
        return [Listed(uid, int(row[b"RFC822.SIZE"]), aware(row.get(b"INTERNALDATE"))) for uid, row in there]

    def contents(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The whole mails, of those that the server hands over."""
        return self.fetched(uids, "BODY.PEEK[]", b"BODY[]")

    def headers(self, uid: int) -> bytes:
        return self.fetched([uid], "BODY.PEEK[HEADER]", b"BODY[HEADER]").get(uid, b"")

    def structure(self, uid: int) -> str:
        """What a mail is made of, as the server puts it: types, names and sizes."""
        row = self.client.fetch([uid], ["BODYSTRUCTURE"]).get(uid, {})
        return str(row.get(b"BODYSTRUCTURE", ""))

    def fetched(self, uids: Sequence[int], what: str, key: bytes) -> dict[int, bytes]:
        rows = self.client.fetch(list(uids), [what])
        return {uid: bytes(rows[uid][key]) for uid in uids if rows.get(uid, {}).get(key) is not None}

    @property
    def can_idle(self) -> bool:
        return bool(self.client.has_capability("IDLE"))

    def wait(self, seconds: float, disturbed: Callable[[], bool], step: float = 2.0) -> bool:
        """Until the server says that something changed (True), the time is over, or somebody disturbs us."""
        self.client.idle()
        # What came while we looked was told then, and is not told again.
        end, news = time.monotonic() + seconds, self.heard(0) or self.client.has_news
        while not news and not disturbed() and (left := end - time.monotonic()) > 0:
            news = self.heard(min(step, left))
        self.client.idle_done()
        return news

    def heard(self, seconds: float) -> bool:
        began = time.monotonic()
        said = self.client.idle_check(seconds)
        # The library takes the end of the line for silence; only the clock shows it.
        if any(b"BYE" in one for one in said) or (not said and time.monotonic() - began < seconds * 0.5):
            raise ConnectionResetError
        return any(b"EXISTS" in one or b"RECENT" in one for one in said)

    def close(self) -> None:
        with contextlib.suppress(*troubles.EXPECTED):
            self.client.logout()

    def cut(self) -> None:
        """Without a farewell, which a dead server would let us wait for."""
        with contextlib.suppress(*troubles.EXPECTED):
            self.client.shutdown()


def open_line(mailbox: MailboxSettings, seconds: float = lines.CONNECT_SECONDS) -> Connection:
    """Signed in, with the folder open; raises Trouble."""
    server = mailbox.imap
    client: Client | None = None
    try:
        client = Client(server, seconds)
        secured(client, server)
        signed_in(client, server)
        connection = Connection(client, mailbox.folder)
        connection.look_afresh()
    except troubles.EXPECTED as error:
        if client is not None:
            Connection(client, "").cut()
        raise troubles.told(error, server.port, encrypted=server.security == "tls") from error
    return connection


@contextlib.contextmanager
def opened(mailbox: MailboxSettings, seconds: float = lines.CONNECT_SECONDS) -> Iterator[Connection]:
    connection = open_line(mailbox, seconds)
    try:
        yield connection
    except BaseException:
        connection.cut()
        raise
    connection.close()


def secured(client: Client, server: Server) -> None:
    if server.security != "starttls":
        return
    if not client.has_capability("STARTTLS"):
        raise Trouble(troubles.NO_STARTTLS, permanent=True)
    client.starttls(lines.context())


def signed_in(client: Client, server: Server) -> None:
    try:
        # LOGIN carries ASCII only, and some servers have switched it off.
        if server.password.isascii() and not client.has_capability("LOGINDISABLED"):
            client.login(server.username, server.password)
        else:
            client.plain_login(server.username, server.password)
    except LoginError as error:
        said = str(error).lower()
        if any(word in said for word in ENOUGH):
            raise Trouble(troubles.BUSY, detail=said[:200]) from error
        raise Trouble(troubles.WRONG_PASSWORD, permanent=True, detail=said[:200]) from error


def day_before(moment: datetime) -> Any:
    """A search knows only days, in the server's own zone."""
    return (moment - timedelta(days=1)).date()


def aware(moment: object) -> datetime:
    now = timezone.now()
    if not isinstance(moment, datetime):
        return now
    return min(moment if moment.tzinfo else timezone.make_aware(moment), now)


def test_imap(mailbox: MailboxSettings) -> Result:
    """For the admin who sets the mailbox up: can it be read, and if not, what is to be done?"""
    try:
        with opened(mailbox):
            return Result(True, troubles.CAN_READ)
    except troubles.EXPECTED as error:
        return Result(False, troubles.told(error).reason)
