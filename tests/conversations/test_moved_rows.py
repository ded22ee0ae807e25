"""However many rows a deed moves, open pages are told the same few things, and find the rows by asking."""

from collections.abc import Callable

import pytest

from conversations import merging, splitting, undo
from conversations.models import Entry, Message
from omnidesk import telling
from tests.cast import Desk

Told = Callable[[Callable[[], object]], list[str]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks) -> Told:
    """The names of the events that a deed publishes."""
    heard: list[str] = []
    monkeypatch.setattr(telling, "send", lambda events: heard.extend(event.name for event in events))

    def of(deed: Callable[[], object]) -> list[str]:
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        return sorted(heard)

    return of


def talk(desk: Desk, browser: str, words: int) -> list[Message]:
    return [desk.writes(f"{browser} {number}", sender=desk.sender(browser)) for number in range(words)]


def test_a_split_a_join_and_their_undo_tell_as_much_of_two_rows_as_of_many(desk: Desk, told: Told):
    def deeds(browser: str, words: int) -> list[list[str]]:
        second = talk(desk, browser, words)[1]
        split = told(lambda: splitting.split(second.conversation, second, desk.aya))
        back = told(lambda: undo.undo(Entry.objects.filter(kind="split").latest("pk"), desk.aya))
        again = told(lambda: undo.undo(Entry.objects.filter(kind="joined").latest("pk"), desk.aya))
        return [split, back, again]

    few = deeds("laptop", 3)
    assert deeds("phone", 20) == few
    assert all("thread" in events and "message" not in events for events in few)


def test_a_merge_and_its_undo_tell_as_much_of_few_rows_as_of_many(desk: Desk, told: Told):
    def deeds(one: str, other: str, words: int) -> list[list[str]]:
        stays, goes = talk(desk, one, words)[0].customer, talk(desk, other, words)[0].customer
        merged = told(lambda: merging.merge(goes, stays, desk.aya))
        talk(desk, other, words)
        talk(desk, one, words)
        return [merged, told(lambda: merging.undo(stays.merges_in.get(), desk.aya))]

    few = deeds("laptop", "phone", 1)
    assert deeds("tablet", "watch", 12) == few
    assert all("thread" in events and "message" not in events for events in few)
