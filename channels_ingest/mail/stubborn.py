"""Mails that a server lists and does not hand over: asked for again, then kept as a row that says so."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog
from django.utils import timezone

from channels_ingest.keeping import INGEST
from channels_ingest.mail import imap, troubles
from channels_ingest.mail.limits import NOT_HANDED_OVER
from channels_ingest.mail.settings import MailboxSettings
from channels_ingest.models import RawDelivery
from conversations.models import Channel
from omnidesk.waking import wake

log = structlog.get_logger(__name__)

TRIES = 2
# How often a later look asks for it again; afterwards a person finds it among what was set aside.
LATER_TRIES = 20
SOME = 20
LONGEST_STRUCTURE = 4000


class Stubborn:
    """Insists on one mail. Its line may break at it, so it brings a new one; `line` is the one that works."""

    def __init__(self, line: imap.Connection, mailbox: MailboxSettings) -> None:
        self.line, self.mailbox = line, mailbox

    def insist[T](self, uid: int, ask: Callable[[imap.Connection], T]) -> T | None:
        """None = this mail does not come, while the server is there; raises where the server is away."""
        for _try in range(TRIES):
            try:
                return ask(self.line)
            except troubles.EXPECTED as error:
                log.warning("a mail did not come", uid=uid, error=type(error).__name__)
                self.open_again()
        return None

    def open_again(self) -> None:
        before = self.line.uidvalidity
        self.line.cut()
        self.line.client = imap.open_line(self.mailbox).client
        self.line.look_afresh()
        if self.line.uidvalidity != before:
            raise ConnectionResetError  # its numbers mean other mails now: the next look begins anew

    def is_there(self, uid: int) -> bool:
        """A mail that was deleted while we looked is not missing."""
        return bool(self.line.search("UID", str(uid)))

    def structure(self, uid: int) -> str:
        try:
            return self.line.structure(uid)[:LONGEST_STRUCTURE]
        except troubles.EXPECTED:
            self.open_again()
            return ""


def keep_stub(channel: Channel, external_id: str, meta: Mapping[str, object]) -> None:
    """Seen by an admin at once, and filled in by a later look."""
    told = {
        "state": RawDelivery.State.QUARANTINED,
        "error": NOT_HANDED_OVER,
        "meta": {**meta, "not_handed_over": True},
        "received_at": timezone.now(),
    }
    RawDelivery.objects.get_or_create(channel=channel, external_id=external_id, defaults=told)


def try_stubs_again(channel: Channel, line: imap.Connection, prefix: str) -> None:
    """`prefix`: of the ids that belong to the folder as it is numbered now. The line may break at one of them."""
    stubs = RawDelivery.objects.filter(
        channel=channel,
        state=RawDelivery.State.QUARANTINED,
        meta__not_handed_over=True,
        external_id__startswith=prefix,
        attempts__lt=LATER_TRIES,
    )
    for raw in [raw for raw in stubs.order_by("attempts", "pk")[:SOME] if is_time_for(raw)]:
        raw.attempts += 1
        raw.save(update_fields=["attempts"])
        try:
            fill(raw, line, int(raw.external_id.rpartition("/")[2]))
        except troubles.EXPECTED as error:
            log.warning("a mail still does not come", raw=raw.pk, error=type(error).__name__)
            return


def is_time_for(raw: RawDelivery) -> bool:
    """Minutes at first, hours in the end."""
    return timezone.now() - raw.received_at > timedelta(minutes=(raw.attempts + 1) ** 2)


def fill(raw: RawDelivery, line: imap.Connection, uid: int) -> None:
    content = line.contents([uid]).get(uid)
    if not content:
        return
    raw.hold(content)
    raw.meta.pop("not_handed_over")
    raw.state, raw.error, raw.attempts = RawDelivery.State.PENDING, "", 0
    raw.save()
    wake(INGEST, raw.pk)
