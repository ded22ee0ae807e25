"""People, machines and what came back."""

import pytest

from channels_ingest.mail.bounces import Bounced
from channels_ingest.mail.reading import read
from conversations.models import Nature
from tests.mail.letters import given, letter, multipart, part

DAEMON = {"From": "MAILER-DAEMON@mx.example", "Return_Path": "<>", "Subject": "Undelivered Mail Returned to Sender"}
OURS = b"Message-ID: <ours@desk.example>\r\nSubject: Re: x\r\n\r\nold"


@pytest.mark.parametrize(
    ("headers", "nature"),
    [
        ({}, Nature.PERSON),
        ({"Auto_Submitted": "no"}, Nature.PERSON),
        ({"X_Autoreply": "no"}, Nature.PERSON),
        ({"Auto_Submitted": "auto-replied (vacation)"}, Nature.AUTO_REPLY),
        ({"X_Autoreply": "yes"}, Nature.AUTO_REPLY),
        ({"Auto_Submitted": "auto-generated; x=y"}, Nature.AUTO_REPLY),
        ({"X_Autorespond": "x"}, Nature.AUTO_REPLY),
        ({"Precedence": "auto_reply"}, Nature.AUTO_REPLY),
        ({"X_Auto_Response_Suppress": "All"}, Nature.AUTO_REPLY),
        ({"Subject": "自動応答: 不在です"}, Nature.AUTO_REPLY),
        ({"Subject": "Automatic reply: x"}, Nature.AUTO_REPLY),
        ({"Subject": "自動返信メールが届きません"}, Nature.PERSON),
        ({"Return_Path": "<>"}, Nature.AUTO_REPLY),
        ({"Precedence": "bulk"}, Nature.LISTED),
        ({"List_Id": "<l.x.example>"}, Nature.LISTED),
        ({"List_Unsubscribe": "<mailto:u@x.example>"}, Nature.LISTED),
        ({"Precedence": "first-class"}, Nature.PERSON),
        ({"Precedence": "bulk", "Auto_Submitted": "auto-replied"}, Nature.AUTO_REPLY),
        ({"From": "postmaster@x.example", "Subject": "Your DNS"}, Nature.AUTO_REPLY),
        ({"From": "mailer-daemon@x.example", "Subject": "Returned mail"}, Nature.BOUNCE),
        ({"X_Failed_Recipients": "a@x.example"}, Nature.BOUNCE),
    ],
)
def test_it_tells_people_from_machines(headers: dict[str, str], nature: Nature):
    assert given(**headers).nature == nature


def report(
    action: str, status: str, diagnostic: str = "", original: bytes = OURS, kind: str = "message/rfc822"
) -> bytes:
    told = f"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; aoi@x.example\r\nAction: {action}\r\n"
    told += f"Status: {status}\r\n"
    told += f"Diagnostic-Code: smtp; {diagnostic}\r\n" if diagnostic else ""
    parts = part(b"Sorry"), part(told.encode(), "message/delivery-status"), part(original, kind)
    return multipart(*parts, kind="report", options="; report-type=delivery-status", **DAEMON)


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "permanent"),
    [
        ("failed", "5.1.1", "550 5.1.1 unknown", True),
        ("delayed", "4.4.1", "timed out", False),
        ("failed", "5.2.2", "mailbox full", False),
        ("failed", "4.0.0", "", False),
        ("failed", "", "550 no such user", True),
    ],
)
def test_it_reads_which_address_failed_and_for_how_long(action: str, status: str, diagnostic: str, permanent: bool):
    mail = read(report(action, status, diagnostic))
    assert (mail.nature, mail.references[0]) == (Nature.BOUNCE, "<ours@desk.example>")
    assert [(one.recipient, one.permanent, one.original_message_id) for one in mail.bounced] == [
        ("aoi@x.example", permanent, "<ours@desk.example>")
    ]


def test_it_finds_our_mail_in_its_headers_alone():
    assert read(report("failed", "5.1.1", original=OURS, kind="text/rfc822-headers")).bounced[0].original_message_id


def test_it_takes_a_report_of_success_as_a_receipt():
    mail = read(report("delivered", "2.0.0"))
    assert (mail.nature, mail.bounced) == (Nature.RECEIPT, ())


def test_it_reads_a_read_receipt():
    told = part(
        b"Original-Message-ID: <ours@desk.example>\r\nDisposition: x; displayed", "message/disposition-notification"
    )
    mail = read(multipart(part(b"read"), told, kind="report", options="; report-type=disposition-notification"))
    assert (mail.nature, mail.references) == (Nature.RECEIPT, ("<ours@desk.example>",))


@pytest.mark.parametrize(
    ("text", "recipient", "permanent"),
    [
        (
            "Hi. This is the qmail-send program at x.\n\n<aoi@x.example>:\nSorry, no mailbox here by that name.\n\n"
            "--- Below this line is a copy of the message.\n\nMessage-ID: <ours@desk.example>\nTo: no@x.example",
            "aoi@x.example",
            True,
        ),
        (
            "Your message was not delivered to:\n aoi@docomo.example: 550 Unknown user aoi@docomo.example"
            "\nMessage-ID: <ours@desk.example>",
            "aoi@docomo.example",
            True,
        ),
        (
            "<aoi@ezweb.example>: host lsean.ezweb.example said: 550 <aoi@ezweb.example>: User unknown\n"
            "Message-ID: <ours@desk.example>",
            "aoi@ezweb.example",
            True,
        ),
        (
            "宛先不明のため配信できません。\n aoi@softbank.example\nMessage-ID: <ours@desk.example>",
            "aoi@softbank.example",
            True,
        ),
        ("<aoi@x.example>: mailbox is full\nMessage-ID: <ours@desk.example>", "aoi@x.example", False),
    ],
)
def test_it_reads_bounces_that_follow_no_standard(text: str, recipient: str, permanent: bool):
    mail = read(letter(text.encode(), **DAEMON, Content_Type="text/plain; charset=utf-8", To="desk@desk.example"))
    assert [(one.recipient, one.permanent, one.original_message_id) for one in mail.bounced] == [
        (recipient, permanent, "<ours@desk.example>")
    ]


def test_it_takes_no_persons_words_for_a_bounce():
    mail = given(b"My mail to you failed: <aoi@x.example>: user unknown", Subject="Undelivered")
    assert (mail.nature, mail.bounced) == (Nature.PERSON, ())


def test_it_keeps_one_line_for_each_address():
    found = read(report("failed", "5.1.1")).bounced
    assert found == (Bounced("aoi@x.example", "5.1.1", True, "<ours@desk.example>", ""),)


@pytest.mark.parametrize(
    ("headers", "is_spam"),
    [
        ({"X_Spam_Flag": "YES"}, True),
        ({"X_Spam_Status": "Yes, score=9"}, True),
        ({"X_Spam_Status": "No, score=1"}, False),
    ],
)
def test_it_believes_the_servers_spam_filter(headers: dict[str, str], is_spam: bool):
    assert given(**headers).is_spam is is_spam
