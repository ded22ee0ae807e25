"""What was said earlier and comes in later: it takes its place in the thread, and nothing newer loses its own."""

from datetime import datetime, timedelta

from django.utils import timezone

from conversations.models import Conversation, Message
from conversations.templatetags.said import instant
from tests.cast import Desk


def ago(minutes: int) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def row(matter: Conversation) -> tuple[str, int | None, datetime]:
    matter.refresh_from_db()
    return matter.preview, matter.last_message_id, matter.last_activity_at


def test_a_late_older_message_leaves_the_row_of_the_queue_as_it_is(desk: Desk):
    newest = desk.writes("新しい言葉", shown_at=ago(5))
    before = row(newest.conversation)
    late = desk.writes("前に書いた言葉", shown_at=ago(60))
    assert late.conversation == newest.conversation
    assert row(newest.conversation) == before
    assert before[:2] == ("新しい言葉", newest.pk)
    assert [message.text for message in Message.objects.order_by("shown_at")] == ["前に書いた言葉", "新しい言葉"]


def test_each_newer_message_takes_the_row_though_all_were_under_way_for_long(desk: Desk):
    matter = desk.writes("一", shown_at=ago(90)).conversation
    second = desk.writes("二", shown_at=ago(80))
    assert row(matter)[:2] == ("二", second.pk)
    same = desk.writes("三", shown_at=second.shown_at)
    assert row(matter)[:2] == ("三", same.pk)


def test_an_opened_matter_shows_its_first_message_though_it_came_late(desk: Desk):
    message = desk.writes("はじめまして", shown_at=ago(600))
    assert row(message.conversation)[:2] == ("はじめまして", message.pk)


def test_a_late_message_makes_the_matter_wait_all_the_same(desk: Desk):
    matter = desk.writes("新しい言葉", shown_at=ago(5)).conversation
    Conversation.objects.update(waiting_since=None)
    desk.writes("前に書いた言葉", shown_at=ago(60))
    matter.refresh_from_db()
    assert matter.waiting_since is not None


def test_the_thread_is_told_both_when_it_was_said_and_when_the_waiting_began(desk: Desk):
    """What waits is counted from its arrival: a line drawn by when it was said would come after it."""
    message = desk.writes("メールは途中にいました", shown_at=ago(60))
    page = desk.client(desk.aya).get(f"/conversations/{message.conversation_id}/").text
    assert f'data-at="{instant(message.shown_at)}"' in page
    assert f'data-received="{instant(message.received_at)}"' in page
    assert f'data-waiting="{instant(message.received_at)}"' in page
