"""The keys of connected apps: shown once, kept as a hash; while one is changed the key before holds for a day."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from channels_ingest.models import ConnectedApp

PREFIX = "od_"
HINT = len(PREFIX) + 6
OVERLAP = timedelta(hours=24)
# How exactly we know when a key was last used; a write for each request would make a busy app wait for itself.
USED_EVERY = timedelta(minutes=1)


def give(app: ConnectedApp) -> str:
    """A new key on the row, which the caller saves; the only moment it can be read."""
    key = PREFIX + secrets.token_urlsafe(32)
    app.key_hash, app.key_hint = hashed(key), key[:HINT]
    return key


def rotate(app: ConnectedApp) -> str:
    """A new key; the one before holds until the company has put the new one in place."""
    app.previous_key_hash, app.previous_key_until = app.key_hash, timezone.now() + OVERLAP
    return give(app)


def app_of(key: str) -> ConnectedApp | None:
    """Whose key it is. A paused app is nobody's."""
    if not key.startswith(PREFIX) or not 20 <= len(key) <= 100:
        return None
    digest, now = hashed(key), timezone.now()
    before = Q(previous_key_hash=digest, previous_key_until__gt=now)
    for app in ConnectedApp.objects.select_related("members_of").filter(Q(key_hash=digest) | before, paused_at=None):
        # The index has found it by its hash; the comparison that lets in takes the same time for every key.
        if constant_time_compare(app.key_hash, digest) or constant_time_compare(app.previous_key_hash, digest):
            used(app)
            return app
    return None


def used(app: ConnectedApp) -> None:
    now = timezone.now()
    if app.last_used_at is None or now - app.last_used_at > USED_EVERY:
        ConnectedApp.objects.filter(pk=app.pk).update(last_used_at=now)


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
