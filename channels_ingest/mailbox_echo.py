"""The echo test: a mail from a mailbox to itself, followed until we have read it. Nothing beside the mail is kept."""

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from agents.audit import audit
from agents.models import Agent
from channels_ingest.mail import echo, imap, smtp, troubles
from channels_ingest.mail.settings import MailboxSettings
from channels_ingest.models import RawDelivery
from conversations.models import Channel

# After this the page stops asking; a slow server's mail is still known as an echo.
GIVEN_UP = timedelta(minutes=5)
SOME = 30
# The page asks every two seconds; the server is only searched now and then.
ASKED_EVERY, FIRST_LOOK, LOOKS_EVERY, LOOK_SECONDS = 2, 8, 10, 5.0


@dataclass(frozen=True)
class Echo:
    """How far it came: handed over → on the server → read by us."""

    begun: datetime
    there: datetime | None = None
    read: datetime | None = None
    aside: bool = False

    @property
    def step(self) -> int:
        return 1 + (self.there is not None) + (self.read is not None)

    @property
    def is_over(self) -> bool:
        return self.read is not None or self.aside or timezone.now() - self.begun > GIVEN_UP

    @property
    def seconds(self) -> int:
        """From our handing over until we had read it."""
        return max(1, round((self.read - self.begun).total_seconds())) if self.read else 0


def start(channel: Channel, by: Agent, ip: str | None) -> str:
    """Hands it over and returns its token. Raises SendError; what may have been sent is waited for."""
    mailbox, token = MailboxSettings.of(channel), echo.new_token(channel.pk)
    audit(by, "channel.echo", channel, ip, name=channel.name)
    with contextlib.suppress(smtp.Unanswered):
        smtp.send(channel, echo.letter(mailbox, token), [echo.reached_at(mailbox)])
    return token


def follow(channel: Channel, token: str) -> Echo | None:
    begun = echo.begun(token, channel.pk)
    if begun is None:
        return None
    raw = arrived(channel, token, begun)
    if raw is None:
        return Echo(begun, on_server(MailboxSettings.of(channel), token, timezone.now() - begun))
    there = parse_datetime(str(raw.meta.get("internal_date", ""))) or raw.received_at
    aside = raw.state == RawDelivery.State.QUARANTINED
    return Echo(begun, there, raw.parsed_at if raw.state == RawDelivery.State.PARSED else None, aside)


def arrived(channel: Channel, token: str, begun: datetime) -> RawDelivery | None:
    """An echo becomes no message, so only what became none has to be opened."""
    since = begun - timedelta(seconds=1)
    rows = RawDelivery.objects.filter(channel=channel, message=None, file="", received_at__gte=since)
    return next((raw for raw in rows.order_by("-pk")[:SOME] if echo.token_in(raw.content) == token), None)


def on_server(mailbox: MailboxSettings, token: str, waited: timedelta) -> datetime | None:
    """A look of our own tells a mail that is slow from a reader that does not run; servers dislike it often."""
    seconds = int(waited.total_seconds())
    if seconds < FIRST_LOOK or seconds % LOOKS_EVERY >= ASKED_EVERY:
        return None
    try:
        with imap.opened(mailbox, LOOK_SECONDS) as line:
            found = line.search("HEADER", echo.HEADER, token)
            return line.listed(found)[0].internal_date if found else None
    except (*troubles.EXPECTED, IndexError):
        return None
