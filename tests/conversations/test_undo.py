"""A deed taken back leaves the matter as it was before, once, and nothing that was done since is lost."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from conversations import labelling, snoozing, splitting, statuses, undo
from conversations.models import Conversation, Entry, Status
from tests.cast import Desk

FETCH = {"X-Requested-With": "fetch"}


def newest(kind: str) -> Entry:
    return Entry.objects.filter(kind=kind).latest("pk")


def in_hours(hours: int) -> datetime:
    return timezone.now().replace(microsecond=0) + timedelta(hours=hours)


def state(matter: Conversation) -> dict[str, object]:
    return statuses.state(Conversation.objects.get(pk=matter.pk))


def two_matters(desk: Desk) -> tuple[Conversation, Conversation]:
    desk.writes("充電できません")
    second = desk.writes("請求書もお願いします")
    return second.conversation, splitting.split(second.conversation, second, desk.aya)


def test_a_joined_matter_comes_back_asleep_as_it_was(desk: Desk):
    older, newer = two_matters(desk)
    snoozing.snooze(newer, in_hours(3), desk.tamura)
    before = state(newer)
    undo.undo(splitting.join(newer, older, desk.aya), desk.aya)
    assert before["snoozed_until"]
    assert before["waiting_since"]
    assert state(newer) == before


def test_a_joined_matter_comes_back_resolved_when_it_was(desk: Desk):
    older, newer = two_matters(desk)
    statuses.set_status(newer, Status.RESOLVED, desk.aya)
    Conversation.objects.filter(pk=newer.pk).update(resolved_at=in_hours(-50))
    before = state(newer)
    undo.undo(splitting.join(newer, older, desk.aya), desk.aya)
    assert state(newer) == before


def test_an_open_matter_opens_the_resolved_one_that_it_is_joined_into(desk: Desk):
    older, newer = two_matters(desk)
    statuses.set_status(older, Status.RESOLVED, desk.aya)
    before, asked = state(older), state(newer)
    entry = splitting.join(newer, older, desk.aya)
    assert (state(older)["status"], state(older)["resolved_at"]) == (Status.WAITING, None)
    assert state(older)["waiting_since"]
    undo.undo(entry, desk.aya)
    assert (state(older), state(newer)) == (before, asked)


def test_the_undo_of_a_later_snooze_brings_the_earlier_one_back(desk: Desk):
    desk.writes()
    snoozing.snooze(desk.matter, in_hours(2), desk.tamura)
    before = state(desk.matter)
    undo.undo(snoozing.snooze(desk.matter, in_hours(50), desk.aya), desk.aya)
    assert state(desk.matter) == before
    assert before["snoozed_by"] == desk.tamura.pk


def test_an_earlier_snooze_whose_time_has_come_does_not_come_back(desk: Desk):
    desk.writes()
    snoozing.snooze(desk.matter, in_hours(2), desk.tamura)
    entry = snoozing.snooze(desk.matter, in_hours(50), desk.aya)
    entry.data["before"] = in_hours(-1).isoformat()
    undo.undo(entry, desk.aya)
    assert state(desk.matter)["snoozed_until"] is None


def test_resolving_and_undoing_keeps_who_snoozed_it(desk: Desk):
    desk.writes()
    snoozing.snooze(desk.matter, in_hours(2), desk.tamura)
    before = state(desk.matter)
    undo.undo(statuses.set_status(desk.matter, Status.RESOLVED, desk.aya), desk.aya)
    assert state(desk.matter) == before


def test_the_undo_of_a_status_leaves_a_later_snooze_alone(desk: Desk):
    desk.writes()
    entry = statuses.set_status(desk.matter, Status.ON_HOLD, desk.aya)
    until = in_hours(2)
    snoozing.snooze(desk.matter, until, desk.tamura)
    undo.undo(entry, desk.aya)
    assert desk.matter.status == Status.WAITING
    assert desk.matter.snoozed_until == until


def test_the_first_title_of_a_matter_without_one_can_be_taken_back(desk: Desk):
    desk.writes()
    Conversation.objects.update(title="")
    undo.undo(labelling.retitle(desk.matter, "請求の件", desk.aya), desk.aya)
    assert desk.matter.title == ""


def deeds(desk: Desk) -> dict[str, Entry | None]:
    matter = desk.writes().conversation
    second = desk.writes("請求書も")
    client = desk.client(desk.aya)
    for name, said in {
        "labels": {"label": "請求"}, "title": {"title": "新しい件名"}, "assignment": {"agent": desk.tamura.pk},
        "snooze": {"preset": "hour"}, "status": {"status": "resolved"}, "split": {"message": second.pk},
    }.items():  # fmt: skip
        client.post(reverse(name, args=[matter.pk]), said, headers=FETCH)
    return {kind: newest(kind) for kind in ("labelled", "titled", "assigned", "status", "split")}


@pytest.mark.parametrize("kind", ["labelled", "titled", "assigned", "status", "split"])
def test_the_same_undo_pressed_twice_is_told_so_and_changes_nothing_more(desk: Desk, kind: str):
    entry, client = deeds(desk)[kind], desk.client(desk.aya)
    address = reverse("entry-undo", args=[entry.pk])
    assert client.post(address, headers=FETCH).status_code == 200
    entries, second = Entry.objects.count(), client.post(address, headers=FETCH)
    assert (second.status_code, second.json()["code"]) == (409, "already_undone")
    assert "すでに取り消されています" in second.json()["message"]
    assert Entry.objects.count() == entries


def test_an_undo_takes_no_label_that_a_colleague_put_on_again(desk: Desk):
    desk.writes()
    entry = labelling.add(desk.matter, "請求", desk.aya)
    undo.undo(entry, desk.aya)
    labelling.add(desk.matter, "請求", desk.tamura)
    with pytest.raises(undo.AlreadyUndone):
        undo.undo(entry, desk.aya)
    assert desk.matter.label_uses.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_undoes_at_once_one_is_done_and_the_other_told_so():
    desk, answers, gate = Desk.open(), [], threading.Barrier(2)
    older, newer = two_matters(desk)
    entry = splitting.join(newer, older, desk.aya)

    def press() -> None:
        gate.wait()
        try:
            answers.append(undo.undo(Entry.objects.get(pk=entry.pk), desk.aya).kind)
        except undo.AlreadyUndone:
            answers.append("already")
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    [press.start() for press in presses]
    [press.join() for press in presses]
    assert sorted(answers) == ["already", "split"]
    assert (older.messages.count(), newer.messages.count()) == (1, 1)
