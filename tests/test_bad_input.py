"""Bad input at every address: whatever stands in whichever field, in whichever shape, nothing breaks, and who is
refused is told so in their own language with the request's id."""

import copy
import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase, QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Desk
from tests.channels_ingest.visitor import Browser
from tests.doors import Door, doors
from tests.expected_doors import GROUPS

# Whatever asks a server outside is tried with servers of the tests' own, elsewhere.
ELSEWHERE = {"mailbox-connection", "mailbox-connection-new", "mailbox-domain", "mailbox-echo", "readyz"}
NASTY = (
    "", " ", "\x00", "a\x00b", "-1", "0", "9" * 19, "9" * 5000, "1e400", "NaN", "²", "１２", "true", "null", "[]", "{}",
    "[" * 5000, '{"a":' * 200, "x" * 100_000, "💥" * 300, "2026-13-45", "0001-01-01", "9999-12-31T23:59", "24:61",
    "a@b", "a@[", "http://[::1", "https://[bad", "//x", "\r\nBcc: x@y", "\u202e", "../../etc/passwd",
    "%s%d%(x)s{0.__class__}", "' OR 1=1 --", "00000000-0000-4000-8000-000000000000",
    "２０２６／１１／２４", "ＡＢＣ＠ｅｘａｍｐｌｅ．ｃｏｍ",
)  # fmt: skip
ODD = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))
BODIES = (b"", b"\xff\xfe\x00", b"null", b"[]", b"1", b'"x"', b'{"a": NaN}', b"[" * 100_000,
          b'{"text": "\\ud800"}', b"1" * 6000, b"--x\r\n\r\n", b"a=%ff%fe&b=%00", b"&".join(b"a=1" for _ in range(600)),
          b"\x82\xa0" * 900)  # fmt: skip
TYPES = (
    "application/json", "text/plain", "", "multipart/form-data", "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=none-such",
)  # fmt: skip
# What the chat's doors and those of other systems read.
TOLD = (
    "key", "text", "files", "page", "language", "name", "email", "phone", "token", "after", "title", "url", "id",
    "kind", "events", "customer", "occurred_at", "details", "code", "what",
)  # fmt: skip
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(TOLD), inner, max_size=4),
    max_leaves=8,
)
RUNS = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(desk: Desk) -> list[Door]:
    desk.writes("充電できません")
    return [door for door in doors(desk) if door.name not in ELSEWHERE]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names that a page asks for, so that each gets something that it does not expect."""
    names: set[str] = set()

    def listening(real: Any) -> Any:
        def ask(self: QueryDict, key: str, *rest: Any, **more: Any) -> Any:
            names.add(key)
            return real(self, key, *rest, **more)

        return ask

    for name in ("__getitem__", "get", "getlist"):
        monkeypatch.setattr(QueryDict, name, listening(getattr(QueryDict, name)))
    return names


def verbs_of(door: Door) -> list[str]:
    return next(names[door.name].split() for names in GROUPS.values() if door.name in names)


def asked(client: Client, verb: str, path: str, *words: Any, **more: Any) -> HttpResponseBase:
    """Then all is as it was before."""
    cookies = copy.copy(client.cookies)
    with transaction.atomic():
        answer: HttpResponseBase = getattr(client, verb)(path, *words, **more)
        if answer.streaming:
            answer.getvalue()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def is_told_well(answer: HttpResponseBase) -> None:
    """A refusal names the request, and in the reader's language what is wrong."""
    assert answer.status_code < 500 or answer.status_code == 503
    if answer.status_code < 400 or answer.status_code == 405:
        return
    assert answer.headers["X-Request-ID"]
    said = b"" if answer.streaming else answer.content  # type: ignore[attr-defined]  # of a page
    if "json" in answer.headers.get("Content-Type", "") and b'"request_id"' in said:
        told = json.loads(said)
        assert JAPANESE.search(told.get("message") or told["detail"]), told


@RUNS
@given(data=st.data())
def test_nothing_in_a_field_breaks_a_page(desk: Desk, house: list[Door], heard: set[str], data: st.DataObject) -> None:
    client = desk.client(desk.noguchi)
    door = data.draw(st.sampled_from(house))
    verb = data.draw(st.sampled_from(verbs_of(door)))
    heard.clear()
    asked(client, verb, door.path)
    names = sorted(name for name in heard if isinstance(name, str))
    said = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, ODD)))
    is_told_well(asked(client, verb, door.path, {name: word.encode("utf-8", "replace") for name, word in said.items()}))


@RUNS
@given(data=st.data(), body=st.sampled_from(BODIES), kind=st.sampled_from(TYPES))
def test_no_body_breaks_a_page(desk: Desk, house: list[Door], data: st.DataObject, body: bytes, kind: str) -> None:
    client = desk.client(desk.noguchi)
    door = data.draw(st.sampled_from([door for door in house if set(verbs_of(door)) & {"post", "delete"}]))
    verb = data.draw(st.sampled_from([verb for verb in verbs_of(door) if verb != "get"]))
    is_told_well(asked(client, "generic", verb.upper(), door.path, body, content_type=kind))


@RUNS
@given(verb=st.sampled_from(["post", "delete"]), body=JSON, data=st.data())
def test_nothing_a_visitor_sends_breaks_the_chat(desk: Desk, verb: str, body: Any, data: st.DataObject) -> None:
    cache.clear()
    visitor = Browser(desk.chat).begin()
    path = data.draw(st.sampled_from(["session", "messages", "details", "ticket", "identify", "handoff", "uploads"]))
    sent = json.dumps(body if not isinstance(body, str) else {"text": body, "key": body}).encode()
    url, kind = visitor.url(f"{path}/"), "application/json"
    answer = asked(visitor.client, "generic", verb.upper(), url, sent, content_type=kind, headers=visitor.headers())
    is_told_well(answer)
    if 400 <= answer.status_code < 500 and answer.status_code != 405:
        told = json.loads(answer.content)  # type: ignore[attr-defined]  # of a page
        assert told["request_id"] == answer.headers["X-Request-ID"]
