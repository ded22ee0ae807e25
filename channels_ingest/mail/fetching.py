"""From a mailbox to raw deliveries: each mail is kept before the reading position passes it, and none is passed over.

The position is the server's own (UIDVALIDITY, last UID); whether somebody has opened a mail means nothing to us.
"""

import contextlib
import functools
import hashlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from channels_ingest import keeping
from channels_ingest.mail import imap, troubles
from channels_ingest.mail.limits import BYTES
from channels_ingest.mail.settings import KIND, MailboxSettings
from channels_ingest.mail.stubborn import Stubborn, keep_stub, try_stubs_again
from channels_ingest.mail.troubles import Trouble
from channels_ingest.models import Mailbox
from conversations.models import Channel
from omnidesk.waking import wake

log = structlog.get_logger(__name__)

LOOK = "channels_ingest.look"
# Nobody was there for so long: the net catches what the watch may have missed.
NET = timedelta(seconds=60)
# One look at a mailbox at a time in the whole house; with the channel's number as the second half of the key.
LOOK_LOCK = 7_113_003
LISTED_AT_ONCE = 500
# What is held in memory at once; a larger mail is fetched alone.
BATCH_BYTES = 4 * 1024 * 1024
BATCH_MAILS = 50
LONGEST_FOLDER = 150
# Between two tries of a mailbox that does not let us in: seconds, doubled each time up to the second number.
PAUSES = {True: (30, 1800), False: (5, 300)}


class Elsewhere(Exception):
    """Somebody else is reading this mailbox just now, or it was set to another account while we looked."""


@dataclass
class Reading:
    """One look: the mailbox's row, the line to it, and when it must end."""

    box: Mailbox
    mailbox: MailboxSettings
    line: imap.Connection
    until: float
    kept: int = 0

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.until

    def external_id(self, uid: int) -> str:
        return external_id(self.mailbox, self.line.uidvalidity, uid)


def look(channel: Channel, seconds: float = 40) -> int:
    """How many mails were kept. What the server does wrong is noted on the mailbox and met again later."""
    try:
        with alone(channel), imap.opened(MailboxSettings.of(channel)) as line:
            return read(channel, line, seconds)
    except Elsewhere:
        return 0
    except troubles.EXPECTED as error:
        note_failure(channel, troubles.told(error))
        return 0


def read(channel: Channel, line: imap.Connection, seconds: float = 3600) -> int:
    """Keep what is new on a line that is open already; the caller holds `alone` and handles what breaks."""
    box = mailbox_of(channel)
    if was_moved(channel):
        raise Elsewhere
    line.look_afresh()
    if box.uidvalidity != line.uidvalidity:
        begin_anew(box, line)
    reading = Reading(box, MailboxSettings.of(channel), line, time.monotonic() + seconds)
    uids = line.newer(box.last_uid, box.since)
    for start in range(0, len(uids), LISTED_AT_ONCE):
        keep_some(reading, uids[start : start + LISTED_AT_ONCE])
        if reading.is_over:
            break
    note_success(channel)
    if reading.is_over:
        wake(LOOK, channel.pk)
    try_stubs_again(channel, line, reading.external_id(0).removesuffix("0"))
    return reading.kept


