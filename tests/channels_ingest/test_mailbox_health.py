"""How a mailbox is doing, in one word and what to do about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from channels_ingest import mailbox_health, mailboxes
from channels_ingest.mailbox_health import Health
from channels_ingest.models import Mailbox
from conversations.models import Channel
from tests.cast import Desk
from tests.channels_ingest.mailboxes import came, mailbox


def ago(**long: int) -> Any:
    return timezone.now() - timedelta(**long)


def health(box: Channel) -> Health:
    return mailbox_health.of(mailboxes.listed().filter(pk=box.pk))[0]


@pytest.mark.parametrize(
    ("box", "channel", "key"),
    [
        ({}, {}, "ok"),
        ({"failures": 2, "error": "x"}, {}, "error"),
        ({"failures": 2, "error": "x"}, {"paused_at": timezone.now()}, "paused"),
        ({"seen_at": ago(hours=1)}, {}, "stalled"),
        ({"seen_at": ago(hours=1), "watched_at": ago(minutes=1)}, {}, "ok"),
        ({"seen_at": None}, {}, "new"),
        ({"seen_at": None, "since": ago(days=3)}, {"created_at": ago(days=3)}, "stalled"),
        ({}, {"last_inbound_at": ago(days=4)}, "silent"),
        ({}, {"last_inbound_at": ago(days=2)}, "ok"),
    ],
)
def test_it_is_told_in_one_word(desk: Desk, box: dict[str, Any], channel: dict[str, Any], key: str):
    row = mailbox(desk)
    Mailbox.objects.filter(channel=row).update(**box)
    Channel.objects.filter(pk=row.pk).update(**channel)
    assert health(row).state.key == key


def test_the_lag_is_what_the_newest_mail_waited(desk: Desk):
    box = mailbox(desk)
    assert health(box).lag is None
    Channel.objects.filter(pk=box.pk).update(created_at=ago(days=1))
    came(box, b"x", 1, meta={"internal_date": ago(seconds=90).isoformat()})
    assert health(box).lag_seconds in (90, 91)
    came(box, b"x", 2, meta={"internal_date": ago(days=5).isoformat()})
    assert health(box).lag is None


def test_what_was_set_aside_is_counted(desk: Desk):
    box = mailbox(desk)
    came(box, b"x", 1, state="quarantined", error="Unreadable")
    came(box, b"x", 2, state="parsed")
    assert health(box).aside == 1
