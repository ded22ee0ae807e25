"""A thousand WebSocket clients in one process, as light as they can be: they look for a mark in the bytes."""

import asyncio
import base64
import os
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field

# What the bench sets PUBLIC_URL to: the consoles' own origin.
ORIGIN = "http://localhost:8000"
MARK = re.compile(rb"bench-(\d+)-end")
# Unanswered for twenty seconds, the server takes the client for gone.
PING = 9


def masked(text: str) -> bytes:
    """One client frame (masked with zeros, which the protocol allows and which costs nothing)."""
    data = text.encode()
    head = bytes([0x81, 0x80 | len(data)]) if len(data) < 126 else bytes([0x81, 0xFE]) + len(data).to_bytes(2, "big")
    return head + b"\0\0\0\0" + data


def first_frame(data: bytes) -> tuple[int, bytes, bytes] | None:
    """Opcode, payload and what follows; None while it has not all come. A server's frames are not masked."""
    if len(data) < 2:
        return None
    size, start = data[1], 2
    if size > 125:
        start = 4 if size == 126 else 10
        size = int.from_bytes(data[2:start])
    if len(data) < start + size:
        return None
    return data[0] & 0x0F, data[start : start + size], data[start + size :]


@dataclass
class Crowd:
    """Sockets to one path of one server. arrivals[n] are the times at which frame n was there."""

    port: int
    path: str
    arrivals: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    readers: list[asyncio.Task[None]] = field(default_factory=list)
    open: int = 0

    async def connect(self, cookies: list[str], hello: str = "") -> None:
        """One socket per cookie, fifty at a time; `hello` is the first frame each sends."""
        for start in range(0, len(cookies), 50):
            await asyncio.gather(*(self.enter(cookie, hello) for cookie in cookies[start : start + 50]))

    async def enter(self, cookie: str, hello: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {self.path} HTTP/1.1", f"Host: localhost:{self.port}", "Upgrade: websocket", "Connection: Upgrade",
            f"Origin: {ORIGIN}", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        ]  # fmt: skip
        lines += [f"Cookie: {cookie}"] if cookie else []
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(head.decode(errors="replace"))
        if hello:
            writer.write(masked(hello))
        self.writers.append(writer)
        self.open += 1
        self.readers.append(asyncio.create_task(self.listen(reader, writer)))

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rest = b""
        while data := await reader.read(65536):
            now = time.monotonic()
            rest += data
            while frame := first_frame(rest):
                code, payload, rest = frame
                if code == PING:
                    writer.write(bytes([0x8A, 0x80 | len(payload)]) + b"\0\0\0\0" + payload)
                elif mark := MARK.search(payload):
                    self.arrivals[int(mark[1])].append(now)
        self.open -= 1

    async def all_have(self, number: int, seconds: float = 10) -> float:
        """When the last socket had frame `number`."""
        deadline = time.monotonic() + seconds
        while len(self.arrivals[number]) < len(self.writers):
            if self.open < len(self.writers):
                raise ConnectionError(f"{len(self.writers) - self.open} of {len(self.writers)} sockets were closed")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.arrivals[number])} of {self.open} sockets have frame {number}")
            await asyncio.sleep(0.002)
        return max(self.arrivals[number])

    async def leave(self) -> None:
        for writer in self.writers:
            writer.close()
        for reader in self.readers:
            reader.cancel()
        await asyncio.sleep(0.1)
