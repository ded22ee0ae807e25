"""Deeds on rows that somebody else changed after they were read: nothing is lost, doubled, or left half done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agents.models import Agent, Membership
from conversations import assigning, delivery, merging, outbox, snoozing, splitting, statuses, tallies, threads, undo
from conversations.models import Conversation, Entry, Message
from customers.identifying import Claim, add, keep_claim
from customers.models import Customer, IdentityKind
from tests.cast import Desk


def newest(kind: str) -> Entry:
    return Entry.objects.filter(kind=kind).latest("pk")


def two_matters(desk: Desk) -> tuple[Conversation, Conversation, Message]:
    """One matter, split in two at its second message."""
    desk.writes("充電できません")
    second = desk.writes("請求書もお願いします")
    matter = desk.matter
    return matter, splitting.split(matter, second, desk.aya), second


def test_what_was_made_for_a_record_while_it_was_merged_follows(desk: Desk):
    ours, theirs = desk.writes().customer, desk.writes(sender=desk.sender("phone")).customer
    merging.merge(theirs, ours, desk.aya)
    late = add(theirs, Claim(IdentityKind.EMAIL, "late@example.com"))
    assert threads.lock_owner(late) == ours
    late.refresh_from_db()
    assert late.customer == ours


def test_the_same_address_typed_at_two_doors_is_one_claim(desk: Desk):
    """The second door has not seen the first one's row yet: it lies with the record as merged."""
    ours, theirs = desk.writes().customer, desk.writes(sender=desk.sender("phone")).customer
    first = keep_claim(ours, Claim(IdentityKind.EMAIL, "h@example.com"))
    assert keep_claim(theirs, Claim(IdentityKind.EMAIL, "h@example.com"), home=ours) == first


def test_a_joined_matter_is_never_reopened(desk: Desk):
    older, newer, _ = two_matters(desk)
    splitting.join(newer, older, desk.aya)
    statuses.set_status(older, "resolved", desk.aya)
    assert desk.writes("まだ直りません").conversation_id == older.pk


def test_a_reference_to_a_joined_matter_leads_where_it_went_on(desk: Desk):
    older, newer, _ = two_matters(desk)
    splitting.join(newer, older, desk.aya)
    assert desk.writes("その件です", matter_id=newer.pk).conversation_id == older.pk


def test_the_same_split_pressed_twice_is_refused(desk: Desk):
    matter, _, second = two_matters(desk)
    stale = Message.objects.get(pk=second.pk)
    stale.conversation = matter
    with pytest.raises(splitting.CannotSplit):
        splitting.split(matter, stale, desk.tamura)


def test_nothing_is_joined_into_a_matter_that_has_gone_into_another(desk: Desk):
    older, newer, _ = two_matters(desk)
    splitting.join(newer, older, desk.aya)
    with pytest.raises(splitting.CannotJoin):
        splitting.join(older, newer, desk.aya)


def test_a_delivery_is_stamped_for_the_thread_the_message_lies_in_now(desk: Desk):
    desk.writes()
    sent = outbox.reply(
        desk.matter,
        desk.aya,
        text="はい",
        channel=desk.chat,
        identity=desk.identity,
        client_key="k",
        seen_revision=None,
    )
    other = splitting.split(desk.matter, sent, desk.aya)
    delivery.claim(sent.pk)
    delivery.mark_sent(sent.pk)
    assert newest("sent").conversation_id == other.pk


def test_an_undo_cannot_give_a_matter_back_to_somebody_who_left(desk: Desk):
    desk.writes()
    assigning.assign(desk.matter, desk.tamura, desk.aya)
    assigning.assign(desk.matter, desk.aya, desk.aya)
    Agent.objects.filter(pk=desk.tamura.pk).update(is_active=False)
    with pytest.raises(undo.TooLate):
        undo.undo(newest("assigned"), desk.aya)


def test_the_undo_of_a_split_brings_nothing_from_behind_another_teams_wall(desk: Desk):
    _, other, _ = two_matters(desk)
    split = newest("split")
    assigning.move_to_team(other, desk.english, desk.aya)
    with pytest.raises(undo.TooLate):
        undo.undo(split, desk.aya)


def test_the_undo_of_a_snooze_takes_the_matter_from_nobody_else(desk: Desk):
    desk.writes()
    snoozing.snooze(desk.matter, timezone.now() + timedelta(hours=1), desk.aya)
    assigning.assign(desk.matter, desk.tamura, desk.tamura)
    undo.undo(newest("snoozed"), desk.aya)
    assert desk.matter.assignee == desk.tamura


def test_card_numbers_never_reach_the_title_of_our_own_matter(desk: Desk):
    outbox.write_to(
        desk.hanako,
        desk.aya,
        text="カード 4111 1111 1111 1111 の件",
        channel=desk.chat,
        identity=desk.identity,
        team=None,
        client_key="new",
    )
    assert "4111 1111" not in Conversation.objects.latest("pk").title


def test_who_is_in_no_team_counts_nothing_that_they_cannot_list(desk: Desk):
    desk.writes()
    Conversation.objects.update(team=None)
    tallies.rebuild()
    assert tallies.counts(desk.aya)["unassigned"] == 1
    Membership.objects.filter(agent=desk.aya).delete()
    assert tallies.counts(desk.aya)["unassigned"] == 0


def test_an_undo_of_a_merge_asks_again_who_owns_it_once_it_holds_the_locks(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    a, b = desk.writes().customer, desk.writes(sender=desk.sender("b")).customer
    c = desk.writes(sender=desk.sender("c")).customer
    done, lock_both = merging.merge(b, a, desk.aya), merging.lock_both

    def merged_meanwhile(*customers: Customer) -> list[Customer]:
        monkeypatch.setattr(merging, "lock_both", lock_both)
        merging.merge(a, c, desk.aya)
        return lock_both(*customers)

    monkeypatch.setattr(merging, "lock_both", merged_meanwhile)
    with pytest.raises(merging.TooLate):
        merging.undo(done, desk.aya)


def test_a_merge_and_its_undo_leave_no_row_below_what_was_seen_before(desk: Desk):
    """A chat window asks for what is above the last row it saw, whosever record its words lie with."""
    seen = [desk.writes(str(number)) for number in range(5)][-1]
    other = desk.writes(sender=desk.sender("phone")).customer
    done = merging.merge(seen.customer, other, desk.aya)
    after = desk.writes("統合のあと")
    assert after.revision > seen.revision
    merging.undo(done, desk.aya)
    assert desk.writes("取り消しのあと").revision > after.revision


def test_the_line_of_a_joined_matter_goes_back_with_the_matter_it_went_into(desk: Desk):
    older, newer, _ = two_matters(desk)
    splitting.join(newer, older, desk.aya)
    hanako, other = older.customer, desk.writes(sender=desk.sender("phone")).customer
    merging.undo(merging.merge(hanako, other, desk.aya), desk.aya)
    assert set(hanako.conversations.values_list("pk", flat=True)) == {older.pk, newer.pk}
