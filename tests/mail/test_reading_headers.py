"""Who a mail is from and what it says of itself, however its headers were written."""

from datetime import UTC, datetime

import pytest

from channels_ingest.mail.addresses import addresses
from channels_ingest.mail.reading import Address, read
from tests.mail.letters import given, letter


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("aoi@x.example", "", "aoi@x.example"),
        ("<aoi@x.example>", "", "aoi@x.example"),
        ("aoi@x.example (Aoi Sato)", "Aoi Sato", "aoi@x.example"),
        ('"Sato, Aoi" <aoi@x.example>', "Sato, Aoi", "aoi@x.example"),
        ("Sato, Aoi <aoi@x.example>", "Sato, Aoi", "aoi@x.example"),
        ("'Aoi' <aoi@x.example>", "Aoi", "aoi@x.example"),
        ("=?utf-8?Q?Sat=C5=8D, Aoi?= <aoi@x.example>", "Satō, Aoi", "aoi@x.example"),
        ("=?utf-8?Q?agent?=@x.example", "", "agent@x.example"),
        ("Aoi <aoi@x.example", "Aoi", "aoi@x.example"),
        ('"boss@corp.example" <x@evil.example>', "boss@corp.example", "x@evil.example"),
        ("Team: Aoi <aoi@x.example>;", "Aoi", "aoi@x.example"),
        ("MAILER-DAEMON (Mail Delivery System) <postmaster@x.example>", "MAILER-DAEMON", "postmaster@x.example"),
        ("=?utf-8?B?QW9pIDxhb2lAeC5leGFtcGxlPg==?=", "Aoi", "aoi@x.example"),
        ("[aoi@x.example]", "", "aoi@x.example"),
        ("Nobody", "Nobody", ""),
    ],
)
def test_it_reads_a_sender(written: str, name: str, address: str):
    assert given(From=written).sender == Address(name, address)


def test_it_takes_the_first_of_two_senders_and_says_so():
    mail = read(b"From: a@x.example\nFrom: b@x.example\n\nhi")
    assert (mail.sender, mail.defects[:1]) == (Address("", "a@x.example"), ("more than one sender",))


def test_it_asks_the_other_headers_where_from_holds_no_address():
    mail = given(From="Broken", Reply_To="real@x.example")
    assert mail.sender == Address("Broken", "real@x.example")


def test_it_has_no_sender_where_nobody_is_named():
    assert read(b"Subject: x\n\nhi").sender is None


def test_it_reads_groups_and_lists():
    found = addresses("undisclosed-recipients:;, a@x.example, =?utf-8?B?5pel?= <b@x.example>")
    assert found == (Address("", "a@x.example"), Address("日", "b@x.example"))


@pytest.mark.parametrize(
    "before",
    [
        b"From aoi@x.example  Mon Mar 16 17:47:02 2015\n",
        b"\n\n",
        b"\xef\xbb\xbf",
        b"---- Original ----\n",
        b">From x\r\n",
    ],
)
def test_it_finds_the_headers_behind_what_was_put_before_them(before: bytes):
    mail = read(before + letter())
    assert (mail.sender, mail.text) == (Address("Aoi", "aoi@customer.example"), "Hello")


def test_it_reads_headers_of_which_one_runs_into_the_next_line():
    mail = read(b"From: a@x.example\nDate: Fri, 07 Apr 2023 17:30:44 +0200Received: from x\n\tby y\nSubject: t\n\nhi")
    assert (mail.subject, mail.date) == ("t", datetime(2023, 4, 7, 15, 30, 44, tzinfo=UTC))


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\r\r\n"])
def test_it_reads_every_kind_of_line_end(end: bytes):
    mail = read(end.join((b"From: a@x.example", b"Subject: t", b"", b"one", b"two")))
    assert (mail.sender, mail.subject, mail.text.split()) == (Address("", "a@x.example"), "t", ["one", "two"])


def test_it_finds_the_body_where_the_empty_line_is_missing():
    mail = read(b"From: a@x.example\nSubject: t\nDear support,\nplease help: now\n\nbye")
    assert (mail.subject, mail.text) == ("t", "Dear support,\nplease help: now\n\nbye")


@pytest.mark.parametrize(
    "date", ["Wed, 05 Sep 2018 29:24:05 +0700", "tomorrow", "1 Jan 99999 10:00:00 +0000", "\x00", ""]
)
def test_it_has_no_date_where_there_cannot_be_one(date: str):
    assert given(Date=date).date is None


@pytest.mark.parametrize(
    ("written", "read"),
    [("<a@b>", "<a@b>"), ("a@b", "<a@b>"), ("<a\r\n b@c>", "<ab@c>"), ("<20201221110303>", "<20201221110303>")],
)
def test_it_reads_a_message_id(written: str, read: str):
    assert given(Message_ID=written).message_id == read


def test_it_makes_an_id_of_the_content_where_there_is_none():
    first, second = given(Message_ID="", Received="by a"), given(Message_ID="", Received="by b")
    assert first.message_id == second.message_id
    assert first.message_id.endswith("@generated.invalid>")
    assert given(b"other", Message_ID="").message_id != first.message_id


def test_it_knows_the_same_content_by_another_way():
    first, second = given(Received="by a", Return_Path="<x@y>"), given(Received="by b")
    assert first.content_hash == second.content_hash
    assert given(b"changed").content_hash != first.content_hash


def test_two_mails_with_nothing_of_their_own_are_told_apart_by_where_they_began():
    def sent(*hops: str) -> str:
        head = "".join(f"Received: {hop}\n" for hop in hops)
        return read(f"{head}From: door@shop.example\nSubject: 呼び出し\n\n来客です\n".encode()).content_hash

    assert sent("by ours", "by theirs id 1") == sent("by our other mailbox", "by theirs id 1")
    assert sent("by ours", "by theirs id 1") != sent("by ours", "by theirs id 2")


def test_it_names_what_is_answered_newest_first():
    mail = given(In_Reply_To="<3@x> (yesterday)", References="<1@x> <2@x>\r\n <3@x>")
    assert mail.references == ("<3@x>", "<2@x>", "<1@x>")


def test_it_knows_every_address_it_came_by():
    mail = read(b"Delivered-To: a@x.example\nX-Original-To: b+t@x.example\nDelivered-To: c@x.example\n" + letter())
    assert mail.delivered_to == ("a@x.example", "c@x.example", "b+t@x.example")


def test_it_reads_raw_bytes_by_what_the_mail_declares_elsewhere():
    mail = given("您好".encode("gb18030"), Subject="转发".encode("gb18030"), Content_Type="text/plain; charset=gb2312")
    assert (mail.subject, mail.text) == ("转发", "您好")


def test_it_keeps_a_subject_on_one_line():
    assert given(Subject="=?utf-8?Q?a=0D=0ABcc:_x@y.example?=").subject == "a Bcc: x@y.example"
