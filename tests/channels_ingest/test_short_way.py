"""A provider's knock passes none of the layers made for people, and a worker is woken beside its answer."""

import threading
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from channels_ingest import draining
from omnidesk import redis_link, waking
from omnidesk.aside import Aside
from tests.channels_ingest.providers import LINE
from tests.channels_ingest.test_webhook_door import opened

SECONDS = 5
NOBODY = 999_999_999


def knocked(path: str, body: bytes = b"{}", **more: Any) -> Any:
    return Client().post(path, body, content_type="application/json", **more)


@pytest.mark.django_db
def test_an_answer_holds_nothing_for_a_browser_and_keeps_what_guards_machines():
    channel, body = opened(LINE), LINE.said("1", "充電できません")
    answer = knocked(f"/in/line/{channel.public_id}/", body, headers=LINE.signed(body, channel))
    assert (answer.status_code, answer.cookies) == (200, {})
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Request-ID"]
    assert answer.headers["Content-Length"] == "0"
    assert answer.resolver_match.route == "in/<str:kind>/<str:public_id>/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/in/", "/in/line/nobody/", "/in/fax/nobody/", "/in/line/nobody/more/", "/in/line/x"])
def test_where_no_door_is_nothing_is_said(path: str):
    answer = knocked(path)
    assert (answer.status_code, answer.content) == (404, b"")


def test_a_foreign_name_is_refused():
    assert knocked("/in/line/nobody/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.django_db
def test_it_speaks_the_language_of_the_installation_whatever_the_page_before_spoke(monkeypatch: pytest.MonkeyPatch):
    channel, body = opened(LINE), LINE.said("1", "はい")
    spoken: list[str | None] = []
    monkeypatch.setattr(draining, "keep", lambda *_: spoken.append(translation.get_language()))
    with translation.override("en"):
        knocked(f"/in/line/{channel.public_id}/", body, headers=LINE.signed(body, channel))
        assert translation.get_language() == "en"
    assert spoken == ["ja"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_woken_once_for_all_that_came_meanwhile(monkeypatch: pytest.MonkeyPatch):
    woken, done = list[tuple[Any, ...]](), threading.Event()

    def call(*words: Any) -> None:
        woken.append(words)
        if words[-1] == NOBODY:
            done.set()

    monkeypatch.setattr(waking, "call", call)
    channel = opened(LINE)
    redis_link.client().delete(draining.woken(channel.pk), draining.woken(NOBODY))
    for number in "123":
        body = LINE.said(number, "はい")
        assert knocked(f"/in/line/{channel.public_id}/", body, headers=LINE.signed(body, channel)).status_code == 200
    draining.waker.ask(NOBODY)  # said after all that was asked before
    assert done.wait(SECONDS)
    assert woken == [(draining.DRAIN, channel.pk), (draining.DRAIN, NOBODY)]


def test_a_word_that_could_not_be_said_keeps_nobody_from_the_next():
    said, last = list[str](), threading.Event()

    def say(word: str) -> None:
        said.append(word)
        if word == "c":
            last.set()
        raise ConnectionError

    aside = Aside("test", say)
    for word in "aabbc":
        aside.ask(word)
    assert last.wait(SECONDS)
    assert set(said) == set("abc")


def test_whoever_waits_while_one_word_is_said_is_told_of_together():
    begun, go_on, last = threading.Event(), threading.Event(), threading.Event()
    said: list[str] = []

    def say(word: str) -> None:
        said.append(word)
        begun.set()
        go_on.wait(SECONDS)
        if word == "b":
            last.set()

    aside = Aside("test", say)
    aside.ask("a")
    assert begun.wait(SECONDS)
    for _ in range(50):
        aside.ask("b")
    go_on.set()
    assert last.wait(SECONDS)
    assert said == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_since_the_last_knock_is_made_anew():
    channel, body = opened(LINE), LINE.said("1", "はい")
    connection.ensure_connection()
    died = connection.connection
    with closing(psycopg2.connect(**connection.get_connection_params())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [died.info.backend_pid])
    answer = knocked(f"/in/line/{channel.public_id}/", body, headers=LINE.signed(body, channel))
    assert (answer.status_code, channel.raw_deliveries.count()) == (200, 1)
    assert connection.connection is not died
