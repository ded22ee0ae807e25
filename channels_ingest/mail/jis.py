"""Japanese as mail programs really write it: CP50221 (ISO-2022-JP with vendor characters) and eucJP-ms.

Python's own codecs for these refuse ① ㈱ № 髙 and half-width kana; its cp932 knows them, so each pair goes there.
"""

import re

_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\$\([@BDOPQ]|\([BJIH]|&@\x1b\$B)|[\x0e\x0f]")
_PAIRS = {b"\x1b$@", b"\x1b$B", b"\x1b&@\x1b$B", b"\x1b$(@", b"\x1b$(B", b"\x1b$(O", b"\x1b$(Q"}
_KANA = {b"\x1b(I", b"\x0e"}
SIGN = re.compile(rb"\x1b\$[@B]|\x1b\(I")
_EUC = re.compile(rb"\x8f[\xa1-\xfe]{2}|\x8e[\xa1-\xdf]|(?:[\xa1-\xfe]{2})+|[\x00-\x7f]+|.", re.DOTALL)


def decode_iso_2022_jp(data: bytes) -> str:
    """A state machine over the escapes; a line break always ends a run of pairs, as every mail program assumes."""
    text: list[str] = []
    state = b"\x1b(B"
    at = 0
    for found in _ESCAPE.finditer(data):
        text.append(_run(data[at : found.start()], state))
        state, at = found[0], found.end()
    text.append(_run(data[at:], state))
    return "".join(text)


def _run(run: bytes, state: bytes) -> str:
    if state in _PAIRS and run:
        first, newline, rest = run.partition(b"\n")
        return _pairs(first) + (f"\n{_plain(rest)}" if newline else "")
    if state in _KANA:
        return bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in run).decode("cp932", "replace")
    if state == b"\x1b$(D":
        return _supplement(run)
    return _plain(run)


def _plain(run: bytes) -> str:
    """ASCII; eight-bit bytes here are half-width kana or Shift_JIS that nobody declared."""
    return run.decode("ascii") if run.isascii() else run.decode("cp932", "replace")


def _pairs(run: bytes) -> str:
    out = bytearray()
    at = 0
    while at < len(run):
        if at + 1 < len(run) and 0x21 <= run[at] & 0x7F <= 0x7E and 0x21 <= run[at + 1] & 0x7F <= 0x7E:
            out += shifted(run[at] & 0x7F, run[at + 1] & 0x7F)
            at += 2
        else:
            out.append(run[at])
            at += 1
    return out.decode("cp932", "replace")


def shifted(row: int, cell: int) -> bytes:
    """A pair of JIS X 0208 and its vendors' rows as Shift_JIS."""
    high = (row - 0x21) // 2 + 0x81
    low = cell + (0x1F if row % 2 else 0x7E)
    return bytes((high if high <= 0x9F else high + 0x40, low + 1 if row % 2 and low >= 0x7F else low))


def _supplement(run: bytes) -> str:
    """JIS X 0212, three bytes each in EUC."""
    pairs = (run[at : at + 2] for at in range(0, len(run), 2))
    return b"".join(b"\x8f" + bytes(byte | 0x80 for byte in pair) for pair in pairs).decode("euc_jp", "replace")


def decode_euc(data: bytes, errors: str = "replace") -> str:
    """eucJP-ms: vendors' rows by cp932, the supplement by euc_jp."""
    return "".join(_euc(found[0], errors) for found in _EUC.finditer(data))


def _euc(sign: bytes, errors: str) -> str:
    if sign[0] == 0x8F and len(sign) == 3:
        return sign.decode("euc_jp", errors)
    if sign[0] == 0x8E and len(sign) == 2:
        return sign[1:].decode("cp932", errors)
    if len(sign) > 1 and sign[0] >= 0xA1:
        pairs = (shifted(sign[at] & 0x7F, sign[at + 1] & 0x7F) for at in range(0, len(sign), 2))
        return b"".join(pairs).decode("cp932", errors)
    return sign.decode("ascii", errors)
