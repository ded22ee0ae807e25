"""Mails of our own making, small and mostly broken."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from channels_ingest.mail.reading import Mail, read


def letter(body: bytes = b"Hello", **headers: str | bytes) -> bytes:
    """`content_type=…` stands for the header Content-Type."""
    told: dict[str, str | bytes] = {"From": "Aoi <aoi@customer.example>", "Subject": "x", "Message-ID": "<1@x.example>"}
    told["Date"] = "Fri, 20 Nov 2026 10:15:00 +0900"
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = (
        name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()) for name, value in told.items()
    )
    return b"\r\n".join(line for line in lines if not line.endswith(b": ")) + b"\r\n\r\n" + body


def given(body: bytes = b"Hello", **headers: str | bytes) -> Mail:
    return read(letter(body, **headers))


def multipart(*parts: bytes, kind: str = "mixed", options: str = "", **headers: str | bytes) -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    return letter(body, Content_Type=f'multipart/{kind}; boundary="b"{options}', **headers)


def part(content: bytes, kind: str = "text/plain", **headers: str) -> bytes:
    lines = [f"Content-Type: {kind}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + content


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Of this thread's own work: a busy machine is nobody's fault."""
    begun = time.thread_time()
    yield
    assert time.thread_time() - begun < seconds
