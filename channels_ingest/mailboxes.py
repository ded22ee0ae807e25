"""Mailboxes as an admin keeps them. Each deed is one transaction and one line in the audit record."""

import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from channels_ingest import channel_deeds
from channels_ingest.channel_deeds import InUse, pause, resume
from channels_ingest.mail.echo import is_echo, token_in
from channels_ingest.mail.settings import KIND, MailboxSettings
from channels_ingest.models import Mailbox, RawDelivery
from conversations.models import Channel, Message

__all__ = ["InUse", "has_messages", "is_echo", "pause", "remove", "resume"]

# Echo tests of a mailbox that is being set up; more are looked at by nobody.
MOST_TRIALS = 20
# What a mailbox is read from: when one of these changes, its numbers mean nothing any more.
PLACE = {"imap_host", "imap_username", "folder"}


def listed() -> QuerySet[Channel]:
    return Channel.objects.filter(kind=KIND).select_related("team", "mailbox")


def others(channel: Channel) -> set[str]:
    """Addresses that reach another mailbox of ours."""
    rows = Channel.objects.filter(kind=KIND).exclude(pk=channel.pk).only("settings")
    return {address.casefold() for row in rows for address in (row.address, *row.settings.get("aliases", []))}


@transaction.atomic
def save(channel: Channel, servers: dict[str, Any], changed: list[str], by: Agent, ip: str | None) -> None:
    """`servers` holds both ends with their passwords, which go to the encrypted column and nowhere else."""
    is_new = channel.pk is None
    for end in ("imap", "smtp"):
        channel.settings[end] = {name: value for name, value in servers[end].items() if name != "password"}
    channel.credentials = json.dumps({f"{end}_password": servers[end]["password"] for end in ("imap", "smtp")})
    channel.save()
    audit(by, "channel.made" if is_new else "channel.changed", channel, ip, fields=sorted(changed), name=channel.name)
    settle(channel, is_new=is_new, moved=bool(PLACE.intersection(changed)))


def settle(channel: Channel, *, is_new: bool, moved: bool) -> None:
    """Where reading begins; after every change the next look comes at once, whatever went wrong before."""
    now = timezone.now()
    begins = now - timedelta(days=MailboxSettings.of(channel).since_days) if is_new else now
    box, made = Mailbox.objects.select_for_update().get_or_create(channel=channel, defaults={"since": begins})
    if moved and not made:
        box.uidvalidity, box.last_uid, box.since, box.seen_at = None, 0, begins, None
    box.error, box.failures, box.next_look_at = "", 0, None
    box.save()


def has_messages(channel: Channel) -> bool:
    """Of people: a mailbox that was only tried out can go."""
    return Message.objects.filter(channel=channel).exists() or not is_only_tried(channel)


def is_only_tried(channel: Channel) -> bool:
    rows = list(RawDelivery.objects.filter(channel=channel)[: MOST_TRIALS + 1])
    trials = [
        row for row in rows if row.message_id is None and not row.file and token_in(row.content, however_old=True)
    ]
    return len(rows) == len(trials) <= MOST_TRIALS


@transaction.atomic
def remove(channel: Channel, by: Agent, ip: str | None) -> None:
    """With the mails of its own echo tests. Raises InUse."""
    Channel.objects.select_for_update().get(pk=channel.pk)
    if has_messages(channel):
        raise InUse
    RawDelivery.objects.filter(channel=channel).delete()
    channel_deeds.remove(channel, by, ip)
