"""A virus scanner on a port of its own: speaks clamd's INSTREAM and knows one virus, the harmless one of EICAR."""

import contextlib
import socketserver
import struct
import threading
from collections.abc import Iterator

# In two pieces, so that no scanner takes this file for what it describes.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
STREAM_MAX = 1024 * 1024


class Clamd(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.seen: list[bytes] = []

    @property
    def url(self) -> str:
        return f"clamd://127.0.0.1:{self.server_address[1]}"


class Line(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            return self.say("UNKNOWN COMMAND")
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > STREAM_MAX:
                return self.say("INSTREAM size limit exceeded. ERROR")
        self.server.seen.append(content)
        return self.say("stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK")

    def say(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\0")


@contextlib.contextmanager
def running() -> Iterator[Clamd]:
    with Clamd() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
