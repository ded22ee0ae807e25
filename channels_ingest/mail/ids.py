"""Message-IDs: as the standard has them, and as programs write them."""

import re

from channels_ingest.mail.limits import REFERENCES, VALUE_BYTES

_ID = re.compile(r"<([^<>]{1,1500})>")
_BARE = re.compile(r"[^\s<>,;\"@]{1,255}@[^\s<>,;\"]{1,255}")


def message_id(value: str) -> str:
    """With its angle brackets; empty where there is none."""
    found = _ID.search(value[:VALUE_BYTES])
    bare = "".join(found[1].split()) if found else "".join(value.split()[:1]).strip("<>")
    bare = bare.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\x00", "")
    return f"<{bare}>" if bare else ""


def references(in_reply_to: str, chain: str) -> tuple[str, ...]:
    """Newest first, each once."""
    found = [*listed(in_reply_to), *reversed(listed(chain))]
    return tuple(dict.fromkeys(found))[:REFERENCES]


def listed(value: str) -> list[str]:
    value = value[-VALUE_BYTES:]
    written = [one for one in _ID.findall(value) if "@" in one or " " not in one]
    return [
        known
        for one in (written or (_BARE.findall(value) if "@" in value else []))
        if (known := message_id(f"<{one}>"))
    ]
