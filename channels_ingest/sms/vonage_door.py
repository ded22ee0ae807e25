"""Vonage's webhooks for SMS: the signature is one of the fields, over all the others, with the time in it.

Vonage repeats what we did not take for a day, with the time of the first try. So a delivery may be that old; what we
have already is known by its id, and a repeat does nothing.
"""

import hashlib
import hmac
import time

from django.http import HttpRequest

from channels_ingest import credentials, fields
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import Parcel
from channels_ingest.sms import numbers
from conversations.models import Channel

CLOCKS_DIFFER = 5 * 60
REPEATED_FOR = 24 * 60 * 60
HMACS = {"md5": hashlib.md5, "sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}
USUAL = "sha256"


def verify(request: HttpRequest, channel: Channel) -> None:
    secrets = credentials.believed(channel, "signature_secret")
    if not secrets:
        raise NotVerified("no_secret")
    said = fields.told(request.body)
    given, method = said.pop("sig", "").lower(), str(channel.settings.get("signature_method") or USUAL)
    fits = [hmac.compare_digest(signature(said, secret, method).encode(), given.encode()) for secret in secrets]
    if not any(fits):
        raise NotVerified
    if not is_fresh(said.get("timestamp", ""), time.time()):
        raise NotVerified("time")
    if not is_for(channel, said):
        raise NotVerified("recipient")


def signature(said: dict[str, str], secret: str, method: str) -> str:
    """Old accounts still have MD5 as their method; the choice is theirs, and we cannot make a better one for them."""
    rows = (f"&{name}={said[name].replace('&', '_').replace('=', '_')}" for name in sorted(said))
    text = "".join(rows).encode(errors="replace")
    if method == "md5hash":
        return hashlib.md5(text + secret.encode(), usedforsecurity=False).hexdigest()
    return hmac.new(secret.encode(), text, HMACS.get(method, hashlib.sha256)).hexdigest()


def is_fresh(stamp: str, now: float) -> bool:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    return now - REPEATED_FOR - CLOCKS_DIFFER <= int(stamp) <= now + CLOCKS_DIFFER


def is_for(channel: Channel, said: dict[str, str]) -> bool:
    """One signature secret serves all numbers of the account. A receipt names the number we sent from as `to`, too."""
    key = str(channel.settings.get("api_key") or "")
    return said.get("api-key", key) == key and numbers.is_own(channel, said.get("to", ""))


def is_receipt(said: dict[str, str]) -> bool:
    return "status" in said


def is_part(said: dict[str, str]) -> bool:
    return said.get("concat") == "true"


def unpack(body: bytes) -> list[Parcel]:
    said = fields.told(body)
    named = fields.name(said.get("messageId", ""))
    if not named:
        return [Parcel(fields.digest(body), body)]
    if is_receipt(said):
        named = ":".join([named, said["status"], said.get("err-code", "")])
    elif is_part(said):
        about = [said.get(name, "") for name in ("concat-ref", "concat-total", "concat-part")]
        named = ":".join(["part", writer(said.get("msisdn", "")), *about, named])
    return [Parcel(named if fits_a_key(named) else fields.digest(body), body)]


def writer(said: str) -> str:
    """A number, with or without its plus; a name may have blanks and points, which no key has."""
    known = said.strip().removeprefix("+")
    return known if fields.name(known) or not known else fields.digest(known.encode(errors="replace"))[-16:]


def fits_a_key(named: str) -> bool:
    return len(named) <= 200 and all(fields.name(one) or not one for one in named.split(":"))
