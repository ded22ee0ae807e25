"""The signature under everything that passes between a connected system and us, in both directions.

`Omnidesk-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`. The time is signed too, so that a delivery that was
caught on its way is worth nothing later; while a secret is replaced there are two of v1.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Iterable

HEADER = "Omnidesk-Signature"
# Either side of ours: clocks differ, and a queue may stand between.
FRESH = 300
_FORM = re.compile(r"t=([0-9]{1,12})((?:,v1=[0-9a-f]{64}){1,4})")


def made(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def header(secrets: Iterable[str], body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    return {HEADER: ",".join([f"t={stamp}", *(f"v1={made(secret, stamp, body)}" for secret in secrets)])}


def stamp_of(given: str, secrets: Iterable[str], body: bytes) -> int | None:
    """When it was signed; None = not by any of these secrets."""
    found = _FORM.fullmatch(given)
    if found is None:
        return None
    signatures = found[2].split(",v1=")[1:]
    # All are compared, so that the time says nothing of which one fits.
    fits = [hmac.compare_digest(made(secret, found[1], body), one) for secret in secrets for one in signatures]
    return int(found[1]) if any(fits) else None


def is_fresh(stamp: int) -> bool:
    return abs(time.time() - stamp) <= FRESH
