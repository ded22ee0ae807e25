"""Whatever the desk does, in any order: the figures say what the entries say."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from conversations import assigning, merging, outbox, splitting, statuses, undo
from conversations.models import Conversation, Entry, Message, Status
from customers.models import Customer, Merge
from kpis.models import Measured, Rollup
from tests.cast import Desk
from tests.kpis.scanned import sure

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", range(4))
def test_rollups_say_what_the_rows_say_under_any_history(desk: Desk, seed: int):
    dice = random.Random(seed)
    senders = [desk.sender(f"browser-{number}", "佐藤", "花子") for number in range(3)]
    now = timezone.now()
    for number in range(6):
        desk.writes(f"用件{number}", sender=dice.choice(senders), at=now - timedelta(days=5) + timedelta(hours=number))
    for step in range(24):
        try:
            dice.choice(DEEDS)(desk, dice)
        except REFUSED:
            continue
        if step % 8 == 7:
            sure()
    sure()
    counts = {row.measure: 0 for row in Measured.objects.all()}
    for row in Rollup.objects.all():
        counts[row.measure] += row.n
    assert counts == {name: Measured.objects.filter(measure=name).count() for name in counts}


def some(dice: random.Random, open_only: bool = False) -> Conversation:
    matters = Conversation.objects.filter(joined_into=None).order_by("pk")
    return dice.choice(list(matters.open() if open_only else matters))


def writes(desk: Desk, dice: random.Random) -> None:
    sender = desk.sender(f"browser-{dice.randrange(3)}", "佐藤", "花子")
    desk.writes(dice.choice(["まだですか", "ありがとうございます", "別の件です"]), sender=sender)


def answers(desk: Desk, dice: random.Random) -> None:
    matter = some(dice)
    last = matter.messages.filter(direction="in").latest("pk")
    key = f"k{Message.objects.count()}"
    outbox.reply(
        matter, desk.aya, text="はい", channel=desk.chat, identity=last.identity, client_key=key, seen_revision=None
    )


def sets_status(desk: Desk, dice: random.Random) -> None:
    wanted = dice.choice([Status.RESOLVED, Status.RESOLVED, Status.ON_HOLD, Status.WAITING, Status.SPAM])
    statuses.set_status(some(dice), wanted, desk.aya)


def hands_over(desk: Desk, dice: random.Random) -> None:
    assigning.move_to_team(some(dice), dice.choice([desk.support, desk.english]), desk.noguchi)


def splits(desk: Desk, dice: random.Random) -> None:
    matter = some(dice)
    splitting.split(matter, dice.choice(list(matter.messages.order_by("pk"))[1:]), desk.aya)


def joins(desk: Desk, dice: random.Random) -> None:
    source = some(dice)
    others = Conversation.objects.filter(customer=source.customer, joined_into=None).exclude(pk=source.pk)
    splitting.join(source, dice.choice(list(others)), desk.aya)


def merges(desk: Desk, dice: random.Random) -> None:
    one, other = dice.sample(list(Customer.objects.filter(merged_into=None, conversations__isnull=False).distinct()), 2)
    merging.merge(one, other, desk.noguchi)


def unmerges(desk: Desk, dice: random.Random) -> None:
    merging.undo(dice.choice(list(Merge.objects.filter(undone_at=None))), desk.noguchi)


def undoes(desk: Desk, dice: random.Random) -> None:
    undo.undo(dice.choice(list(Entry.objects.filter(kind__in=["status", "team", "split", "joined"]))), desk.noguchi)


# What the desk itself refuses, and what nothing was there for.
REFUSED = (
    undo.TooLate, splitting.CannotSplit, splitting.CannotJoin, merging.CannotMerge, merging.TooLate, ObjectDoesNotExist,
    IndexError, ValueError,
)  # fmt: skip
DEEDS: list[Callable[[Desk, random.Random], None]] = [
    writes, writes, answers, answers, sets_status, hands_over, splits, joins, merges, unmerges, undoes,
]  # fmt: skip
