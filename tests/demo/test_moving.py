"""The demo on a later start."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max
from django.utils import timezone

from agents.models import Company
from conversations.models import CLOSED, OPEN, Conversation, Entry, Message
from conversations.preview import preview_of
from demo.dates import written
from demo.hours import TOKYO
from demo.moving import move_to
from tests.demo.conftest import NOW

LATER = NOW + timedelta(days=10, hours=5)


def newest() -> datetime:
    return Conversation.objects.aggregate(last=Max("last_activity_at"))["last"]


@pytest.mark.usefixtures("demo")
def test_it_leaves_a_fresh_demo_alone():
    before = newest()
    assert move_to(NOW + timedelta(minutes=5)) == timedelta()
    assert newest() == before


@pytest.mark.usefixtures("demo")
def test_it_moves_what_is_done_by_whole_days():
    done = Conversation.objects.filter(status__in=CLOSED).order_by("pk")[50]
    opened = done.opened_at
    move_to(LATER)
    done.refresh_from_db()
    assert done.opened_at - opened == timedelta(days=10)
    assert done.messages.order_by("seq").first().shown_at == done.opened_at


@pytest.mark.usefixtures("demo")
def test_it_brings_what_is_going_on_close_to_now():
    move_to(LATER)
    assert timedelta() < LATER - newest() < timedelta(minutes=15)
    assert Message.objects.aggregate(last=Max("shown_at"))["last"] < LATER
    assert Conversation.objects.filter(status__in=OPEN, waiting_since__gt=LATER - timedelta(minutes=30)).count() > 5


@pytest.mark.usefixtures("demo")
def test_it_keeps_each_thread_in_order():
    move_to(LATER)
    for matter in Conversation.objects.filter(status__in=OPEN).select_related("customer")[:30]:
        rows = matter.customer.messages.order_by("shown_at", "id").values_list("arrived_revision", flat=True)
        assert list(rows) == sorted(rows)


@pytest.mark.usefixtures("demo")
def test_it_moves_the_times_inside_the_history():
    entry = Entry.objects.filter(kind="replied", data__waited_since__isnull=False).order_by("pk").first()
    waited = datetime.fromisoformat(entry.data["waited_since"])
    move_to(LATER)
    entry.refresh_from_db()
    assert datetime.fromisoformat(entry.data["waited_since"]) - waited == timedelta(days=10)


@pytest.mark.usefixtures("demo")
def test_it_moves_the_dates_in_what_was_written():
    old = Message.objects.filter(text__regex=r"\d+/\d+\([月火水木金土日]\)", conversation__status="resolved").first()
    day = old.shown_at.astimezone(TOKYO).date()
    here = next(on for on in (day + timedelta(days=step) for step in range(-20, 20)) if written(on, "ja") in old.text)
    move_to(LATER)
    old.refresh_from_db()
    assert written(here + timedelta(days=10), "ja") in old.text
    for matter in Conversation.objects.exclude(last_message_id=None)[:200]:
        assert (
            matter.preview == preview_of(Message.objects.get(pk=matter.last_message_id).text) or "📎" in matter.preview
        )


@pytest.mark.usefixtures("demo")
def test_it_leaves_words_of_real_people_as_they_are():
    matter = Conversation.objects.filter(status__in=OPEN).first()
    said = Message.objects.create(
        conversation=matter, customer=matter.customer, direction="note", author=matter.assignee, seq=900, revision=900,
        arrived_revision=900, shown_at=NOW, received_at=NOW, text="11/20(金) に確認", client_key="typed-by-hand",
    )  # fmt: skip
    move_to(LATER)
    said.refresh_from_db()
    assert said.text == "11/20(金) に確認"


@pytest.mark.usefixtures("demo")
def test_it_is_what_a_later_start_does():
    call_command("load_demo", stdout=StringIO())
    assert abs(timezone.now() - newest()) < timedelta(hours=1)


@pytest.mark.usefixtures("demo")
def test_it_has_nothing_to_move_where_a_company_works():
    Company.objects.update(is_demo=False, name="本物の会社")
    with pytest.raises(CommandError, match="no demo"):
        call_command("move_demo_to_now")
    said = StringIO()
    call_command("load_demo", stdout=said)
    assert "本物の会社" in said.getvalue()
