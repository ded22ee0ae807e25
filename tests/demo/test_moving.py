"""The demo on a later start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agents.models import Company
from conversations.models import CLOSED, OPEN, Conversation, Entry, Message
from conversations.preview import preview_of
from customers.models import Fact
from demo.dates import written
from demo.hours import TOKYO
from demo.moving import move_to
from tests.demo.conftest import NOW
from tests.demo.test_facts import misplaced

LATER = NOW + timedelta(days=10, hours=5)


def newest() -> datetime:
    return Conversation.objects.aggregate(last=Max("last_activity_at"))["last"]


@pytest.mark.usefixtures("demo")
def test_it_leaves_a_fresh_demo_alone():
    before = newest()
    assert move_to(NOW + timedelta(minutes=5)) == timedelta()
    assert newest() == before


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


@dataclass(frozen=True)
class Before:
    """What some rows said before the demo was moved by ten days."""

    opened: tuple[int, datetime]
    waited: tuple[int, datetime]
    # A message that names a day, and that day.
    day: tuple[int, date]
    note: int


@pytest.fixture(scope="module")
def moved(loaded: None, django_db_blocker: "pytest.DjangoDbBlocker") -> Iterator[Before]:  # type: ignore[name-defined]  # pytest-django's own
    """Once for all that is asked of it, because it touches every row; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = looked_at()
        move_to(LATER)
        yield before
        transaction.set_rollback(True)


def looked_at() -> Before:
    done = Conversation.objects.filter(status__in=CLOSED).order_by("pk")[50]
    entry = Entry.objects.filter(kind="replied", data__waited_since__isnull=False).order_by("pk")[0]
    said = Message.objects.filter(text__regex=r"\d+/\d+\([月火水木金土日]\)", conversation__status="resolved")[0]
    around = said.shown_at.astimezone(TOKYO).date()
    days = (around + timedelta(days=step) for step in range(-20, 20))
    waited = datetime.fromisoformat(entry.data["waited_since"])
    return Before(
        opened=(done.pk, done.opened_at),
        waited=(entry.pk, waited),
        day=(said.pk, next(on for on in days if written(on, "ja") in said.text)),
        note=typed_by_hand().pk,
    )


def typed_by_hand() -> Message:
    matter = Conversation.objects.filter(status__in=OPEN)[0]
    return Message.objects.create(
        conversation=matter, customer=matter.customer, direction="note", author=matter.assignee, seq=900, revision=900,
        arrived_revision=900, shown_at=NOW, received_at=NOW, text="11/20(金) に確認", client_key="typed-by-hand",
    )  # fmt: skip


def test_it_moves_what_is_done_by_whole_days(moved: Before, db: None):
    key, opened = moved.opened
    done = Conversation.objects.get(pk=key)
    assert done.opened_at - opened == timedelta(days=10)
    assert done.messages.order_by("seq").first().shown_at == done.opened_at


def test_it_brings_what_is_going_on_close_to_now(moved: Before, db: None):
    assert timedelta() < LATER - newest() < timedelta(minutes=15)
    assert Message.objects.aggregate(last=Max("shown_at"))["last"] < LATER
    assert Conversation.objects.filter(status__in=OPEN, waiting_since__gt=LATER - timedelta(minutes=30)).count() > 5


def test_it_keeps_each_thread_in_order(moved: Before, db: None):
    for matter in Conversation.objects.filter(status__in=OPEN).select_related("customer")[:30]:
        rows = matter.customer.messages.exclude(pk=moved.note).order_by("shown_at", "id")
        revisions = list(rows.values_list("arrived_revision", flat=True))
        assert revisions == sorted(revisions)


def test_it_moves_the_times_inside_the_history(moved: Before, db: None):
    key, waited = moved.waited
    now = datetime.fromisoformat(Entry.objects.get(pk=key).data["waited_since"])
    assert now - waited == timedelta(days=10)


def test_it_moves_the_dates_in_what_was_written(moved: Before, db: None):
    key, day = moved.day
    assert written(day + timedelta(days=10), "ja") in Message.objects.get(pk=key).text
    for matter in Conversation.objects.exclude(last_message_id=None)[:200]:
        assert (
            matter.preview == preview_of(Message.objects.get(pk=matter.last_message_id).text) or "📎" in matter.preview
        )


def test_it_leaves_words_of_real_people_as_they_are(moved: Before, db: None):
    assert Message.objects.get(pk=moved.note).text == "11/20(金) に確認"


def test_it_finds_the_words_of_every_fact_again(moved: Before, db: None):
    assert Fact.objects.standing().count() > 2000
    assert not misplaced()
