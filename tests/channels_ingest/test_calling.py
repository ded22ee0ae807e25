"""A call to a provider that fails: was anything said before it did?"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from channels_ingest.models import RawDelivery
from conversations.models import Message
from omnidesk.calling import Broke, NotReached, call, fetch
from tests.channels_ingest.other_system import Ticketing, running
from tests.channels_ingest.providers import api_event
from tests.channels_ingest.visitor import work


@contextmanager
def listening(deed: Callable[[socket.socket], object]) -> Iterator[int]:
    """Somebody who does this with the first who calls, and then hangs up."""

    def answer() -> None:
        line, _ = server.accept()
        with line:
            deed(line)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


@pytest.mark.parametrize("deed", [lambda line: line.recv(100), lambda line: line.sendall(b"no TLS here")])
def test_nothing_was_said_before_both_sides_agree_on_tls(settings, deed):
    with listening(deed) as port:
        settings.SIMULATOR_URL = f"https://127.0.0.1:{port}"
        with pytest.raises(NotReached):
            call("POST", f"{settings.SIMULATOR_URL}/messages", body=b"hello")


def test_nobody_knows_what_became_of_what_was_said(settings):
    with listening(lambda line: line.recv(1000)) as port:
        settings.SIMULATOR_URL = f"http://127.0.0.1:{port}"
        with pytest.raises(Broke):
            call("POST", f"{settings.SIMULATOR_URL}/messages", body=b"hello")


def test_an_address_that_the_other_side_wrote_does_not_lead_home(settings):
    with socket.create_server(("127.0.0.1", 0)) as home:
        settings.SIMULATOR_URL = f"http://127.0.0.1:{home.getsockname()[1]}"
        with pytest.raises(NotReached):
            fetch(f"{settings.SIMULATOR_URL}/metrics", strange=True)
        home.settimeout(0.05)
        with pytest.raises(TimeoutError):
            home.accept()


@pytest.mark.django_db
def test_a_connected_system_gets_no_file_of_our_own_pages(ticketing: Ticketing, settings):
    """Workers reach those at an address that nobody outside does."""
    ticketing.system.files["/metrics"] = [(200, b"theirs")]
    theirs = [{"name": "metrics", "url": f"{ticketing.address}/metrics"}]
    assert ticketing.writes("一", files=theirs).attachments.count() == 1
    with running() as (ours, home):
        settings.SIMULATOR_URL, ours.files["/metrics"] = home, [(200, b"inner")]
        ticketing.brings(api_event("m-9", "二", files=[{"name": "metrics", "url": f"{home}/metrics"}]))
    RawDelivery.objects.filter(state="pending").update(attempts=9, claimed_at=None, retry_at=None)
    work()
    assert Message.objects.latest("pk").text == "二\n[ファイルを取得できませんでした] metrics"
