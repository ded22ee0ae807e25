"""LINE's signature, by the vectors that its own kits publish, and side by side with LINE's own validator."""

import base64
import json

import pytest
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st
from linebot.v3.webhook import SignatureValidator

from channels_ingest.adapters.base import NotVerified
from channels_ingest.line import door
from conversations.models import Channel
from tests.fixtures import FOLDER

# tests of the kits for Python, Java, Node and Spring, and of Bottender (SIGNATURES.md)
PUBLISHED = [
    ("channel_secret", b"bodybodybodybody", "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k="),
    ("SECRET", b"{}", "3q8QXTAGaey18yL8FWTqdVlbMr6hcuNvM4tefa0o9nA="),
    ("test_secret", b'{"hello":"world"}', "t7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM="),
    (
        "SECRET",
        (FOLDER / "webhooks" / "line" / "signed_callback_request.json").read_bytes(),
        "ECezgIpQNUEp4OSHYd7xGSuFG7e66MLPkCkK1Y28XTU=",
    ),
    ("FAKE_SECRET", b"rawBody", "XtFE4w+/e5cw8ys6BSALGj3ZCYgRtBdCBxyEfrkgLPc="),
]


def passes(secret: str, body: bytes, given: str | None) -> bool:
    channel = Channel(kind="line", credentials=json.dumps({"secret": secret}))
    headers = {} if given is None else {"X-Line-Signature": given}
    try:
        door.verify(RequestFactory().post("/", body, content_type="application/json", headers=headers), channel)
    except NotVerified:
        return False
    return True


@pytest.mark.parametrize(("secret", "body", "signature"), PUBLISHED)
def test_what_is_published_passes(secret: str, body: bytes, signature: str):
    assert passes(secret, body, signature)
    assert SignatureValidator(secret).validate(body.decode(), signature)


@pytest.mark.parametrize(
    "forged",
    [None, "", "invalid_signature", "596359635963", "t7Hn4ZDHqs6e+wdvi5TyQIvzie0DmMUmuXEBqyyE/tM=", "t7Hn4ZDH", " "],
)
def test_what_they_say_must_fail_fails(forged: str | None):
    assert not passes("test_secret", b'{"hello":"world"}', forged)


@given(secret=st.text(min_size=1, max_size=40), body=st.text(max_size=200), flipped=st.integers(0, 31))
@example(secret="ひみつ", body="本文\U0001f34a", flipped=0)
def test_it_judges_as_line_s_own_validator(secret: str, body: str, flipped: int):
    right = door.signature(secret, body.encode()).decode()
    wrong = bytearray(base64.b64decode(right))
    wrong[flipped] ^= 1
    forged = base64.b64encode(wrong).decode()
    theirs = SignatureValidator(secret)
    assert theirs.validate(body, right)
    assert not theirs.validate(body, forged)
    assert passes(secret, body.encode(), right)
    assert not passes(secret, body.encode(), forged)