@contextlib.contextmanager
def alone(channel: Channel) -> Iterator[None]:
    """Raises Elsewhere. The lock lives and dies with this database session, however this process ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOOK_LOCK, channel.pk])
        if not cursor.fetchone()[0]:
            raise Elsewhere
    try:
        yield
    finally:
        with contextlib.suppress(Exception), connection.cursor() as cursor:  # a lost session has let go by itself
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOOK_LOCK, channel.pk])


def mailbox_of(channel: Channel) -> Mailbox:
    """Where a mailbox was never looked at, its life begins with its channel (and the days asked for before that)."""
    since = channel.created_at - timedelta(days=MailboxSettings.of(channel).since_days)
    return Mailbox.objects.get_or_create(channel=channel, defaults={"since": since})[0]


def was_moved(channel: Channel) -> bool:
    """Asked after its position was read: the numbers of one account mean nothing in another."""
    fresh = Channel.objects.filter(pk=channel.pk).first()
    return fresh is None or place_of(MailboxSettings.of(fresh)) != place_of(MailboxSettings.of(channel))


def place_of(mailbox: MailboxSettings) -> tuple[str, str, str]:
    return mailbox.imap.host, mailbox.imap.username, mailbox.folder


def begin_anew(box: Mailbox, line: imap.Connection) -> None:
    """New, or rebuilt by its server: the numbers start again; what is known already is recognised by its content."""
    if box.uidvalidity is not None:
        log.warning("a mailbox was rebuilt by its server", mailbox=box.pk)
    move(box, line.uidvalidity, 0)


def move(box: Mailbox, uidvalidity: int, uid: int) -> None:
    """Only from where we began: an admin may have set the mailbox to another account meanwhile."""
    stands = Mailbox.objects.filter(pk=box.pk, uidvalidity=box.uidvalidity, last_uid=box.last_uid, since=box.since)
    if not stands.update(uidvalidity=uidvalidity, last_uid=uid):
        raise Elsewhere
    box.uidvalidity, box.last_uid = uidvalidity, uid


def keep_some(reading: Reading, uids: list[int]) -> None:
    """In order, in batches of bounded memory; the position follows each batch."""
    listed = told_of(reading, uids)
    # INTERNALDATE has no fractions of a second.
    since = reading.box.since.replace(microsecond=0)
    for batch in batches([one for one in listed if one.internal_date >= since]):
        for mail, content in contents(reading, batch):
            keep(reading, mail, content)
        move(reading.box, reading.line.uidvalidity, batch[-1].uid)
        if reading.is_over:
            return
    move(reading.box, reading.line.uidvalidity, uids[-1])


def told_of(reading: Reading, uids: list[int]) -> list[imap.Listed]:
    """All at once; else one by one, so that a mail of which its server cannot even tell the size holds nobody up."""
    try:
        return reading.line.listed(uids)
    except troubles.EXPECTED as error:
        log.warning("some mails could not be listed", mailbox=reading.box.pk, error=type(error).__name__)
    stubborn, found = Stubborn(reading.line, reading.mailbox), []
    stubborn.open_again()
    for uid in uids:
        one = stubborn.insist(uid, functools.partial(imap.Connection.listed, uids=[uid]))
        found += one or []
        if one is None and stubborn.is_there(uid):
            keep_stub(reading.box.channel, reading.external_id(uid), {"folder": reading.mailbox.folder})
            reading.kept += 1
    return found


def batches(mails: list[imap.Listed]) -> Iterator[list[imap.Listed]]:
    batch: list[imap.Listed] = []
    for mail in mails:
        if batch and (len(batch) >= BATCH_MAILS or sum(one.size for one in batch) + mail.size > BATCH_BYTES):
            yield batch
            batch = []
        batch.append(mail)
    if batch:
        yield batch


def contents(reading: Reading, batch: list[imap.Listed]) -> Iterator[tuple[imap.Listed, bytes | None]]:
    """Together where that works; else one by one, so that a bad one is found and its neighbours are not held up."""
    wanted = [mail.uid for mail in batch if mail.size <= BYTES]
    try:
        found = reading.line.contents(wanted) if wanted else {}
    except troubles.EXPECTED as error:
        log.warning("a batch of mails did not come whole", mailbox=reading.box.pk, error=type(error).__name__)
        found = {}
    for mail in batch:
        yield mail, found.pop(mail.uid, None)


def keep(reading: Reading, mail: imap.Listed, content: bytes | None) -> None:
    """Its row is committed before the position moves; a repeat finds the first."""
    channel, external_id = reading.box.channel, reading.external_id(mail.uid)
    meta: dict[str, object] = {"internal_date": mail.internal_date.isoformat(), "folder": reading.mailbox.folder}
    stubborn = Stubborn(reading.line, reading.mailbox)
    if mail.size > BYTES:
        meta |= {"too_large": mail.size, "structure": stubborn.structure(mail.uid)}
        content = stubborn.insist(mail.uid, lambda line: line.headers(mail.uid))
    elif content is None:
        content = stubborn.insist(mail.uid, lambda line: line.contents([mail.uid]).get(mail.uid))
    if content:
        keeping.keep_raw(channel, external_id, content, meta)
    elif stubborn.is_there(mail.uid):
        keep_stub(channel, external_id, meta)
    else:
        return
    reading.kept += 1


def external_id(mailbox: MailboxSettings, uidvalidity: int, uid: int) -> str:
    """Numbers of the server's, which no sender can choose. Many servers call every mailbox's numbering 1, so it says
    which account is meant: a channel may be moved to another one."""
    account = "\x1f".join(place_of(mailbox))
    mark = hashlib.sha256(account.encode()).hexdigest()[:8]
    return f"{mailbox.folder[:LONGEST_FOLDER]}~{mark}/{uidvalidity}/{uid}"


def note_success(channel: Channel) -> None:
    Mailbox.objects.filter(channel=channel).update(seen_at=timezone.now(), error="", failures=0, next_look_at=None)


def note_failure(channel: Channel, trouble: Trouble) -> float:
    """Told on the mailbox's page, and tried again: soon at first, then more and more seldom. In how many seconds?"""
    box = mailbox_of(channel)
    first, longest = PAUSES[trouble.permanent]
    pause: float = min(first * 2 ** min(box.failures, 10), longest) * random.uniform(0.8, 1.2)  # noqa: S311  no secret
    Mailbox.objects.filter(pk=box.pk).update(
        error=trouble.reason[:300], failures=box.failures + 1, next_look_at=timezone.now() + timedelta(seconds=pause)
    )
    log.warning("a mailbox could not be read", channel=channel.pk, reason=trouble.reason, detail=trouble.detail)
    return pause


def rests_for(channel: Channel) -> float:
    """Seconds until it is tried again, after something went wrong; also for a process that has just been started."""
    at = Mailbox.objects.filter(channel=channel).values_list("next_look_at", flat=True).first()
    return (at - timezone.now()).total_seconds() if at else 0


def due() -> list[int]:
    """Mailboxes at which nobody has been for a while, neither the watch nor a look."""
    now = timezone.now()
    lately = now - NET
    seldom = Q(mailbox=None) | Q(mailbox__seen_at=None) | Q(mailbox__seen_at__lt=lately)
    unwatched = Q(mailbox=None) | Q(mailbox__watched_at=None) | Q(mailbox__watched_at__lt=lately)
    resting = Q(mailbox__next_look_at__gt=now)
    found = Channel.objects.filter(seldom, unwatched, kind=KIND, paused_at=None).exclude(resting)
    return list(found.order_by("pk").values_list("pk", flat=True))


def look_at_all() -> None:
    for pk in due():
        wake(LOOK, pk)


def look_at(channel_id: int) -> None:
    channel = Channel.objects.filter(pk=channel_id, kind=KIND, paused_at=None).first()
    if channel is not None and MailboxSettings.of(channel).imap.host:
        look(channel)
