"""Calendar invitations, readable without a calendar."""

from channels_ingest.mail import invitations
from channels_ingest.mail.reading import read
from tests.mail.letters import multipart, part

EVENT = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
UID:1
SUMMARY:修理の打ち合わせ
{when}
LOCATION:みなと店 2階
ORGANIZER;CN=佐藤:mailto:sato@x.example
END:VEVENT
END:VCALENDAR
"""
TOKYO = "DTSTART;TZID=Asia/Tokyo:20261124T100000\nDTEND;TZID=Asia/Tokyo:20261124T110000"


def said(when: str, language: str = "ja", method: str = "REQUEST") -> str:
    return invitations.as_text([EVENT.format(when=when, method=method).replace("\n", "\r\n").encode()], language)


def test_it_says_what_when_where_and_from_whom():
    assert said(TOKYO).split("\n") == [
        "招待: 修理の打ち合わせ",
        "日時: 2026年11月24日 (火) 10:00 – 11:00 (Asia/Tokyo, UTC+09:00)",
        "場所: みなと店 2階",
        "主催者: 佐藤 <sato@x.example>",
    ]


def test_it_says_it_in_the_readers_language():
    assert "When: Tue, 24 Nov 2026 01:00 – 02:30 (UTC)" in said("DTSTART:20261124T010000Z\nDURATION:PT90M", "en")


def test_it_reads_whole_days_and_cancellations():
    assert "Cancelled: " in said("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126", "en", "CANCEL")
    assert "Tue, 24 Nov 2026 – Wed, 25 Nov 2026" in said("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126", "en")


def test_it_reads_nothing_out_of_a_broken_calendar():
    assert invitations.as_text([b"BEGIN:VCALENDAR\nnonsense", b"\xff\xfe", b""], "ja") == ""


def test_it_stands_for_the_words_of_a_letter_without_any():
    calendar = part(EVENT.format(when=TOKYO, method="REQUEST").encode(), "text/calendar; charset=utf-8; method=REQUEST")
    mail = read(multipart(calendar, kind="alternative"))
    assert (mail.text.split("\n")[0][-8:], mail.parts[0].name) == ("修理の打ち合わせ", "calendar.ics")
    assert mail.invitation("en").startswith("Invitation: ")
