"""Content-Transfer-Encoding, and the programs that lie about it."""

import base64
import binascii
import re

_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=]")
_BLANK = b" \t\r\n\x00"
_WHOLE = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_CHUNK = re.compile(rb"([A-Za-z0-9+/]+)(=*)")
_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


def decoded(body: bytes, encoding: str) -> bytes:
    found = re.search(r"[a-z0-9-]+", encoding.lower())
    name = found[0] if found else ""
    if name == "base64":
        return from_base64(body)
    if name in ("quoted-printable", "quotedprintable"):
        return binascii.a2b_qp(body)
    if name in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return from_uu(body)
    return body


def from_base64(body: bytes) -> bytes:
    packed = body.translate(None, _BLANK)
    if len(packed) % 4 == 0 and _WHOLE.fullmatch(packed):
        return base64.b64decode(packed)
    head = packed[:4096].partition(b"=")[0]
    if len(_FOREIGN.findall(head)) * 10 > len(head):
        return body  # it says base64 and is plain text
    return b"".join(chunks(packed))


def chunks(packed: bytes) -> list[bytes]:
    """Several base64 texts in one, or one with a list's footer below it: padding ends each."""
    found: list[bytes] = []
    packed = packed if _FOREIGN.search(packed) is None else before_footer(packed)
    for letters, _padding in _CHUNK.findall(packed):
        if len(letters) % 4 == 1:
            letters = letters[:-1]
        found.append(base64.b64decode(letters + b"=" * (-len(letters) % 4)))
    return found


def before_footer(packed: bytes) -> bytes:
    """Foreign signs within are dropped as every reader does; after padding they are a footer."""
    padded = re.search(rb"=+", packed)
    if padded and _FOREIGN.search(packed, padded.end()):
        packed = packed[: padded.end()]
    return _FOREIGN.sub(b"", packed)


def from_uu(body: bytes) -> bytes:
    """With its `begin` line or without."""
    begin = _BEGIN.search(body)
    out: list[bytes] = []
    for line in body[begin.end() if begin else 0 :].splitlines():
        if line.strip() in (b"end", b"`", b""):
            if out:
                break
            continue
        out.append(from_uu_line(line))
    return b"".join(out)


def from_uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        length = (line[0] - 32) & 63
        try:
            return binascii.a2b_uu(line[: 1 + (length * 4 + 5) // 3])
        except binascii.Error:
            return b""
