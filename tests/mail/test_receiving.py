"""Every mail of the collection through the pipe's door: a message, or set aside with its reason; nothing is lost."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from channels_ingest import intake, keeping
from channels_ingest.mail import reading
from conversations.models import Channel, Message
from tests.cast import Desk
from tests.fixtures import FOLDER

pytestmark = pytest.mark.django_db
MAILS = sorted((FOLDER / "email").glob("*/*.box")) + sorted((FOLDER / "email").glob("*/*.eml"))
WORDS = {"message", "auto_reply", "bounce", "duplicate", "quarantined"}


@pytest.fixture(autouse=True)
def mailbox(desk: Desk) -> Channel:
    settings = {"address": "support@minato.example"}
    return Channel.objects.create(kind="email", name="窓口", team=desk.support, settings=settings)


def received(*files: Path | str, **options: object) -> list[dict[str, object]]:
    out = StringIO()
    call_command("receive_email", *map(str, files), stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_there_are_mails_to_receive():
    assert len(MAILS) >= 60


@pytest.mark.parametrize("file", MAILS, ids=lambda file: file.name)
def test_each_becomes_a_message_or_is_set_aside_with_its_reason(file: Path):
    (line,) = received(file)
    assert line["outcome"] in WORDS - {"duplicate"}
    assert (line["matter"] is None) == (line["outcome"] == "quarantined")
    assert bool(line["reason"]) == (line["outcome"] == "quarantined")
    assert Message.objects.count() == (line["outcome"] != "quarantined")


def test_a_mail_that_comes_twice_is_one_message():
    first, second = received(MAILS[0], MAILS[0])
    assert (first["outcome"], second["outcome"]) == ("message", "duplicate")
    assert first["matter"] == second["matter"]


def test_the_line_tells_what_the_mail_said(tmp_path: Path):
    file = tmp_path / "mail.eml"
    file.write_bytes(
        "From: =?UTF-8?B?5L2Q6JekIOiKseWtkA==?= <hanako@example.com>\r\nTo: support@minato.example\r\n"
        "Subject: Hello\r\nMessage-ID: <1@example.com>\r\nIn-Reply-To: <0@example.com>\r\n\r\n"
        "充電できません\r\n".encode()
    )
    (line,) = received(file)
    assert (line["from"], line["to"]) == ("佐藤 花子 <hanako@example.com>", ["support@minato.example"])
    assert (line["subject"], line["text"], line["in_reply_to"]) == ("Hello", "充電できません", "<0@example.com>")
    assert Message.objects.get().customer.family_name == "佐藤"


def test_a_file_that_is_not_there_keeps_nobody_waiting(tmp_path: Path):
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("receive_email", str(tmp_path / "none.eml"), str(MAILS[0]), stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue())["outcome"] == "message"


def test_without_a_mailbox_it_says_what_to_do(mailbox: Channel):
    mailbox.delete()
    with pytest.raises(CommandError, match=r"Mailboxes|メールボックス"):
        received(MAILS[0])


def test_what_a_worker_has_taken_up_meanwhile_is_waited_for(monkeypatch: pytest.MonkeyPatch):
    ingest, calls = intake.ingest, []

    def by_somebody_else(pk: int) -> None:
        calls.append(pk)
        if len(calls) > 1:
            ingest(pk)

    monkeypatch.setattr(intake, "ingest", by_somebody_else)
    (line,) = received(MAILS[0])
    assert line["outcome"] == "message"


def test_while_nothing_can_be_kept_the_mail_server_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch):
    def away(*_args: object, **_words: object) -> None:
        raise OperationalError

    monkeypatch.setattr(keeping, "kept", away)
    with pytest.raises(CommandError) as told:
        received(MAILS[0])
    assert told.value.returncode == os.EX_TEMPFAIL


def test_a_mail_that_breaks_the_reader_is_set_aside_and_told_like_any_other(monkeypatch: pytest.MonkeyPatch):
    def broken(_raw: bytes) -> None:
        raise RecursionError

    monkeypatch.setattr(reading, "read", broken)
    (line,) = received(MAILS[0])
    assert (line["outcome"], line["from"], line["attachments"]) == ("quarantined", "", [])


def test_an_invitation_is_readable_beside_the_words(tmp_path: Path):
    file = tmp_path / "invitation.eml"
    file.write_bytes(
        b"From: hanako@example.com\r\nSubject: visit\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
        b"Please come.\r\n--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n"
        b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n"
        b"BEGIN:VEVENT\r\nSUMMARY:Repair\r\nDTSTART:20261124T010000Z\r\nDTEND:20261124T020000Z\r\nLOCATION:Kobe\r\n"
        b"END:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n"
    )
    received(file)
    text = Message.objects.get().text
    assert text.startswith("Please come.")
    assert "Repair" in text
    assert "Kobe" in text


def test_what_is_too_long_for_a_message_is_folded_and_not_lost(tmp_path: Path):
    file = tmp_path / "long.eml"
    file.write_text("From: hanako@example.com\n\n" + "\n".join(f"line {number}" for number in range(9_000)))
    received(file)
    message = Message.objects.select_related("envelope").get()
    assert "line 8999" in message.text + message.envelope.quoted


def test_a_form_that_writes_in_our_name_waits_for_an_answer_to_its_person(tmp_path: Path):
    file = tmp_path / "form.eml"
    file.write_text(
        "From: support@minato.example\nReply-To: hanako@example.com\nSubject: フォーム\n\n修理をお願いします\n"
    )
    (line,) = received(file)
    message = Message.objects.select_related("identity", "conversation").get()
    assert line["outcome"] == "message"
    assert (message.identity.value, message.unverified_sender) == ("hanako@example.com", True)
    assert message.conversation.status == "waiting"
