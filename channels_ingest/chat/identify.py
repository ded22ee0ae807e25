"""A visitor whom the company's own page vouches for: a signed, short-lived token that counts once.

Everything that could be chosen by whoever made the token is fixed on our side: one algorithm from the site's row, our
own keys, our name as audience, a life of minutes. Whatever is wrong, the answer is the same.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey

from channels_ingest.models import UsedToken
from conversations.models import Channel
from omnidesk.cleaning import Unreadable, clean_words, read_json

ALGORITHMS = ("HS256", "RS256", "ES256")
LONGEST_TOKEN = 4096
LONGEST_LIFE = 300
LEEWAY = 30
MOST_KEYS = 3
LEAST_RSA_BITS = 2048
HEADERS = {"alg", "typ", "kid"}
SECRET_BYTES = 32

type Key = OctKey | RSAKey | ECKey


class NotIdentified(Exception):
    """One for all reasons; `reason` is for the log and the tests, never for the visitor."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Person:
    """`account` is proven. Name and address came along as text."""

    account: str
    name: str = ""
    email: str = ""


def identify(channel: Channel, token: str) -> Person:
    """Who the token says it is; takes the token's one use. Raises NotIdentified."""
    claims = verified(channel, token)
    with transaction.atomic():
        use(channel, claims)
    return Person(claims["sub"], text(claims, "name", 120), text(claims, "email", 254))


def verified(channel: Channel, token: str, longest: int = LONGEST_TOKEN) -> dict[str, Any]:
    if not 0 < len(token) <= longest or not token.isascii():
        raise NotIdentified("size")
    algorithm = (channel.settings.get("identify") or {}).get("algorithm")
    if algorithm not in ALGORITHMS:
        raise NotIdentified("not set up")
    header = header_of(token, algorithm)
    for key in keys(channel, algorithm, header.get("kid")):
        try:
            claims = jwt.decode(token, key, algorithms=[algorithm]).claims
        except (JoseError, ValueError, TypeError, RecursionError):
            continue
        return judged(channel, claims)
    raise NotIdentified("signature")


def header_of(token: str, algorithm: str) -> dict[str, Any]:
    """Read before it is believed: nothing in it may choose a key address, an algorithm or an extension."""
    try:
        part = token.split(".")[0]
        header = read_json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (Unreadable, ValueError):
        raise NotIdentified("header") from None
    if header.get("alg") != algorithm or not header.keys() <= HEADERS or header.get("typ", "JWT") != "JWT":
        raise NotIdentified("header")
    return header


def keys(channel: Channel, algorithm: str, kid: object) -> list[Key]:
    """The site's own keys; `kid` only picks among them."""
    if algorithm == "HS256":
        secret = secret_of(channel)
        return [OctKey.import_key(secret)] if len(secret) >= SECRET_BYTES else []
    known = (channel.settings.get("identify") or {}).get("public_keys") or []
    rows = [row if isinstance(row, dict) else {"pem": row} for row in known[:MOST_KEYS]]
    wanted = [row for row in rows if kid is None or row.get("kid") in (None, kid)]
    return [key for row in wanted if (key := public_key(str(row.get("pem", "")), algorithm))]


def public_key(pem: str, algorithm: str) -> RSAKey | ECKey | None:
    """None = not a public key of this algorithm, or too weak; for the settings page as well."""
    try:
        if algorithm == "RS256":
            rsa = RSAKey.import_key(pem)
            return rsa if not rsa.is_private and rsa.raw_value.key_size >= LEAST_RSA_BITS else None
        curve = ECKey.import_key(pem)
        return curve if not curve.is_private and curve.curve_name == "P-256" else None
    except (JoseError, ValueError, TypeError):
        return None


def judged(channel: Channel, claims: dict[str, Any]) -> dict[str, Any]:
    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "values": issuers(channel)},
        aud={"essential": True, "value": channel.public_id},
        sub={"essential": True},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
    )
    try:
        rules.validate(claims)
    except ExpiredTokenError:
        raise NotIdentified("expired") from None
    except InvalidClaimError as error:
        raise NotIdentified("foreign" if error.claim in ("aud", "iss") else "claims") from None
    except (JoseError, TypeError, ValueError):
        raise NotIdentified("claims") from None
    times = claims["iat"], claims["exp"]
    if not all(type(time) is int for time in times) or not 0 < times[1] - times[0] <= LONGEST_LIFE:
        raise NotIdentified("life")
    if not is_name(claims["sub"], 1, 200) or not is_name(claims["jti"], 8, 64):
        raise NotIdentified("claims")
    return claims


def is_name(value: object, shortest: int, longest: int) -> bool:
    return isinstance(value, str) and shortest <= len(value) <= longest and value.isprintable()


def issuers(channel: Channel) -> list[str]:
    """Who may sign: the name in the settings, else any of the pages that may embed the chat."""
    named = (channel.settings.get("identify") or {}).get("issuer")
    # An empty list would allow anybody, so there is always one entry.
    return [named] if named else [*channel.settings.get("origins", []), secrets.token_hex(8)]


def use(channel: Channel, claims: dict[str, Any]) -> None:
    ends = datetime.fromtimestamp(claims["exp"] + 2 * LEEWAY, UTC)
    try:
        with transaction.atomic():
            UsedToken.objects.create(channel=channel, jti=claims["jti"], expires_at=ends)
    except IntegrityError:
        raise NotIdentified("used") from None


def text(claims: dict[str, Any], name: str, longest: int) -> str:
    value = claims.get(name)
    return clean_words(value, longest) if isinstance(value, str) else ""


def new_secret(channel: Channel) -> str:
    """Make and keep a new HS256 secret; the only moment it can be read."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    kept = json.loads(channel.credentials or "{}") | {"identify_secret": secret}
    channel.credentials = json.dumps(kept)
    channel.save(update_fields=["credentials"])
    return secret


def secret_of(channel: Channel) -> str:
    return str(json.loads(channel.credentials or "{}").get("identify_secret", ""))
