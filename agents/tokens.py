"""One-time tokens: 256 random bits, kept as a hash, claimed by one UPDATE."""

import hashlib
import secrets
from datetime import datetime

from django.db.models import Model, QuerySet
from django.utils import timezone


def new_token() -> tuple[str, str]:
    """The token for its owner, and the hash that is kept."""
    token = secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> str:
    return hashlib.sha256(token.strip().encode()).hexdigest()


def claim[M: Model](rows: QuerySet[M], token: str, used: str, now: datetime | None = None) -> bool:
    """Take the unused, unexpired row of this token. Of two who try at once, one gets True."""
    if not token.strip():
        return False
    now = now or timezone.now()
    free = rows.filter(**{"token_hash": hashed(token), f"{used}__isnull": True, "expires_at__gt": now})
    return free.update(**{used: now}) == 1
