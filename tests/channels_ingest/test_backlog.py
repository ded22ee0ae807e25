"""A backlog of LINE: words of people whom we know go in together, and nobody is the worse for their neighbours."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_ingest import draining, intake, sweeping
from channels_ingest.models import RawDelivery
from conversations import inbox
from conversations.inbound import Inbound
from conversations.models import Conversation, Message
from customers.models import Customer, Fact, Identity
from tests.channels_ingest.line_account import Account
from tests.channels_ingest.visitor import work

PEOPLE = 10


def name_of(person: int) -> str:
    return f"U{person:032x}"


def wait(account: Account, *said: tuple[int, str]) -> None:
    """Kept, and nobody has begun with it."""
    for person, text in said:
        account.brings(account.event(text, source={"type": "user", "userId": name_of(person)}))


@pytest.fixture
def known(account: Account) -> Account:
    """Ten people who have written before."""
    account.line.names |= {name_of(person): f"客{person}" for person in range(PEOPLE)}
    wait(account, *((person, f"{person}番の客です") for person in range(PEOPLE)))
    work()
    return account


def backlog(account: Account, bad: int = -1) -> None:
    wait(account, *((person, "毒" if person == bad else said_by(person)) for person in range(PEOPLE)))


def said_by(person: int) -> str:
    return f"充電ランプが赤く点滅したままです。注文は{person}1234番です。"


def drain(account: Account) -> None:
    draining.drain(account.channel.pk)


def texts() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("text", flat=True)[PEOPLE:])


def broken_at(word: str, error: BaseException) -> Callable[..., Message]:
    def written(inbound: Inbound, *rest: object, **more: object) -> Message:
        if inbound.text == word:
            raise error
        return right(inbound, *rest, **more)  # type: ignore[arg-type]

    right = inbox.written
    return written


def test_ten_people_cost_as_much_as_one(known: Account):
    backlog(known)
    with CaptureQueriesContext(connection) as asked:
        drain(known)
    said = [one["sql"] for one in asked.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said) <= 6, "\n".join(said)
    assert texts() == [said_by(person) for person in range(PEOPLE)]
    raws = RawDelivery.objects.order_by("pk")[PEOPLE:]
    assert [(raw.state, raw.message.text) for raw in raws] == [("parsed", text) for text in texts()]


def test_together_they_become_what_they_become_alone(known: Account):
    backlog(known)
    drain(known)
    backlog(known)
    work()
    for matter in Conversation.objects.exclude(customer=known.desk.hanako):
        one, two = matter.messages.filter(seq__gt=1).order_by("seq")
        assert (one.seq, two.seq, matter.next_seq, matter.last_message_id) == (2, 3, 4, two.pk)
        assert one.revision < two.revision == matter.revision == matter.customer.revision
        assert list(matter.entries.order_by("pk").values_list("kind", flat=True)) == ["opened", *["received"] * 3]
        # Said again, the first word stands.
        told = [Fact.objects.filter(message=message.pk).order_by("key") for message in (one, two)]
        assert [fact.replaced_by for fact in told[1]] == list(told[0])
        assert [fact.replaced_by for fact in told[0]] == [None] * len(told[0])
        assert told[0]


def test_one_bad_one_in_the_middle_parks_alone(known: Account, monkeypatch: pytest.MonkeyPatch):
    backlog(known, bad=5)
    monkeypatch.setattr(inbox, "written", broken_at("毒", ValueError("an odd word")))
    drain(known)
    assert texts() == [said_by(person) for person in range(PEOPLE) if person != 5]
    bad = RawDelivery.objects.get(state="quarantined")
    assert (bad.message, bad.error.startswith("ValueError")) == (None, True)
    assert RawDelivery.objects.filter(state="parsed").count() == 2 * PEOPLE - 1


def test_one_that_cannot_even_be_read_parks_alone(known: Account):
    """Its file is gone; none of its neighbours waits for it."""
    backlog(known)
    RawDelivery.objects.filter(pk=RawDelivery.objects.filter(state="pending")[5].pk).update(body="", file="raw/gone")
    drain(known)
    assert len(texts()) == PEOPLE - 1
    assert RawDelivery.objects.get(state="quarantined").error.startswith("FileNotFoundError")


def test_two_words_of_a_stranger_make_one_customer_and_one_matter(known: Account):
    people = Customer.objects.count()
    wait(known, (1, "先に"), (99, "はじめまして"), (2, "次に"), (99, "充電できません"), (99, "急いでいます"))
    drain(known)
    stranger = Message.objects.filter(identity__value=name_of(99)).order_by("seq")
    said = list(stranger.values_list("text", "seq"))
    assert said == [("はじめまして", 1), ("充電できません", 2), ("急いでいます", 3)]
    assert stranger.values("conversation").distinct().count() == 1
    assert Customer.objects.count() == people + 1


def test_two_addresses_of_one_person_wait_for_each_other(known: Account):
    """A merge made them one: in one transaction both would get the same place in the thread."""
    first, second = (Identity.objects.get(value=name_of(person)) for person in (3, 4))
    Identity.objects.filter(pk=second.pk).update(customer=first.customer)
    backlog(known)
    drain(known)
    matter = Conversation.objects.get(customer=first.customer)
    assert sorted(matter.messages.values_list("seq", flat=True)) == [1, 2, 3]
    assert len(texts()) == PEOPLE


def test_what_was_taken_back_meanwhile_is_taken_back(known: Account):
    source = {"type": "user", "userId": name_of(1)}
    known.brings(mistaken := known.event("間違えました", source=source))
    wait(known, (2, "はい"))
    known.brings(known.event(unsend={"messageId": mistaken["message"]["id"]}, type="unsend", source=source))
    wait(known, (3, "いいえ"))
    drain(known)
    assert [bool(message.unsent_at) for message in Message.objects.order_by("pk")[PEOPLE:]] == [True, False, False]


def test_what_is_here_already_is_known(known: Account):
    backlog(known)
    drain(known)
    RawDelivery.objects.update(state="pending", attempts=0, claimed_at=None, message=None)
    drain(known)
    assert Message.objects.count() == 2 * PEOPLE
    assert not RawDelivery.objects.exclude(state="parsed", message__isnull=False).exists()


def test_a_worker_that_dies_in_the_middle_leaves_all_to_the_next(known: Account, monkeypatch: pytest.MonkeyPatch):
    backlog(known, bad=7)
    monkeypatch.setattr(inbox, "written", broken_at("毒", SystemExit()))
    with pytest.raises(SystemExit):
        drain(known)
    monkeypatch.undo()
    assert (texts(), RawDelivery.objects.filter(state="pending").count()) == ([], PEOPLE)
    with time_machine.travel(timezone.now() + timedelta(seconds=9)):
        sweeping.sweep()
    assert len(texts()) == PEOPLE
    assert not RawDelivery.objects.exclude(state="parsed").exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_in_the_middle_loses_nothing(known: Account, monkeypatch: pytest.MonkeyPatch):
    """All is written, and the server hangs up before the commit."""
    backlog(known)

    def hang_up(raw: RawDelivery, message: Message) -> None:
        monkeypatch.undo()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(intake, "settled", hang_up)
    drain(known)
    sweeping.sweep()
    assert sorted(texts()) == sorted(said_by(person) for person in range(PEOPLE))
    assert not RawDelivery.objects.exclude(state="parsed").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_backlog_take_each_in_once(known: Account):
    for _ in range(3):
        backlog(known)

    def worker(_number: int) -> None:
        try:
            drain(known)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(worker, range(2)))
    assert len(texts()) == 3 * PEOPLE
    assert not RawDelivery.objects.exclude(state="parsed").exists()
    for matter in Conversation.objects.exclude(customer=known.desk.hanako):
        assert sorted(matter.messages.values_list("seq", flat=True)) == [1, 2, 3, 4]
