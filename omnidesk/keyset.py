"""Where a list goes on: the time and the key of the last row shown, as one word in an address."""

from datetime import datetime

from django.core.exceptions import BadRequest
from django.utils import timezone


def written(at: datetime | None, pk: int) -> str:
    return f"{at.isoformat() if at else ''}~{pk}"


def read(after: str, name: str = "after") -> tuple[datetime | None, int]:
    """(None, 0) = from the beginning. It comes from an address: what is not one of ours is a bad request."""
    if not after:
        return None, 0
    at, _sign, pk = after.partition("~")
    try:
        moment = datetime.fromisoformat(at) if at else None
        if moment is not None:
            # Also what no clock of ours can show.
            timezone.localtime(moment)
    except (ValueError, OverflowError) as error:
        raise BadRequest(name) from error
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise BadRequest(name)
    return moment, int(pk)
