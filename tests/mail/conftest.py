import itertools
import json
import socket
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from channels_ingest.mail.settings import KIND
from channels_ingest.models import Mailbox
from conversations.models import Channel
from omnidesk import environment
from tests.cast import Desk
from tests.mail import servers, smtp_server
from tests.mail.servers import PASSWORD, Dovecot
from tests.mail.smtp_server import SmtpServer

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with servers.running() as started:
        yield started


@pytest.fixture
def own_dovecot() -> Iterator[Dovecot]:
    """For tests that kill it."""
    with servers.running() as started:
        yield started


@pytest.fixture
def trusted(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an installation trusts an authority of its own: by what the system's TLS library reads."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.folder / "authority.pem"))


@pytest.fixture
def smtp(dovecot: Dovecot) -> Iterator[SmtpServer]:
    with smtp_server.accepting(dovecot) as started:
        yield started


@pytest.fixture
def user() -> str:
    """A mailbox nobody else has; its owner's password is PASSWORD."""
    return servers.user_number(next(_numbers))


@pytest.fixture
def mailbox(desk: Desk, dovecot: Dovecot, smtp: SmtpServer, user: str, trusted: None) -> Channel:
    """The shop's support mailbox, connected a moment ago."""
    channel = made(desk, dovecot, user)
    channel.settings["smtp"] = smtp.settings(user)
    channel.save()
    return channel


def made(desk: Desk, dovecot: Dovecot, user: str) -> Channel:
    imap = {"host": "localhost", "port": dovecot.ports["imaps"], "security": "tls", "username": user}
    channel = Channel.objects.create(
        kind=KIND,
        name="みなと家電",
        team=desk.support,
        settings={"address": user, "from_name": "みなと家電", "imap": imap | {"folder": "INBOX"}},
        credentials=json.dumps({"imap_password": PASSWORD, "smtp_password": PASSWORD}),
    )
    Mailbox.objects.create(channel=channel, since=timezone.now())
    return channel


@pytest.fixture
def private_hosts(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """As in production, where nothing inside is reached that was not named."""

    def only(*words: str) -> None:
        monkeypatch.setattr(environment.Environment, "private_hosts", words)

    return only


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Takes a connection and says nothing, for ever."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
