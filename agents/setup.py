"""The one-time token of the first run: printed in the log, kept as a hash, good for two hours and one browser."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from agents import tokens
from agents.models import Company, SetupToken

HOURS = 2


class State(StrEnum):
    TAKEN = "taken"
    WRONG = "wrong"
    USED = "used"
    EXPIRED = "expired"


def make() -> tuple[str, datetime]:
    """A new token ends the ones before it that nobody has used."""
    token, token_hash = tokens.new_token()
    expires_at = timezone.now() + timedelta(hours=HOURS)
    SetupToken.objects.filter(used_at=None).delete()
    SetupToken.objects.create(token_hash=token_hash, expires_at=expires_at)
    return token, expires_at


def take(token: str) -> tuple[State, SetupToken | None]:
    """Claim it for this browser; two who try at once do not both get in."""
    claimed = tokens.claim(SetupToken.objects.all(), token, "used_at")
    row = SetupToken.objects.filter(token_hash=tokens.hashed(token)).first()
    if claimed:
        return State.TAKEN, row
    if row is None:
        return State.WRONG, None
    return (State.EXPIRED if row.expires_at <= timezone.now() else State.USED), None


def still_open(pk: object) -> SetupToken | None:
    """The token that this browser took, while it is good."""
    if not isinstance(pk, int) or Company.objects.exists():
        return None
    return SetupToken.objects.filter(pk=pk, used_at__isnull=False, expires_at__gt=timezone.now()).first()


def greeting() -> list[str]:
    """What the start prints while nobody has set this installation up; afterwards nothing."""
    if Company.objects.exists():
        return []
    token, expires_at = make()
    until = timezone.localtime(expires_at).strftime("%H:%M")
    # Behind # it stays in the browser: no server and no proxy writes it down.
    return [
        f"Set up this installation: {settings.PUBLIC_URL}{reverse('setup')}#{token}",
        f"One-time token: {token} (good until {until}, once). A new one: python manage.py setup_token",
    ]
