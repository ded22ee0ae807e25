"""What a mail costs: how often the database is asked, from its bytes to the message on screen."""

from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels_ingest import intake
from channels_ingest.models import RawDelivery
from conversations.models import Channel, Message
from omnidesk.inserting import read_by, values_of
from omnidesk.rows import rows
from tests.cast import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(desk: Desk) -> Channel:
    return Channel.objects.create(
        kind="email", name="窓口", team=desk.support, settings={"address": "a@minato.example"}
    )


def mail(number: int, **heads: str) -> bytes:
    written = EmailMessage()
    for name, value in {"From": "花子 <hanako@example.com>", "Subject": f"照会 {number}", **heads}.items():
        written[name.replace("_", "-")] = value
    written["Message-ID"] = f"<{number}@example.com>"
    written.set_content(f"注文は{number}番です。\n")
    return written.as_bytes()


def asked(mailbox: Channel, content: bytes, name: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        raw = intake.keep_and_ingest(mailbox, name, content)
    assert raw.state == raw.State.PARSED, raw.error
    return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in queries.captured_queries)


def test_a_stranger_s_first_mail_asks_ten_times_at_most(mailbox: Channel):
    asked(mailbox, mail(1, From="warm@example.com"), "1")
    assert asked(mailbox, mail(2), "2") <= 10


def test_a_known_sender_s_next_mail_asks_no_more_when_there_are_many_before_it(mailbox: Channel):
    for number in range(1, 40):
        intake.keep_and_ingest(mailbox, str(number), mail(number))
    assert asked(mailbox, mail(40, In_Reply_To="<1@example.com>"), "40") <= 11
    assert Message.objects.values("conversation").distinct().count() == 1


def test_the_same_mail_again_is_found_without_being_read(mailbox: Channel, monkeypatch: pytest.MonkeyPatch):
    first = intake.keep_and_ingest(mailbox, "1", mail(1))
    monkeypatch.setattr(intake, "read", lambda raw: pytest.fail("read again"))
    assert intake.keep_and_ingest(mailbox, "1", mail(1)).pk == first.pk


def test_what_waited_with_a_message_that_failed_is_not_written(mailbox: Channel, monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: Any, **_words: Any) -> None:
        raise ValueError

    monkeypatch.setattr("conversations.letters.arrived", broken)
    raw = intake.keep_and_ingest(mailbox, "1", mail(1))
    raw.refresh_from_db()
    assert raw.state == raw.State.QUARANTINED
    assert not Message.objects.exists()


def test_rows_of_our_own_statements_are_as_the_orm_reads_them(mailbox: Channel):
    kept = intake.keep_and_ingest(mailbox, "1", mail(1))
    sql = "SELECT 7 AS beside, one.* FROM channels_ingest_rawdelivery one WHERE id = %s"
    (row,), (same,) = rows(RawDelivery, sql, [kept.pk]), RawDelivery.objects.raw(sql, [kept.pk])
    # Encrypted text, JSON, a file and times among them.
    assert vars(row).keys() == vars(same).keys()
    assert [getattr(row, one.attname) for one in row._meta.concrete_fields] == [
        getattr(same, one.attname) for one in row._meta.concrete_fields
    ]
    assert row.content == mail(1)
    assert vars(row)["beside"] == 7


def test_values_that_pass_their_fields_by_are_what_these_would_write(mailbox: Channel):
    intake.keep_and_ingest(mailbox, "1", mail(1))
    message = Message.objects.get()
    message.seq = "4"  # not as it stands: its field makes a number of it
    plain = [pair for pair in read_by(message._meta.local_concrete_fields) if pair[1]]
    written = [field.get_db_prep_save(getattr(message, field.attname), connection) for field, _kind in plain]
    assert len(plain) > 20
    assert values_of(message, plain, is_new=False) == written
