"""What is asked for, as the door understood it that was told: a number, a wish, perhaps a time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from agents.models import Team
from customers.identities import normalise
from customers.models import IdentityKind
from omnidesk.redaction import redact

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Asked:
    """`number` in E.164 (see number_of); `at` only with a booked time."""

    number: str
    wish: str
    through: str
    at: datetime | None = None
    note: str = ""
    external_id: str | None = None
    # Of the door, which offered the time. Who has the matter calls, by their own settings.
    team: Team | None = None

    @property
    def kept_note(self) -> str:
        return redact(self.note)[:LONGEST_NOTE]


def number_of(typed: str) -> str:
    """As it is called, full-width digits and all; raises NotAnAddress with a sentence for who typed it."""
    return normalise(IdentityKind.PHONE, typed)


def moment(typed: str) -> datetime | None:
    """A time as the doors were told it; None = it is none, or says not of which zone."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
