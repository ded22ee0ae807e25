"""Each deed changes the matter, writes its entry, moves the counts, and can be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agents.models import Agent
from conversations import assigning, labelling, snoozing, spam, splitting, statuses, tallies, undo
from conversations.models import Conversation, Message, Status, Tally
from tests.cast import Desk


def counted(desk: Desk, agent: Agent) -> dict[str, int]:
    """The kept counts; checked against counting the matters themselves."""
    kept = tallies.counts(agent)
    tallies.rebuild()
    assert tallies.counts(agent) == kept
    return kept


def test_taking_a_matter_moves_it_from_unassigned_to_mine(desk: Desk):
    desk.writes()
    assert counted(desk, desk.aya) == {"mine": 0, "unassigned": 1, "team": 1, "snoozed": 0}
    assigning.assign(desk.matter, desk.aya, desk.aya)
    assert counted(desk, desk.aya) == {"mine": 1, "unassigned": 0, "team": 1, "snoozed": 0}
    assert counted(desk, desk.emily)["team"] == 0


def test_an_outsider_cannot_be_given_a_matter(desk: Desk):
    desk.writes()
    with pytest.raises(assigning.CannotTake):
        assigning.assign(desk.matter, desk.emily, desk.aya)


def test_handing_to_another_team_lets_go_and_can_be_undone(desk: Desk):
    desk.writes()
    assigning.assign(desk.matter, desk.aya, desk.aya)
    entry = assigning.move_to_team(desk.matter, desk.english, desk.aya)
    assert desk.matter.assignee is None
    undo.undo(entry, desk.aya)
    assert (desk.matter.team, desk.matter.assignee) == (desk.support, desk.aya)


def test_resolving_and_undoing_restores_the_wait(desk: Desk):
    waiting = desk.writes().received_at
    entry = statuses.set_status(desk.matter, Status.RESOLVED, desk.aya)
    assert desk.matter.waiting_since is None
    assert counted(desk, desk.aya)["team"] == 0
    undo.undo(entry, desk.aya)
    assert (desk.matter.status, desk.matter.waiting_since) == (Status.WAITING, waiting)


def test_an_undo_comes_too_late_once_somebody_changed_it(desk: Desk):
    desk.writes()
    entry = statuses.set_status(desk.matter, Status.ON_HOLD, desk.aya)
    statuses.set_status(desk.matter, Status.RESOLVED, desk.tamura)
    with pytest.raises(undo.TooLate):
        undo.undo(entry, desk.aya)


def test_a_snooze_ends_by_time_or_by_the_customers_word(desk: Desk):
    desk.writes()
    snoozing.snooze(desk.matter, timezone.now() + timedelta(hours=1), desk.aya)
    assert counted(desk, desk.aya) == {"mine": 0, "unassigned": 0, "team": 0, "snoozed": 1}
    desk.writes("まだですか")
    assert desk.matter.snoozed_until is None
    snoozing.snooze(desk.matter, timezone.now() + timedelta(hours=1), desk.aya)
    Conversation.objects.update(snoozed_until=timezone.now() - timedelta(seconds=1))
    assert snoozing.wake_due() == 1
    assert counted(desk, desk.aya)["mine"] == 1


def test_labels_carry_the_status_for_their_lists(desk: Desk):
    desk.writes()
    entry = labelling.add(desk.matter, " 故障・初期不良 ", desk.aya)
    statuses.set_status(desk.matter, Status.RESOLVED, desk.aya)
    assert [use.status for use in desk.matter.label_uses.all()] == [Status.RESOLVED]
    undo.undo(entry, desk.aya)
    assert not desk.matter.label_uses.exists()


def test_a_split_moves_the_rest_and_its_undo_brings_it_back(desk: Desk):
    first, second, third = desk.writes("充電できません"), desk.writes("別件で領収書も"), desk.writes("宛名は会社です")
    other = splitting.split(desk.matter, Message.objects.get(pk=second.pk), desk.aya)
    assert list(other.messages.order_by("seq").values_list("text", flat=True)) == ["別件で領収書も", "宛名は会社です"]
    assert Conversation.objects.get(pk=first.conversation_id).preview == "充電できません"
    entry = Conversation.objects.get(pk=first.conversation_id).entries.get(kind="split")
    undo.undo(entry, desk.aya)
    assert set(Message.objects.values_list("conversation_id", flat=True)) == {first.conversation_id}
    assert Message.objects.get(pk=third.pk).conversation.is_open
    counted(desk, desk.aya)


def test_nothing_is_split_off_a_matters_first_message(desk: Desk):
    first = desk.writes()
    with pytest.raises(splitting.CannotSplit):
        splitting.split(desk.matter, first, desk.aya)


def test_a_join_and_its_undo(desk: Desk):
    old = desk.writes().conversation
    statuses.set_status(old, Status.RESOLVED, desk.aya)
    new = desk.writes("また同じです", at=timezone.now() + timedelta(days=9)).conversation
    entry = splitting.join(old, new, desk.aya)
    assert new.messages.count() == 2
    undo.undo(entry, desk.aya)
    assert (old.messages.count(), new.messages.count()) == (1, 1)
    assert Conversation.objects.get(pk=old.pk).status == Status.RESOLVED


def test_spam_leaves_every_count_and_comes_back(desk: Desk):
    desk.writes()
    spam.mark(desk.matter, desk.aya)
    assert counted(desk, desk.aya)["team"] == 0
    spam.unmark(desk.matter, desk.aya)
    assert counted(desk, desk.aya)["team"] == 1


def test_folding_keeps_the_sums_and_shortens_the_table(desk: Desk):
    for text in ("一", "二", "三"):
        desk.writes(text, sender=desk.sender(value=text))
    before = tallies.counts(desk.aya)
    tallies.fold()
    assert tallies.counts(desk.aya) == before
    assert Tally.objects.count() == 1
