"""Whom the mailbox's own server vouches for, and the ways to pretend it does."""

import pytest

from channels_ingest.mail.authentication import Verdict, assured
from channels_ingest.mail.reading import read

OUR_SERVER = "mx.desk.example"
PASSED, FAILED, NONE = Verdict.PASSED, Verdict.FAILED, Verdict.NONE
HOP = "Received: from c (c [192.0.2.1])\r\n\tby mx.desk.example (Postfix); Fri, 20 Nov 2026 10:15:00 +0900"
FOREIGN = "Received: from d by relay.evil.example; Fri, 20 Nov 2026 10:15:00 +0900"
FROM = "From: Aoi <aoi@corp.example.co.jp>"
TRUE = "Authentication-Results: mx.desk.example; dmarc=pass header.from=corp.example.co.jp"


def results(text: str, server: str = OUR_SERVER) -> str:
    return f"Authentication-Results: {server}; {text}"


def verdict(*headers: str, server: str = OUR_SERVER) -> Verdict:
    return assured(read("\r\n".join(headers).encode() + b"\r\n\r\nhi"), server)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dmarc=pass (p=reject) header.from=corp.example.co.jp", PASSED),
        ("dmarc=fail header.from=corp.example.co.jp", FAILED),
        ("dkim=pass header.d=corp.example.co.jp; dmarc=fail header.from=corp.example.co.jp", FAILED),
        ("dkim=pass header.d=example.co.jp", PASSED),
        ("dkim=pass header.i=@mail.example.co.jp", PASSED),
        ("dkim=pass header.d=co.jp", NONE),
        ("dkim=pass header.d=evil.example", NONE),
        ("dkim=fail header.d=corp.example.co.jp", NONE),
        ("spf=pass smtp.mailfrom=bounce@example.co.jp", PASSED),
        ("spf=pass smtp.mailfrom=evil@evil.example", NONE),
        ("spf=fail smtp.mailfrom=aoi@corp.example.co.jp", FAILED),
        ("spf=softfail smtp.mailfrom=aoi@corp.example.co.jp", NONE),
        ("dmarc=pass header.from=other.example", NONE),
        ("dkim=none (dmarc=pass header.from=corp.example.co.jp)", NONE),
        ('spf=none reason="; dmarc=pass header.from=corp.example.co.jp"', NONE),
        ("spf=none smtp.mailfrom=a;dmarc=pass@evil.example header.from=corp.example.co.jp", NONE),
        ("none", NONE),
        ("dkim=pass\r\n\t(1024-bit; (nested)) header.d=corp.example.co.jp\r\n\theader.s=a", PASSED),
        ("dkim=pass header.d=evil.example; dkim=pass header.d=corp.example.co.jp", PASSED),
    ],
)
def test_it_reads_what_our_server_found(text: str, expected: Verdict):
    assert verdict(HOP, results(text), FROM) is expected


@pytest.mark.parametrize(
    "headers",
    [
        (HOP, results("dmarc=fail header.from=corp.example.co.jp"), TRUE, FROM),
        (HOP, results("spf=pass smtp.mailfrom=x@evil.example"), TRUE, FROM),
        (HOP, TRUE.replace("mx.desk", "mx.other"), FROM),
        (HOP, FOREIGN, TRUE, FROM),
        (HOP, "Authentication-Results: (mx.desk.example;) x; dmarc=pass header.from=corp.example.co.jp", FROM),
        (HOP, "X-Authentication-Results: mx.desk.example; dmarc=pass header.from=corp.example.co.jp", FROM),
        (HOP, TRUE, FROM, "From: boss@evil.example"),
        (HOP, TRUE, "From: aoi@corp.example.co.jp, boss@evil.example"),
        (HOP, TRUE, 'From: "aoi@corp.example.co.jp" <x@evil.example>'),
        (HOP, TRUE, "From: aoi@corp.example.co.jp <x@evil.example>"),
        (HOP, TRUE, "From: <x@evil.example> <aoi@corp.example.co.jp>"),
        (HOP, TRUE, "From: Group: aoi@corp.example.co.jp, b@evil.example;"),
        (HOP, TRUE, 'From: "a b"@corp.example.co.jp'),
        (HOP, TRUE),
        (HOP, FROM),
    ],
)
def test_it_vouches_for_nobody_where_anything_was_forged(headers: tuple[str, ...]):
    assert verdict(*headers) is not PASSED


def test_it_asks_nobody_where_no_server_is_trusted():
    assert verdict(HOP, TRUE, FROM, server="") is NONE


def test_it_looks_past_the_servers_inner_hops():
    inner = "Received: by 2002:a05:6f02:1 with SMTP id x; Fri, 20 Nov 2026", "Received: from a by localhost"
    assert verdict(*inner, HOP, TRUE, FROM) is PASSED
