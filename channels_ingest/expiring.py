"""Tokens that end: asked for once a day, so that somebody enters a new one before nothing can be sent any more."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from channels_ingest import channel_setup
from channels_ingest.adapters.webhook import WebhookAdapter
from conversations.models import Channel
from omnidesk.calling import Broke, NotReached

log = structlog.get_logger(__name__)

# In the channel's settings.
KEY = "expires_at"
# So long before, a person is told.
BEFOREHAND = timedelta(days=14)


def look() -> None:
    """One provider that is away leaves what is known of its channel as it is."""
    for channel, adapter in asked():
        try:
            keep(channel, adapter.expiry(channel))
        except (NotReached, Broke):
            log.info("nobody says when a token ends", channel=channel.pk)


def asked() -> Iterator[tuple[Channel, WebhookAdapter]]:
    for channel in Channel.objects.filter(paused_at=None, is_practice=False):
        adapter = channel_setup.adapter_of(channel)
        if adapter is not None and adapter.tokens_end and not channel_setup.missing(channel):
            yield channel, adapter


@transaction.atomic
def keep(channel: Channel, at: datetime | None) -> None:
    row = channel_setup.locked(channel)
    if row.credentials != channel.credentials:
        # Another was entered while the provider was asked.
        return
    row.settings[KEY] = at.isoformat() if at else ""
    row.save(update_fields=["settings"])


def ends_at(channel: Channel) -> datetime | None:
    """None = it does not end, or nobody has said yet."""
    return parse_datetime(str(channel.settings.get(KEY) or ""))


def is_soon(channel: Channel) -> bool:
    at = ends_at(channel)
    return at is not None and at - timezone.now() < BEFOREHAND


def words(channel: Channel) -> str:
    """For the channel's page, also where there is nothing to do."""
    adapter, at = channel_setup.adapter_of(channel), ends_at(channel)
    if adapter is None or not adapter.tokens_end:
        return _("does not end: this provider's credentials hold until somebody changes them")
    if at is None:
        return _("does not end") if KEY in channel.settings else _("asked for once a day")
    return _("ends on %(date)s") % {"date": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}


def advice(channel: Channel) -> str:
    at = timezone.localtime(ends_at(channel))
    words = _("The access token ends on %(date)s. Issue a new one at the provider and enter it under “Credentials”.")
    return words % {"date": f"{at:%Y-%m-%d %H:%M}"}
