"""A mailbox of the shop, as an admin would have connected it."""

import json
from typing import Any

from django.utils import timezone

from channels_ingest.models import Mailbox, RawDelivery
from conversations.models import Channel
from tests.cast import Desk

SERVER = {"port": 993, "security": "tls", "username": "support@minato.example"}


def mailbox(desk: Desk, **settings: Any) -> Channel:
    told = {
        "address": "support@minato.example",
        "from_name": "みなと家電",
        "imap": SERVER | {"host": "imap.minato.example", "folder": "INBOX"},
        "smtp": SERVER | {"host": "smtp.minato.example", "port": 465},
    }
    secret = {"imap_password": "imap-geheim", "smtp_password": "smtp-geheim"}
    channel = Channel.objects.create(
        kind="email", name="みなと家電", team=desk.support, settings=told | settings, credentials=json.dumps(secret)
    )
    Mailbox.objects.create(channel=channel, since=timezone.now(), seen_at=timezone.now())
    return channel


def said(desk: Desk, **more: Any) -> dict[str, Any]:
    """What an admin types for a new one."""
    return {
        "provider": "lolipop",
        "name": "みなと家電",
        "address": "info@minato.example",
        "team": desk.support.pk,
        "language": "ja",
        "imap_host": "imap.lolipop.jp",
        "imap_port": 993,
        "imap_security": "tls",
        "imap_username": "",
        "imap_password": "lo-li-pop",
        "folder": "INBOX",
        "smtp_host": "smtp.lolipop.jp",
        "smtp_port": 465,
        "smtp_security": "tls",
        "smtp_username": "",
        "smtp_password": "",
        "since_days": 7,
        "aliases": "help@minato.example\nsales@minato.example",
        "plus_address": "on",
        "authserv_id": "mx.lolipop.jp",
    } | more


def changed(desk: Desk, channel: Channel, **more: Any) -> dict[str, Any]:
    """The form of one that is there, as its page gives it, with what an admin changes; passwords stay empty."""
    kept = channel.settings
    ends = {f"{end}_{name}": kept[end][name] for end in ("imap", "smtp") for name in SERVER | {"host": ""}}
    who = {"name": channel.name, "address": channel.address, "team": desk.support.pk, "language": "ja"}
    return who | ends | {"folder": "INBOX", "aliases": "", "authserv_id": ""} | more


def came(channel: Channel, content: bytes, number: int = 1, **more: Any) -> RawDelivery:
    raw = RawDelivery(channel=channel, external_id=f"INBOX/1/{number}", received_at=timezone.now(), **more)
    raw.hold(content)
    raw.save()
    return raw
