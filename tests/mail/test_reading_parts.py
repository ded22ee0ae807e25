"""The letter and the files of a mail, however it was put together."""

import base64
from urllib.parse import quote

import pytest

from channels_ingest.mail.reading import read
from tests.mail.letters import given, letter, multipart, part

HTML = b"<p>Dear <b>you</b> <a href='https://x.example/a'>here</a></p>"
PDF = b"%PDF-1.4 test"


def test_it_reads_the_plain_words_and_shows_the_rich_ones():
    mail = read(multipart(part(b"Dear you"), part(HTML, "text/html"), kind="alternative"))
    assert (mail.text, "<b>you</b>" in mail.html, mail.parts) == ("Dear you", True, ())


def test_it_reads_html_where_there_are_no_plain_words():
    mail = read(multipart(part(b"  \n"), part(HTML, "text/html"), kind="alternative"))
    assert mail.text == "Dear you here <https://x.example/a>"


def test_it_puts_several_letters_together_in_their_order():
    mail = read(multipart(part(b"one"), part(b"<h1>two</h1>", "text/html"), part(b"three")))
    assert mail.text.split() == ["one", "two", "three"]
    assert mail.html.index("one") < mail.html.index("two") < mail.html.index("three")


def test_it_tells_pictures_in_the_letter_from_files():
    picture = part(b"\x89PNG", "image/png; name=a.png", Content_ID="<p1@x>")
    mail = read(
        multipart(part(b"<img src='cid:p1@x'>", "text/html"), picture, part(PDF, "application/pdf; name=b.pdf"))
    )
    assert [(one.name, one.content_id, one.inline) for one in mail.parts] == [
        ("a.png", "p1@x", True),
        ("b.pdf", "", False),
    ]
    assert "cid:p1@x" in mail.html


@pytest.mark.parametrize(
    "disposition",
    [
        'attachment; filename="見積書①.pdf"',
        f"attachment; filename*=UTF-8''{quote('見積書①.pdf')}",
        f"attachment; filename*0*=utf-8'ja'{quote('見積')}; filename*1*={quote('書①')}; filename*2=.pdf",
        f"attachment; filename*=iso-2022-jp''{quote('見積書'.encode('iso2022_jp') + b'\x1b$B-!\x1b(B')}.pdf",
        f'attachment; filename="=?UTF-8?B?{base64.b64encode("見積書①.pdf".encode()).decode()}?="',
        'attachment; filename="=?UTF-8?B?6KaL56mN?=\r\n =?UTF-8?B?5pu44pGgLnBkZg==?="',
        "attachment; filename=見積書①.pdf; size=3",
        'attachment; filename="見積書①.pdf',
    ],
)
def test_it_reads_the_name_of_a_file(disposition: str):
    mail = read(multipart(part(b"hi"), part(PDF, "application/pdf", Content_Disposition=disposition)))
    assert mail.parts[0].name == "見積書①.pdf"


def test_it_reads_a_name_in_the_bytes_of_another_charset():
    raw = b'Content-Type: application/pdf; name="' + "注文のひかえ.pdf".encode("cp932") + b'"\r\n\r\n' + PDF
    assert read(multipart(part(b"hi"), raw)).parts[0].name == "注文のひかえ.pdf"


@pytest.mark.parametrize(
    ("kind", "headers", "name"),
    [
        ("image/png", {}, "image.png"),
        ("text/calendar", {}, "calendar.ics"),
        ("application/octet-stream", {}, "file"),
        ("application/pdf", {}, "file.pdf"),
        ("image/png", {"Content_ID": "<logo.png@01D>"}, "logo.png"),
        ("message/delivery-status", {"Content_Description": "Delivery report"}, "Delivery report.txt"),
        ("message/rfc822", {}, "Mail.eml"),
    ],
)
def test_it_names_a_nameless_file_after_what_it_is(kind: str, headers: dict[str, str], name: str):
    headers = {"Content_Disposition": "attachment", **headers}
    assert read(multipart(part(b"hi"), part(b"", kind, **headers))).parts[0].name == name


def test_it_tells_files_of_the_same_name_apart():
    same = part(PDF, "application/pdf; name=a.tar.gz")
    assert [one.name for one in read(multipart(same, same, same)).parts] == ["a.tar.gz", "a1.tar.gz", "a2.tar.gz"]


def test_it_opens_nested_mails_and_keeps_their_very_bytes():
    inner = multipart(part(b"inner words"), part(PDF, "application/pdf; name=c.pdf"), Subject="Old").replace(
        b"--b", b"--i"
    )
    inner = inner.replace(b'boundary="b"', b'boundary="i"')
    mail = read(multipart(part(b"outer words"), part(inner, "message/rfc822")))
    assert [(one.name, one.within) for one in mail.parts] == [("Old.eml", ""), ("c.pdf", "Old.eml")]
    assert mail.parts[0].content == inner
    assert (mail.text, "inner words" in mail.quoted, "Subject: Old" in mail.quoted) == ("outer words", True, True)


