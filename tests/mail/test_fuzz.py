"""Mails broken at random: whatever comes, there is a reading or a limit that was passed, and soon.

A share runs with every test run; MAIL_FUZZ=10000 runs all of them (the same ones each time)."""

import os
import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from channels_ingest.mail.authentication import assured
from channels_ingest.mail.reading import Mail, TooMuch, read
from tests.fixtures import FOLDER
from tests.mail.letters import letter

VARIANTS = int(os.environ.get("MAIL_FUZZ", "1000"))
SEED = 20261122
SLOWEST = 5.0
# A broken byte in a picture shows nothing: mails are cut to where their structure is.
LONGEST = 24_000
MAILS = [
    path.read_bytes()[:LONGEST] for path in sorted((FOLDER / "email").rglob("*")) if path.suffix in (".eml", ".box")
]
INSERTED = [
    b"\r\n",
    b"\n\n",
    b"\x00",
    b"\xff\xfe",
    b"\x1b$B",
    b"--",
    b"=?utf-8?B?",
    b"?=",
    b'"',
    b"<",
    b">",
    b"boundary=",
    b"\r",
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    b"Content-Type: message/rfc822\r\n",
    b";",
    b"=",
    b"(",
    b"\xe3\x81",
    b"Content-Transfer-Encoding: base64\r\n",
    b"charset=utf-7",
    b"charset=iso-2022-jp",
    b"begin 644 a\n",
    b"<table>" * 50,
    b"From: a@b, c@d\r\n",
    b"On 1 Jan 2026 x wrote:\n> ",
    b"\xef\xbb\xbf",
    b"filename*0*=utf-8''%",
    b"<!--",
    b"&#x0;",
]


def broken(dice: random.Random) -> bytes:
    raw = bytearray(dice.choice(MAILS))
    for _time in range(dice.randint(1, 12)):
        at = dice.randrange(len(raw) + 1) if dice.random() < 0.5 else dice.randrange(min(len(raw), 2500) + 1)
        size = dice.choice((1, 1, 2, 5, 40, 400))
        deed = dice.randrange(6)
        if deed == 0:
            raw[at : at + size] = b""
        elif deed == 1:
            raw[at:at] = dice.choice(INSERTED)
        elif deed == 2:
            raw[at : at + size] = dice.randbytes(size)
        elif deed == 3:
            raw[at:at] = raw[at : at + size] * dice.choice((1, 2, 30))
        elif deed == 4:
            raw[at:] = raw[at:][: dice.randrange(len(raw) + 1)]
        else:
            other = dice.choice(MAILS)
            begin = dice.randrange(len(other))
            raw[at:at] = other[begin : begin + 800]
    return bytes(raw)


def survived(raw: bytes) -> Mail | None:
    try:
        mail = read(raw)
    except TooMuch:
        return None
    assert bool(mail.said.strip()) == bool(mail.text.strip())
    assured(mail, "mx.example.com")
    mail.invitation("ja")
    "".join((mail.subject, mail.text, mail.quoted, mail.html, *(part.name for part in mail.parts))).encode()
    return mail


def test_it_reads_whatever_became_of_real_mails():
    dice = random.Random(SEED)
    slowest, held = 0.0, 0
    for number in range(VARIANTS):
        raw = broken(dice)
        begun = time.thread_time()
        try:
            held += survived(raw) is None
        except Exception as error:
            raise AssertionError(f"variant {number} of seed {SEED}") from error
        slowest = max(slowest, time.thread_time() - begun)
    print(f"{VARIANTS} variants: {held} held at the door, slowest {slowest:.2f} s")
    assert slowest < SLOWEST


@settings(max_examples=200)
@given(st.binary(max_size=2000))
def test_it_reads_any_bytes(raw: bytes):
    survived(raw)
    survived(letter(raw, Content_Type="text/html"))
    survived(letter(raw, Content_Type='multipart/mixed; boundary="x"'))


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(["From", "Subject", "Content_Type", "Date", "To", "References"]))
def test_it_reads_any_header(value: bytes, name: str):
    survived(letter(**{name: value}))
