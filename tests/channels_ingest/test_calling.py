"""A call to a provider that fails: was anything said before it did?"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from omnidesk.calling import Broke, NotReached, call


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