def test_it_opens_a_nested_mail_that_was_packed():
    packed = part(base64.encodebytes(letter(b"inner words")), "message/rfc822", Content_Transfer_Encoding="base64")
    assert "inner words" in read(multipart(part(b"x"), packed)).quoted


@pytest.mark.parametrize("boundary", ['boundary="nowhere"', "", "boundary="])
def test_it_finds_the_parts_where_their_boundary_is_wrong(boundary: str):
    body = (
        b"--real_one\r\n" + part(b"words") + b"\r\n--real_one\r\n" + part(PDF, "application/pdf") + b"\r\n--real_one--"
    )
    mail = given(body, Content_Type=f"multipart/mixed; {boundary}")
    assert (mail.text, mail.parts[0].content, len(mail.defects)) == ("words", PDF, 1)


def test_it_reads_parts_that_were_never_closed():
    inner = b'Content-Type: multipart/alternative; boundary="c"\r\n\r\n--c\r\n' + part(b"words")
    mail = read(multipart(inner, part(PDF, "application/pdf")))
    assert (mail.text, len(mail.parts)) == ("words", 1)


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("base64", b"plain, though it says otherwise: !?", "plain, though it says otherwise: !?"),
        ("base64", b"SGVs bG8", "Hello"),
        ("base64", b"SGVsbG8=\r\n____\r\nlist footer", "Hello"),
        ("base64", b"SGVsbG8gSGVsbG8", "Hello Hello"),
        ("Quoted-Printable ", b"H=C3=A9=\r\nllo=", "Héllo"),
        ("8-bit", b"H\xc3\xa9llo", "Héllo"),
        ("nonsense", b"Hello", "Hello"),
        ("x-uuencode", b"begin 644 a\n%2&5L;&\\\n`\nend\n", "Hello"),
    ],
)
def test_it_unpacks_what_says_so_and_believes_no_lies(encoding: str, body: bytes, text: str):
    mail = given(body, Content_Transfer_Encoding=encoding, Content_Type="text/plain; charset=utf-8")
    assert mail.text == text


def test_it_takes_files_out_of_a_text_that_holds_them():
    mail = given(b"see below\n\nbegin 644 a.txt\n%2&5L;&\\\n`\nend\n\nbye")
    assert (mail.text.split(), mail.parts[0].name, mail.parts[0].content) == (
        ["see", "below", "bye"],
        "a.txt",
        b"Hello",
    )


@pytest.mark.parametrize(("delsp", "text"), [("", "one two\n> three four"), ("; delsp=yes", "onetwo\n> threefour")])
def test_it_joins_the_lines_of_flowed_text(delsp: str, text: str):
    mail = given(b"one \r\ntwo\r\n> three \r\n> four", Content_Type=f"text/plain; format=flowed{delsp}")
    assert mail.text == text


def test_it_shows_an_encrypted_letter_as_files():
    parts = (
        part(b"Version: 1", "application/pgp-encrypted"),
        part(b"-----BEGIN", "application/octet-stream; name=e.asc"),
    )
    mail = read(multipart(*parts, kind="encrypted"))
    assert (mail.text, [one.name for one in mail.parts]) == ("", ["file", "e.asc"])


def test_it_reads_a_signed_letter():
    mail = read(multipart(part(b"words"), part(b"-----BEGIN", "application/pgp-signature; name=s.asc"), kind="signed"))
    assert (mail.text, mail.parts[0].name) == ("words", "s.asc")


def test_it_reads_a_letter_that_was_named_like_a_file():
    assert given(b"words", Content_Type="text/plain; name=message.txt").text == "words"


def test_it_takes_the_charset_of_html_from_its_head():
    body = b"<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'><p>" + "Привет".encode("cp1251")
    assert given(body, Content_Type="text/html").text == "Привет"


def test_it_shows_nothing_that_acts():
    hostile = (
        b"<script>a()</script><form action=/x><p onclick=a() style='background:url(//x)'>ok<img src='http://x/p.gif'>"
    )
    mail = given(hostile + b"<a href='jav&#x09;ascript:a()'>b</a><svg onload=a()></svg>", Content_Type="text/html")
    assert not any(word in mail.html for word in ("script", "form", "onclick", "url(", "svg"))
    assert "http://x/p.gif" in mail.html


def test_it_shows_what_lies_in_html_quotes_as_quoted():
    body = b"<div>new</div><blockquote>old<blockquote>older</blockquote></blockquote>"
    mail = given(body, Content_Type="text/html")
    assert (mail.said, "> old" in mail.quoted, ">> older" in mail.quoted) == ("new", True, True)
