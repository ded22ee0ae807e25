"""The channel of a knock as this process read it a moment ago, so that not every knock has to ask for it.

What is recalled is never believed: what came is kept only while the row of the channel is still the very one that was
read, which the statement that keeps it finds out itself. Whatever else comes of it (a signature that does not fit, a
repeat) is looked at again with the channel as it is now.
"""

import time
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from channels_ingest.adapters.webhook import Parcel
from channels_ingest.models import RawDelivery
from channels_ingest.models.raw import LARGEST_IN_ROW, wrapped
from conversations.models import Channel
from omnidesk.kept_plans import answered, columns, said
from omnidesk.rows import rows, twin
from omnidesk.secrets import decrypt

# The place of a row is another after every change, and who wrote it tells it from what lay at that place before.
KNOWN = f"""
    SELECT {columns(Channel, "channel")}, channel.ctid::text AS place, channel.xmin::text AS writer
    FROM conversations_channel channel WHERE public_id = %s AND kind = %s
"""  # noqa: S608  constants of ours
# As `keeping.kept` would, of what fits in its row and says nothing besides.
KEEP = f"""
    INSERT INTO channels_ingest_rawdelivery
        (channel_id, external_id, body, file, meta, state, error, attempts, received_at)
    SELECT id, %s, %s, '', '{{}}', '{RawDelivery.State.PENDING}', '', 0, %s
    FROM conversations_channel WHERE id = %s AND ctid = %s::tid AND xmin = %s::xid
    ON CONFLICT DO NOTHING
"""  # noqa: S608  constants of ours
BODY, SECRETS = RawDelivery._meta.get_field("body"), Channel._meta.get_field("credentials")
# Long before PostgreSQL counts its transactions from the beginning again, and not long after another took its place.
LASTS_SECONDS = 60.0


@dataclass(frozen=True)
class Recalled:
    """One reading of the row; every knock has a channel of its own. Its secrets are kept as the database keeps them."""

    sealed: Channel
    place: str
    writer: str
    ends: float

    def channel(self) -> Channel:
        channel = twin(self.sealed)
        channel.credentials = decrypt(channel.credentials, SECRETS.purpose) if channel.credentials else ""
        return channel

    def keep(self, parcel: Parcel) -> bool:
        """False = nothing was written: the row is another by now, there is a delivery like it, or it is too large."""
        if len(parcel.body) > LARGEST_IN_ROW:
            return False
        link = transaction.get_connection()
        # By this statement, if by none before, one learns whether the connection still lives.
        link.health_check_done = True
        body = BODY.get_prep_value(wrapped(parcel.body))
        values = (parcel.external_id, body, timezone.now(), self.sealed.pk, self.place, self.writer)
        saying = said(link, KEEP, values)
        with answered(link) as cursor:
            cursor.execute(*saying)
            return bool(cursor.rowcount)


_recalled: dict[tuple[str, str], Recalled] = {}


def found(kind: str, public_id: str) -> Recalled | None:
    """None = not read lately."""
    known = _recalled.get((kind, public_id))
    return None if known is None or known.ends < time.monotonic() else known


def asked(kind: str, public_id: str) -> Channel | None:
    """As it is now. This question changes nothing, so that by it one learns whether the connection still lives."""
    link = transaction.get_connection()
    link.health_check_done = True
    try:
        read = rows(Channel, KNOWN, [public_id, kind])
    except (OperationalError, InterfaceError):
        if link.in_atomic_block:
            raise
        link.close()
        read = rows(Channel, KNOWN, [public_id, kind])
    _recalled.pop((kind, public_id), None)
    if not read:
        return None
    channel, about = read[0], vars(read[0])
    # A paused one has more to look at: whether its deliveries are due.
    if channel.paused_at is None:
        sealed, ends = twin(channel), time.monotonic() + LASTS_SECONDS
        sealed.credentials = SECRETS.get_prep_value(sealed.credentials)
        _recalled[kind, public_id] = Recalled(sealed, about["place"], about["writer"], ends)
    return channel
