"""The channel that a knock recalls: it spares a question, and nobody is let in by what is no longer so."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_ingest import draining, recalled, refusals
from channels_ingest.adapters.line import Line
from channels_ingest.adapters.webhook import Parcel
from channels_ingest.models import RawDelivery
from channels_ingest.models.raw import LARGEST_IN_ROW
from channels_ingest.webhooks import MOST_PARCELS
from conversations.models import Channel
from tests.channels_ingest.providers import LINE, line_body
from tests.channels_ingest.test_webhook_door import delivered, opened

pytestmark = pytest.mark.django_db

KNOCKS = [LINE.said(str(number), f"{number}番です") for number in (11, 12, 13)]
ANOTHER_SECRET = json.dumps(LINE.credentials | {"secret": "another-secret-of-the-same-account"})

# What an admin may do between two knocks, and how the door answers to the second, which is signed as the first was.
CHANGES: dict[str, tuple[Callable[[Channel], Any], int]] = {
    "another secret": (lambda channel: renewed(channel, credentials=ANOTHER_SECRET), 403),
    "no secret": (lambda channel: renewed(channel, credentials=""), 403),
    "another account": (lambda channel: renewed(channel, settings={"bot_user_id": "U0"}), 403),
    "deleted": (lambda channel: (channel.raw_deliveries.all().delete(), channel.delete()), 404),
    "of another kind": (lambda channel: renewed(channel, kind="sms"), 404),
    "only heard of": (lambda channel: renewed(channel, last_inbound_at=timezone.now()), 200),
}


def renewed(channel: Channel, **values: Any) -> None:
    vars(channel).update(values)
    channel.save(update_fields=list(values))


@pytest.mark.parametrize("change", CHANGES)
def test_a_channel_that_was_changed_since_is_taken_as_it_is_now(change: str):
    channel = opened(LINE)
    assert delivered(LINE, channel, KNOCKS[0]) == 200
    address, (changed, status) = Channel.objects.get(pk=channel.pk), CHANGES[change]
    changed(channel)
    assert delivered(LINE, address, KNOCKS[1], LINE.signed(KNOCKS[1], address)) == status
    assert RawDelivery.objects.filter(external_id="01H12").exists() == (status == 200)


@pytest.mark.parametrize("change", CHANGES)
def test_a_channel_that_is_changed_while_a_knock_is_looked_at_lets_nobody_in_who_has_no_right(
    change: str, monkeypatch: pytest.MonkeyPatch
):
    """What came was proved by what was recalled; then the row changed, and only then was it to be kept."""
    channel = opened(LINE)
    assert delivered(LINE, channel, KNOCKS[0]) == 200
    unpack, left = Line.unpack, [CHANGES[change][0]]

    def slowly(self: Line, *about: Any) -> Any:
        if left:
            left.pop()(Channel.objects.get(pk=channel.pk))
        return unpack(self, *about)

    monkeypatch.setattr(Line, "unpack", slowly)
    assert (delivered(LINE, channel, KNOCKS[1]), left) == (CHANGES[change][1], [])
    assert RawDelivery.objects.filter(external_id="01H12").exists() == (CHANGES[change][1] == 200)


def test_a_new_secret_counts_with_the_very_next_knock():
    channel = opened(LINE)
    delivered(LINE, channel, KNOCKS[0])
    renewed(channel, credentials=ANOTHER_SECRET)
    assert [delivered(LINE, channel, body) for body in KNOCKS[1:]] == [200, 200]


def test_a_paused_channel_keeps_what_comes_and_wakes_nobody(monkeypatch: pytest.MonkeyPatch):
    woken: list[int] = []
    monkeypatch.setattr(draining.waker, "ask", woken.append)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deed, **_more: deed())
    channel = opened(LINE)
    delivered(LINE, channel, KNOCKS[0])
    renewed(channel, paused_at=timezone.now())
    delivered(LINE, channel, KNOCKS[1])
    renewed(channel, paused_at=None)
    delivered(LINE, channel, KNOCKS[2])
    assert (woken, channel.raw_deliveries.count()) == ([channel.pk] * 2, 3)


def test_what_is_too_large_for_a_row_leaves_no_file_where_nothing_was_kept():
    """Signs of three bytes are six in a parcel: what came fits in a row, and what is kept of it does not."""
    channel, told = opened(LINE), json.loads(LINE.said("20", "長" * 80_000))
    body, files = json.dumps(told, ensure_ascii=False).encode(), set(stored())
    assert delivered(LINE, channel, KNOCKS[0]) == 200
    renewed(channel, last_inbound_at=timezone.now())
    assert (len(body) < LARGEST_IN_ROW, delivered(LINE, channel, body)) == (True, 200)
    kept = RawDelivery.objects.get(external_id="01H20")
    assert set(stored()) - files == {Path(kept.file.path)}
    signed = LINE.signed(body, channel)
    renewed(channel, credentials=ANOTHER_SECRET)
    assert delivered(LINE, channel, body, signed) == 403


def stored() -> Iterator[Path]:
    return Path(default_storage.path("raw")).rglob("?" * 64 + "*")


def test_too_many_at_once_are_no_excuse_for_a_signature_that_does_not_count_any_more():
    channel, body = opened(LINE), line_body(*[{"number": number} for number in range(MOST_PARCELS + 1)])
    assert [delivered(LINE, channel, one) for one in (KNOCKS[0], body)] == [200, 413]
    signed = LINE.signed(body, channel)
    renewed(channel, credentials=ANOTHER_SECRET)
    assert (delivered(LINE, channel, body, signed), refusals.of_a_day(channel)) == (403, 1)


def test_whoever_cannot_be_waited_for_is_told_so_once(monkeypatch: pytest.MonkeyPatch):
    """The connection lives, so that the same would come of it again."""
    channel, asked = opened(LINE), []
    assert delivered(LINE, channel, KNOCKS[0]) == 200

    def keep(*about: Any) -> None:
        asked.append(about)
        raise OperationalError("canceling statement due to statement timeout")

    with monkeypatch.context() as patched:
        patched.setattr(recalled.Recalled, "keep", keep)
        patched.setattr(draining, "keep", keep)
        assert (delivered(LINE, channel, KNOCKS[1]), len(asked)) == (500, 1)
    assert delivered(LINE, channel, KNOCKS[1]) == 200


@pytest.mark.django_db(transaction=True)
def test_plans_that_are_out_of_date_are_made_anew_within_the_knock():
    channel = opened(LINE)
    assert [delivered(LINE, channel, body) for body in KNOCKS[:2]] == [200, 200]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert (delivered(LINE, channel, KNOCKS[2]), channel.raw_deliveries.count()) == (200, 3)


def test_what_a_recalled_channel_keeps_is_the_same_row_as_any_other_way():
    """Two statements write deliveries: of one channel, the first is asked for and the second recalled."""
    channel = opened(LINE)
    assert [delivered(LINE, channel, body) for body in KNOCKS[:2]] == [200, 200]
    asked, kept = (model_to_dict(raw) for raw in channel.raw_deliveries.order_by("pk"))
    own = ("id", "external_id", "body", "received_at")
    assert {name: value for name, value in kept.items() if name not in own} == {
        name: value for name, value in asked.items() if name not in own
    }
    assert json.loads(channel.raw_deliveries.get(external_id="01H12").content) == json.loads(KNOCKS[1])


def test_a_repeat_is_answered_and_not_kept_again():
    channel = opened(LINE)
    assert [delivered(LINE, channel, body) for body in (KNOCKS[0], KNOCKS[0], KNOCKS[0])] == [200] * 3
    assert channel.raw_deliveries.count() == 1


def test_after_a_minute_it_is_asked_for_again(monkeypatch: pytest.MonkeyPatch):
    channel, questions = opened(LINE), []
    for body, lasts in zip(KNOCKS, (60.0, -1.0, 60.0), strict=True):
        monkeypatch.setattr(recalled, "LASTS_SECONDS", lasts)
        with CaptureQueriesContext(connection) as asked:
            delivered(LINE, channel, body)
        questions.append(len(asked))
        recalled.asked("line", channel.public_id)
    assert questions == [2, 1, 2]


def test_every_knock_has_a_row_of_its_own():
    channel = opened(LINE)
    recalled.asked("line", channel.public_id)
    first, second = (recalled.found("line", channel.public_id).channel() for _knock in range(2))
    first.settings["bot_user_id"] = first.name = "changed and not saved"
    assert (second.settings, second.name, second == channel) == (channel.settings, channel.name, True)


@pytest.mark.parametrize("wrong", ["place", "writer"])
def test_neither_the_place_of_a_row_alone_nor_who_wrote_it_is_enough(wrong: str):
    """The place is given to another row some day, and one transaction may write a row twice."""
    channel = opened(LINE)
    recalled.asked("line", channel.public_id)
    known, parcel = recalled.found("line", channel.public_id), Parcel("01H11", KNOCKS[0])
    other = replace(known, place="(0,999)") if wrong == "place" else replace(known, writer="3")
    assert [one.keep(parcel) for one in (other, known, known)] == [False, True, False]
    assert channel.raw_deliveries.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_since_the_last_knock_is_made_anew():
    channel = opened(LINE)
    assert delivered(LINE, channel, KNOCKS[0]) == 200
    died = connection.connection
    with closing(psycopg2.connect(**connection.get_connection_params())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [died.info.backend_pid])
    assert [delivered(LINE, channel, body) for body in KNOCKS[1:]] == [200, 200]
    assert (channel.raw_deliveries.count(), connection.connection is died) == (3, False)
