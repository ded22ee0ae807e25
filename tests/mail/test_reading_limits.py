"""What is held at the door, and what is only large."""

import io
import zipfile

import pytest

from channels_ingest.mail import limits
from channels_ingest.mail.html import to_text
from channels_ingest.mail.reading import TooMuch, read
from tests.mail.letters import given, letter, multipart, part, within


def held(raw: bytes) -> str:
    with pytest.raises(TooMuch) as error:
        read(raw)
    assert str(error.value) == limits.SENTENCES[error.value.code]
    return error.value.code


def nested(depth: int, kind: str = "multipart/mixed") -> bytes:
    raw = part(b"deep")
    for level in range(depth):
        head = f'Content-Type: {kind}; boundary="b{level}"\r\n\r\n'.encode()
        raw = head + (b"--b%d\r\n%b\r\n--b%d--\r\n" % (level, raw, level) if "multipart" in kind else raw)
    return b"From: a@x.example\r\n" + raw


@pytest.mark.parametrize("depth", [21, 200, 1000])
@pytest.mark.parametrize("kind", ["multipart/mixed", "message/rfc822"])
def test_it_holds_what_is_nested_too_deep(depth: int, kind: str):
    with within(2):
        assert held(nested(depth, kind)) == "depth"


def test_it_reads_what_is_nested_as_deep_as_people_do():
    assert read(nested(15)).text == "deep"


def test_it_holds_a_mail_of_too_many_parts():
    with within(2):
        assert held(multipart(*[part(b"x")] * 200)) == "parts"


def test_it_holds_a_mail_that_is_too_large():
    assert held(letter(b"x" * limits.BYTES)) == "bytes"


@pytest.mark.parametrize("name", ["a.zip", "a.docx"])
def test_it_holds_an_archive_that_would_burst(name: str):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(20 * limits.MEGABYTE))
    with within(2):
        assert held(multipart(part(packed.getvalue(), f"application/zip; name={name}"))) == "zip"


def test_it_reads_an_ordinary_archive_and_a_broken_one():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log", b"line\n" * 100_000)
    whole = part(packed.getvalue(), "application/zip; name=a.zip")
    assert len(read(multipart(whole, whole[:-40])).parts) == 2


def test_it_reads_25_megabytes_in_a_moment():
    content = b"QUJD" * (25 * limits.MEGABYTE // 4)
    body = b"\r\n".join(content[at : at + 76] for at in range(0, len(content), 76))
    with within(3):
        mail = read(
            multipart(part(b"see"), part(body, "application/pdf; name=a.pdf", Content_Transfer_Encoding="base64"))
        )
    assert (mail.text, len(mail.parts[0].content)) == ("see", len(content) * 3 // 4)


def test_it_keeps_the_words_of_a_letter_of_too_many_links():
    with within(4):
        mail = given(b"<a href='https://x.example/1'>word</a> " * (limits.LINKS + 1), Content_Type="text/html")
    assert (mail.html, mail.text.count("word")) == ("", limits.LINKS + 1)


def test_it_shows_a_letter_of_many_links():
    with within(4):
        assert given(b"<a href='https://x.example/1'>word</a> " * 4000, Content_Type="text/html").html


@pytest.mark.parametrize(
    "html",
    [
        "<div>",
        "<table><tr><td>",
        "<b>x</b> ",
        "<br>",
        "<blockquote>",
        "<ul><li>",
        "<a href='x",
        "<!--",
        "<script>",
        "<",
        "<tr><td>x</td></tr>",
        "data:image/png;base64,",
        "<style>",
        "&amp;",
        "<p style='color:red'>x</p>",
    ],
)
def test_it_is_not_held_up_by_hostile_html(html: str):
    with within(4):
        to_text(html * (1_000_000 // len(html)))
        given((html * (300_000 // len(html))).encode(), Content_Type="text/html")


@pytest.mark.parametrize(
    "value",
    [
        "=?",
        "=?utf-8?B?",
        "=?a?Q? ",
        '"',
        "(",
        "<",
        "x,",
        "a@",
        "@",
        ";a=b",
        "; a*0*=x",
        "\\",
        "\x1b$B",
        "<a@b>",
        ":",
        " ",
    ],
)
@pytest.mark.parametrize("name", ["From", "Subject", "Content_Type", "References", "Message_ID", "Date"])
def test_it_is_not_held_up_by_hostile_headers(name: str, value: str):
    with within(3):
        given(**{name: "x" + value * (60_000 // len(value)) + "y"})


def test_it_reads_a_megabyte_of_headers():
    with within(4):
        assert read(b"X-A: b\r\n" * 150_000 + letter()).headers
