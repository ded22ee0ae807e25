"""A visitor who goes away unanswered is told to the history, once, with the moment at which they went."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_ingest.chat import sessions
from channels_ingest.models import VisitorSession
from channels_ingest.sweeping import sweep
from conversations import outbox
from conversations.models import Entry, Message
from tests.cast import Desk
from tests.channels_ingest.visitor import Browser

pytestmark = pytest.mark.usefixtures("desk")


def left(visitor: Browser, minutes: float) -> None:
    sessions.connected(visitor.session, -1)
    VisitorSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=minutes))
    # They wrote before they went.
    Message.objects.update(received_at=timezone.now() - timedelta(minutes=minutes + 1))


def told() -> list[Entry]:
    return list(Entry.objects.filter(kind="visitor_left"))


def test_who_left_unanswered_is_noted_once_with_the_moment(visitor: Browser):
    visitor.write()
    left(visitor, 2)
    sweep()
    sweep()
    (entry,) = told()
    assert entry.at == visitor.session.last_seen_at
    assert entry.data["channel"] == visitor.channel.pk


def test_who_is_back_within_a_minute_has_only_loaded_the_page_anew(visitor: Browser):
    visitor.write()
    left(visitor, 0.5)
    sweep()
    left(visitor, 2)
    sessions.connected(visitor.session, 1)
    sweep()
    assert not told()


def test_who_was_answered_may_go(visitor: Browser, desk: Desk):
    message = visitor.write()
    ends = {"channel": desk.chat, "identity": message.identity}
    outbox.reply(message.conversation, desk.aya, text="はい", client_key="k", seen_revision=None, **ends)
    left(visitor, 2)
    sweep()
    assert not told()
