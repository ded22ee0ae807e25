"""How long a proof lets us act in somebody's name (merge, tell, change data). What it shows of them does not decay."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from customers.models import Assurance, Identity

# A sign-in is a session; an answer from an address is worth a month; that a channel knows the sender, a week.
LASTS: dict[int, timedelta] = {
    Assurance.AUTHENTICATED: timedelta(hours=1),
    Assurance.PROVEN: timedelta(days=30),
    Assurance.ATTESTED: timedelta(days=7),
}


@dataclass(frozen=True)
class Proof:
    """left: what remains of it, None for a mere claim; share: the same out of a hundred, for a dial."""

    left: timedelta | None
    share: int = 0

    @property
    def may_act(self) -> bool:
        return self.left is not None and self.left > timedelta(0)

    @property
    def asks_again(self) -> bool:
        return self.left is not None and not self.may_act


def proof(identity: Identity, now: datetime) -> Proof:
    lasts = LASTS.get(identity.assurance)
    if lasts is None or identity.assured_at is None:
        return Proof(None)
    left = max(identity.assured_at + lasts - now, timedelta(0))
    return Proof(left, min(100, round(100 * (left / lasts))))
