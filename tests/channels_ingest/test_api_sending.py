"""How our answers leave for another system: once whatever breaks, and in its words where it refuses."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_ingest import credentials, sending
from conversations.models import Message
from tests.channels_ingest.other_system import Ticketing, deliver, running
from tests.channels_ingest.providers import api_event
from tests.channels_ingest.visitor import work
from tests.conversations.test_files import kept, picture


def an_hour_later(message: Message) -> Message:
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        return deliver(message)


def test_an_answer_leaves_once_with_what_it_answers(ticketing: Ticketing):
    said = ticketing.writes(thread="T-100")
    sent = ticketing.answered(said, "お調べします", kept(picture(), "manual.png", uploaded_by=ticketing.desk.aya))
    assert (sent.delivery, sent.external_id) == ("sent", "t-1")
    ((name, told),) = ticketing.system.had.items()
    assert (told["id"], told["to"], told["text"]) == (name, {"id": "user-7", "name": "佐藤 花子"}, "お調べします")
    assert (told["in_reply_to"], told["thread"], told["channel"]) == ("m-1", "T-100", ticketing.channel.public_id)
    assert told["files"][0]["url"].startswith("http")


@pytest.mark.parametrize("trouble", ["broken", (500, {}, {}), (502, b"<html>", {})])
def test_one_that_broke_is_repeated_under_its_name_and_had_once(ticketing: Ticketing, trouble):
    ticketing.system.troubles = [trouble]
    waiting = ticketing.answered(ticketing.writes())
    assert waiting.delivery == "queued"
    assert an_hour_later(waiting).delivery == "sent"
    names = [headers["omnidesk-delivery"] for headers, _body in ticketing.system.calls]
    assert (len(names), len(set(names)), len(ticketing.system.had)) == (2, 1, 1)


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (422, "この会員は退会しています", "チケット: この会員は退会しています"),
        (410, None, "The connected system says that this person can no longer be reached there."),
        (404, {"odd": 1}, "The connected system refused the message."),
        (400, "<b>" + "x" * 999, "チケット: <b>" + "x" * 197),
    ],
)
def test_what_it_refuses_is_for_a_person_in_its_own_words(ticketing: Ticketing, status: int, error, words: str):
    ticketing.system.troubles = [(status, {"error": error}, {})]
    sent = ticketing.answered(ticketing.writes())
    assert (sent.delivery, sent.failure_is_permanent, sent.failure) == ("failed", True, words)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [((401, {}, {}), "sign_in"), ((403, {}, {}), "sign_in"), ((429, {}, {"Retry-After": "60"}), "away")],
)
def test_its_own_troubles_are_the_channel_s_and_the_message_waits(ticketing: Ticketing, answer, trouble: str):
    ticketing.system.troubles = [answer]
    waiting = ticketing.answered(ticketing.writes())
    assert (waiting.delivery, ticketing.fresh().trouble) == ("queued", trouble)
    assert waiting.next_attempt_at > timezone.now() + timedelta(seconds=50)


def test_it_is_never_led_elsewhere(ticketing: Ticketing):
    ticketing.system.troubles = [(302, {}, {"Location": f"{ticketing.address}/other"})]
    assert ticketing.answered(ticketing.writes()).delivery == "queued"
    assert len(ticketing.system.calls) == 1


@pytest.mark.parametrize("url", ["http://shop.example/in", "https://127.0.0.1/in", "https://10.0.0.8/in", ""])
def test_no_answer_leaves_in_the_clear_or_into_our_own_network(ticketing: Ticketing, url: str):
    said = ticketing.writes()
    ticketing.channel.settings["url"] = url
    ticketing.channel.save()
    waiting = ticketing.answered(said)
    assert (waiting.delivery, ticketing.system.calls) == ("queued", [])


def test_no_address_that_was_entered_leads_to_our_own_pages(ticketing: Ticketing, settings):
    said = ticketing.writes()
    with running() as (ours, home):
        settings.SIMULATOR_URL = home
        ticketing.channel.settings["url"] = f"{home}/settings/"
        ticketing.channel.save()
        assert ticketing.answered(said).delivery == "queued"
        assert ours.calls == []


def test_receipts_by_their_name_or_ours(ticketing: Ticketing):
    first = ticketing.answered(ticketing.writes())
    second = ticketing.answered(ticketing.writes(), "続報です")
    ticketing.brings({"type": "receipt", "message": "t-1", "status": "read"})
    ours = f"{ticketing.channel.public_id}.{second.pk}"
    ticketing.brings({"type": "receipt", "message": ours, "status": "failed", "reason": "容量超過"})
    assert Message.objects.get(pk=first.pk).delivery == "read"
    failed = Message.objects.get(pk=second.pk)
    assert (failed.delivery, failed.failure) == ("failed", "容量超過")


def test_an_id_that_it_gives_twice_confuses_nothing(ticketing: Ticketing):
    ticketing.system.troubles = [(200, {"id": "ok"}, {}), (200, {"id": "ok"}, {}), (200, {"id": "m-1"}, {})]
    sent = [ticketing.answered(ticketing.writes()) for _number in range(3)]
    assert [one.delivery for one in sent] == ["sent"] * 3
    assert sent[0].external_id == "ok"
    assert [one.external_id for one in sent[1:]] == [f"{ticketing.channel.public_id}.{one.pk}" for one in sent[1:]]


def test_while_the_secret_is_replaced_both_sign(ticketing: Ticketing):
    said = ticketing.writes()
    channel = ticketing.fresh()
    credentials.replace(channel, {"secret": "a-new-secret-of-at-least-32-signs"})
    channel.save()
    assert ticketing.answered(said).delivery == "sent"
    assert ticketing.system.calls[-1][0]["omnidesk-signature"].count("v1=") == 2
    channel = ticketing.fresh()
    credentials.end_previous(channel)
    channel.save()
    assert ticketing.answered(said).delivery == "queued"


def test_how_many_questions_a_message_costs(ticketing: Ticketing):
    ticketing.writes()
    with CaptureQueriesContext(connection) as asked:
        assert ticketing.posts(api_event("second", "二通目")).status_code == 200
    assert len(asked) <= 4, [query["sql"] for query in asked]
    work()
    queued = ticketing.queued(Message.objects.latest("pk"))
    with CaptureQueriesContext(connection) as asked:
        sending.deliver(queued.pk)
    assert len(asked) <= 17, "\n".join(query["sql"][:200] for query in asked)
    assert ticketing.system.had
