"""Real mail servers for the tests: Dovecot, which keeps mailboxes, and an SMTP server that delivers into them.

Both run under a temporary folder on free ports with a certificate of their own authority, as the user who runs the
tests, or as `nobody` where that is root: Dovecot opens no mailbox of root's.
"""

import contextlib
import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psutil
import pytest
from imapclient import IMAPClient

from omnidesk.local import processes
from omnidesk.local.processes import Owner
from tests.mail.authority import Authority
from tests.product import free_ports, named

PASSWORD = "correct horse minato"
PATIENCE = 20
# A server of the system, not of a package; where it lies outside of PATH for people who are not root.
DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


# Made with the server, so that no test waits for a new one.
MAILBOXES = 1000


def user_number(number: int) -> str:
    return f"support{number}@example.test"


def wanted() -> str:
    """The program; without it the mail tests cannot tell the truth, so they fail rather than being left out."""
    if DOVECOT is None:
        pytest.fail("The mail tests need Dovecot: install dovecot-imapd and dovecot-lmtpd, or run `make test` as root.")
    return DOVECOT


def owner() -> Owner:
    if os.getuid() != 0:
        return Owner.me()
    nobody = pwd.getpwnam("nobody")
    return Owner(nobody.pw_uid, nobody.pw_gid)


CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{folder}/localhost.pem
ssl_key = <{folder}/localhost.key
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 200
recipient_delimiter = +
lmtp_hdr_delivery_address = original
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/homes/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 200
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth-worker {{
  user = {user}
}}
"""


@dataclass
class Dovecot:
    folder: Path
    authority: Authority
    # 127.0.0.1 is not among a client's trusted networks, so passwords need TLS as they would from far away.
    ports: dict[str, int] = field(default_factory=lambda: named(free_ports(), "imap", "imaps", "lmtp"))
    child: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.write()
        argv = [wanted(), "-F", "-c", self.folder / "dovecot.conf"]
        # TERM lets the master end its children in order when the tests are gone.
        self.child = processes.start(
            argv, log=self.folder / "out.log", death_signal=signal.SIGTERM, owner=owner(), cwd=self.folder
        )
        until(self.answers, self.told)

    def write(self) -> None:
        one = owner()
        names = {"user": pwd.getpwuid(one.uid).pw_name, "group": grp.getgrgid(one.gid).gr_name}
        text = CONFIG.format(folder=self.folder, uid=one.uid, gid=one.gid, **names, **self.ports)
        (self.folder / "dovecot.conf").write_text(text)
        for name in ("run", "state", "homes"):
            one.own(self.folder / name)
        self.authority.write("localhost", self.folder)
        users = self.folder / "users"
        if not users.exists():
            users.write_text("".join(f"{user_number(one)}:{{PLAIN}}{PASSWORD}\n" for one in range(MAILBOXES)))
        for name in ("localhost.pem", "localhost.key", "users", "dovecot.log"):
            (self.folder / name).touch()
            os.chown(self.folder / name, one.uid, one.gid)

    def answers(self) -> bool:
        if self.child is not None and self.child.poll() is not None:
            raise AssertionError(self.told())
        return all(is_open(port) for port in self.ports.values())

    def told(self) -> str:
        return "\n".join(file.read_text()[-2000:] for file in self.folder.glob("*.log"))

    def stop(self) -> None:
        self.end(signal.SIGTERM)

    def kill(self) -> None:
        """As a crash would: no farewell to anybody."""
        self.end(signal.SIGKILL)

    def end(self, number: int) -> None:
        if self.child is None:
            return
        family = [psutil.Process(self.child.pid), *psutil.Process(self.child.pid).children(recursive=True)]
        self.child.send_signal(number)
        self.child.wait(PATIENCE)
        self.child = None
        # Children notice that their master is gone; after a kill they get no time to say goodbye either.
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill() if number == signal.SIGKILL else None
        psutil.wait_procs(family, timeout=PATIENCE)

    def restart(self) -> None:
        self.start()

    def add(self, user: str, password: str = PASSWORD) -> None:
        with (self.folder / "users").open("a") as users:
            users.write(f"{user}:{{PLAIN}}{password}\n")
        time.sleep(1.1)  # Dovecot looks at the file once a second

    def deliver(self, user: str, *mails: bytes) -> None:
        """As a mail server would hand it over; the time of arrival is now, and whoever waits is told."""
        with smtplib.LMTP("127.0.0.1", self.ports["lmtp"]) as line:
            for mail in mails:
                line.sendmail("sender@example.net", [user], mail)

    @contextlib.contextmanager
    def opened(self, user: str, folder: str = "INBOX") -> Iterator[IMAPClient]:
        """What a person with a mail program would see and do."""
        with IMAPClient("127.0.0.1", self.ports["imaps"], ssl_context=self.authority.blind(), timeout=10) as line:
            line.login(user, PASSWORD)
            line.select_folder(folder)
            yield line

    def append(self, user: str, mail: bytes, *flags: bytes, at: datetime | None = None, folder: str = "INBOX") -> None:
        with self.opened(user) as line:
            line.append(folder, mail, flags, at)

    def flags(self, user: str) -> dict[int, set[bytes]]:
        with self.opened(user) as line:
            return {uid: set(flags) - {b"\\Recent"} for uid, flags in line.get_flags(line.search()).items()}

    def rebuild(self, user: str) -> None:
        """The server lost its numbers: the same mails under a new UIDVALIDITY."""
        home, before = self.folder / "homes" / user / "Maildir", self.uidvalidity(user)
        while self.uidvalidity(user) == before:
            for pattern in ("dovecot-uidlist", "dovecot.index*", "dovecot-uidvalidity*", "dovecot.list*"):
                for file in home.glob(pattern):
                    file.unlink(missing_ok=True)
            time.sleep(1.1)  # the new number is the time in seconds

    def uidvalidity(self, user: str) -> int:
        with self.opened(user) as line:
            return int(line.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"])


@contextlib.contextmanager
def running() -> Iterator[Dovecot]:
    folder = Path(tempfile.mkdtemp(prefix="omnidesk-mail-"))
    folder.chmod(0o711)
    dovecot = Dovecot(folder, Authority.made())
    try:
        dovecot.authority.write_root(folder)
        dovecot.start()
        yield dovecot
    finally:
        dovecot.stop()
        shutil.rmtree(folder)


def is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def until(true, told=lambda: "", seconds: float = PATIENCE) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, told()
        time.sleep(0.05)
