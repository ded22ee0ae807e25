"""The channel of a knock as this process read it a moment ago, so that not every knock has to ask for it.

What is recalled is never believed: what came is kept only while the row of the channel is still the very one that was
read, which the statement that keeps it finds out itself. Whatever else comes of it (a signature that does not fit, a
repeat) is looked at again with the channel as it is now.
"""

import time
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, transaction

from conversations.models import Channel
from omnidesk.inserting import Proviso
from omnidesk.kept_plans import columns
from omnidesk.rows import Answer, answers

# The place of a row is another after every change, and who wrote it tells it from what lay at that place before.
KNOWN = f"""
    SELECT {columns(Channel, "channel")}, channel.ctid::text AS place, channel.xmin::text AS writer
    FROM conversations_channel channel WHERE public_id = %s AND kind = %s
"""  # noqa: S608  constants of ours
STILL_THE_SAME = "FROM conversations_channel WHERE id = %s AND ctid = %s::tid AND xmin = %s::xid"
# Long before PostgreSQL counts its transactions from the beginning again, and not long after another took its place.
LASTS_SECONDS = 60.0


@dataclass(frozen=True)
class Recalled:
    answer: Answer[Channel]
    ends: float


_recalled: dict[tuple[str, str], Recalled] = {}


def channel(kind: str, public_id: str) -> tuple[Channel, Proviso] | None:
    """None = not read lately. Each caller has a row of their own."""
    found = _recalled.get((kind, public_id))
    if found is None or found.ends < time.monotonic():
        return None
    # Whoever keeps it learns whether the connection lives, and no question of its own is needed.
    transaction.get_connection().health_check_done = True
    row = found.answer.row()
    return row, Proviso(STILL_THE_SAME, (row.pk, vars(row)["place"], vars(row)["writer"]))


def asked(kind: str, public_id: str) -> Channel | None:
    """As it is now. This question changes nothing, so that by it one learns whether the connection still lives."""
    link = transaction.get_connection()
    link.health_check_done = True
    try:
        found = answers(Channel, KNOWN, [public_id, kind])
    except (OperationalError, InterfaceError):
        if link.in_atomic_block:
            raise
        link.close()
        found = answers(Channel, KNOWN, [public_id, kind])
    if not found:
        _recalled.pop((kind, public_id), None)
        return None
    _recalled[kind, public_id] = Recalled(found[0], time.monotonic() + LASTS_SECONDS)
    return found[0].row()
