"""Calls by Twilio Voice: the agent's telephone first, and what is told of it in whatever order."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from agents.models import Agent, AuditEntry
from channels_ingest import sending
from channels_ingest.phone import numbers
from conversations import delivery
from conversations.models import Call, Channel, Message, Status
from customers.models import Assurance, Customer
from tests.cast import Desk
from tests.channels_ingest.phone_account import AYA, DIALLING, HANAKO, Line, opened
from tests.channels_ingest.providers import TWILIO_NUMBER, TWILIO_SID
from tests.channels_ingest.visitor import work
from tests.fixtures import FOLDER

pytestmark = pytest.mark.django_db
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 200


@pytest.fixture
def line(desk: Desk, settings, monkeypatch) -> Iterator[Line]:
    with opened(desk, settings, monkeypatch) as line:
        yield line


def test_the_agent_is_rung_first_and_once(line: Line):
    message = line.dialled()
    sending.deliver(message.pk)
    (form,) = line.api.said
    assert (form["To"], form["From"]) == (AYA, TWILIO_NUMBER)
    assert HANAKO not in str(form)
    assert (message.delivery, message.external_id) == ("sent", f"CA{1:032d}")


def test_only_a_pressed_key_puts_them_through(line: Line):
    message = line.dialled()
    asked = line.tell("connect", message.pk, Direction="outbound-api", CallStatus="in-progress", To=AYA)
    assert [child.tag for child in asked] == ["Gather", "Hangup"]
    assert HANAKO not in str(asked.itertext())
    put = line.tell("connect", message.pk, Direction="outbound-api", CallStatus="in-progress", To=AYA, Digits="1")
    dial = put.find("Dial")
    assert (dial.get("callerId"), dial.find("Number").text) == (TWILIO_NUMBER, HANAKO)


def test_a_call_that_is_over_puts_nobody_through(line: Line):
    message = line.dialled()
    line.tell("over", message.pk, DialCallStatus="no-answer")
    assert [child.tag for child in line.tell("connect", message.pk, Digits="1")] == ["Hangup"]
    assert [child.tag for child in line.tell("connect", 999_999, Digits="1")] == ["Hangup"]


STEPS = (
    ("agent", {"CallStatus": "in-progress"}),
    ("customer", {"CallStatus": "in-progress", "CallSid": "CA2"}),
    ("customer", {"CallStatus": "completed", "CallDuration": "49", "CallSid": "CA2"}),
    ("agent", {"CallStatus": "completed"}),
)


@pytest.mark.parametrize("order", list(permutations(STEPS))[::5])
def test_told_in_any_order_it_was_answered(line: Line, order):
    message = line.dialled()
    for step, told in order:
        line.tell(step, message.pk, **told)
    assert (line.call.state, line.call.outcome) == ("ended", "answered")


@pytest.mark.parametrize(("status", "outcome"), [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed")])
def test_a_customer_who_is_not_reached(line: Line, status: str, outcome: str):
    message = line.dialled()
    line.tell("customer", message.pk, CallStatus=status)
    line.tell("over", message.pk, DialCallStatus=status)
    assert line.call.outcome == outcome
    assert line.desk.matter.status == Status.WAITING


def test_an_agent_who_does_not_pick_up_rings_nobody(line: Line):
    message = line.dialled()
    line.tell("agent", message.pk, CallStatus="no-answer")
    assert (line.call.state, line.call.outcome) == ("ended", "cancelled")


def test_nobody_knows_and_nobody_is_rung_twice(line: Line):
    line.api.troubles[DIALLING] = ["broken"]
    message = line.dialled()
    assert message.delivery == "unknown"
    sending.deliver(message.pk)
    assert len(line.api.said) <= 1
    line.tell("agent", message.pk, CallStatus="ringing", CallSid="CA7")
    message.refresh_from_db()
    assert (message.delivery, message.external_id) == ("sent", "CA7")


def test_a_worker_that_dies_leaves_a_doubt_and_no_second_call(line: Line):
    message = line.dialled()
    Message.objects.filter(pk=message.pk).update(delivery="sending", claimed_at=None)
    sending.settle_abandoned(message.pk)
    message.refresh_from_db()
    assert (message.delivery, len(line.api.said)) == ("unknown", 1)


@pytest.mark.parametrize("code", [21211, 21215, 20003, 21210])
def test_what_twilio_refuses_is_over_and_says_why(line: Line, code: int):
    line.api.troubles[DIALLING] = [(400, {"code": code, "message": "no"}, {})]
    message = line.dialled()
    assert (message.delivery, message.failure_is_permanent, line.call.outcome) == ("failed", True, "failed")
    assert message.failure


def test_a_call_that_waited_too_long_rings_nobody(line: Line):
    message = line.dialled()
    Message.objects.update(delivery="queued", shown_at="2026-01-01T00:00Z")
    assert delivery.claim(message.pk)
    Message.objects.update(delivery="queued")
    sending.deliver(message.pk)
    assert len(line.api.said) == 1
    assert line.call.outcome == "failed"


def test_who_calls_from_a_known_number_is_filed_and_raises_nothing(line: Line, desk: Desk):
    identity = line.number(Assurance.ATTESTED)
    rung = line.rings()
    message = line.call.message
    identity.refresh_from_db()
    assert message.customer == desk.hanako
    assert message.unverified_sender
    assert identity.assurance == Assurance.ATTESTED
    assert rung.find("Record") is not None


def test_an_unknown_number_is_a_new_customer_with_a_claim(line: Line):
    line.rings(From="+818011112222")
    identity = line.call.message.identity
    assert (identity.value, identity.assurance) == ("+818011112222", Assurance.CLAIMED)


def test_those_who_withhold_their_number_are_not_one_person(line: Line):
    line.rings(From="anonymous", CallSid="CAaaaa")
    line.rings(From="+266696687", CallSid="CAbbbb")
    assert Customer.objects.filter(identities__value__startswith="withheld").distinct().count() == 2


def test_a_call_that_names_no_number_at_all_is_a_call(line: Line):
    line.rings(From="")
    line.tell(Direction="inbound", CallStatus="completed", From="")
    assert (line.call.outcome, str(line.call.message.identity)) == ("missed", "非通知")


def test_the_available_are_rung_and_who_answers_has_the_matter(line: Line, desk: Desk):
    desk.aya.presence = "available"
    desk.aya.save()
    dial = line.rings().find("Dial")
    assert [number.text for number in dial] == [AYA]
    line.tell("agent", CallSid="CA2", ParentCallSid="CA1", To=AYA, CallStatus="in-progress")
    line.tell("after", DialCallStatus="completed", DialCallDuration="61")
    call = line.call
    assert (call.state, call.outcome, call.agent) == ("ended", "answered", desk.aya)
    assert call.message.conversation.assignee == desk.aya
    assert call.message.conversation.waiting_since is None


def test_who_dials_is_not_rung_besides_and_a_number_of_no_team_rings_all(line: Line, desk: Desk):
    Channel.objects.update(team=None)
    Agent.objects.filter(pk=desk.aya.pk).update(presence="available")
    line.channel.refresh_from_db()
    assert numbers.rung(line.channel) == [AYA]
    line.dialled()
    assert numbers.rung(line.channel) == []


def test_a_missed_call_waits_for_an_answer(line: Line):
    line.rings()
    assert line.tell("after", DialCallStatus="no-answer").find("Record") is not None
    line.tell(Direction="inbound", CallStatus="completed")
    message = line.call.message
    assert (line.call.outcome, message.text) == ("missed", "不在着信")
    assert message.conversation.waiting_since is not None


def test_a_voicemail_is_heard_by_who_may_see_the_matter_and_audited_once_in_ten_minutes(line: Line, desk: Desk):
    line.rings()
    line.tell("voicemail", RecordingSid="RE1", RecordingDuration="12", RecordingUrl="http://169.254.169.254/")
    line.tell("recorded", RecordingSid="RE1", RecordingDuration="12", RecordingStatus="completed")
    call = line.call
    assert (call.outcome, call.recording, call.recording_seconds) == ("voicemail", "RE1", 12)
    line.api.files[f"/2010-04-01/Accounts/{TWILIO_SID}/Recordings/RE1.mp3"] = MP3
    path = f"/messages/{call.pk}/recording/"
    heard = desk.client(desk.aya).get(path)
    assert (heard.status_code, heard["Content-Type"], heard.content) == (200, "audio/mpeg", MP3)
    # Without it Chromium shows a player that plays nothing.
    assert "media-src 'self'" in heard["Content-Security-Policy"]
    # The player asks for what its page has fetched already.
    desk.client(desk.aya).get(path)
    assert AuditEntry.objects.filter(action="call.recording", actor=desk.aya).count() == 1
    desk.client(desk.tamura).get(path)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        desk.client(desk.aya).get(path)
    assert AuditEntry.objects.filter(action="call.recording").count() == 3
    assert desk.client(desk.emily).get(path).status_code == 404


def test_one_listening_is_one_fetch_however_the_player_asks(line: Line, desk: Desk):
    line.rings()
    line.tell("recorded", RecordingSid="RE1", RecordingDuration="12")
    name = f"/2010-04-01/Accounts/{TWILIO_SID}/Recordings/RE1.mp3"
    client, path = desk.client(desk.aya), f"/messages/{line.call.pk}/recording/"
    assert client.get(path).status_code == 502
    line.api.files[name] = MP3
    pieces = {
        "lines=1-2": (200, MP3),
        "bytes=0-": (206, MP3),
        "bytes=1-2": (206, MP3[1:3]),
        "bytes=-3": (206, MP3[-3:]),
    }
    asked = [client.get(path, headers={"Range": piece}) for piece in pieces]
    assert [(one.status_code, one.content) for one in asked] == list(pieces.values())
    assert asked[2]["Content-Range"] == f"bytes 1-2/{len(MP3)}"
    assert client.get(path, headers={"Range": f"bytes={len(MP3)}-"}).status_code == 416
    assert client.head(path)["Accept-Ranges"] == "bytes"
    assert [called for _verb, called, _headers, _form in line.api.calls if called == name] == [name] * 2
    assert AuditEntry.objects.filter(action="call.recording").count() == 1


def test_a_recording_that_is_none_is_handed_to_nobody(line: Line, desk: Desk):
    line.rings()
    line.tell("recorded", RecordingSid="RE1", RecordingDuration="12")
    line.api.files[f"/2010-04-01/Accounts/{TWILIO_SID}/Recordings/RE1.mp3"] = b"<script>alert(1)</script>"
    assert desk.client(desk.aya).get(f"/messages/{line.call.pk}/recording/").status_code == 404


def test_news_before_the_call_itself_waits_for_it(line: Line):
    line.tell("agent", CallSid="CA2", ParentCallSid="CA1", To=AYA, CallStatus="in-progress")
    assert not Call.objects.exists()
    line.rings()
    assert line.call.state == "ringing"
    work()


def recorded(name: str) -> bytes:
    return (FOLDER / "webhooks" / "twilio" / name).read_bytes().strip()


def test_a_recorded_call_rings_and_its_name_is_nobody_s(line: Line):
    answer = line.recorded(recorded("voice_inbound_ringing_signed.txt"), ours="To")
    call = line.call
    assert (answer.status_code, call.state, call.number) == (200, "ringing", "+15306666666")
    assert (call.message.external_id, call.message.identity.assurance) == (
        "CAd800bb12c0426a7ea4230e492fef2a4f",
        Assurance.CLAIMED,
    )
    assert "Wireless" not in str(call.message.customer)
    line.recorded(recorded("voice_inbound_ringing_signed.txt"), ours="To")
    assert Call.objects.count() == 1


def test_a_recorded_end_is_told_of_a_call_that_nobody_took(line: Line):
    line.rings(CallSid="CA0123456789abcdef0123456789abcdef")
    line.recorded(recorded("composed_voice_status_completed.txt"), ours="To")
    assert (line.call.state, line.call.outcome) == ("ended", "missed")


@pytest.mark.parametrize(
    ("name", "step", "becomes"),
    [
        ("composed_voice_status_no_answer.txt", "customer", ("ended", "no_answer")),
        ("composed_voice_status_no_answer.txt", "agent", ("ended", "cancelled")),
        ("voice_outbound_in_progress.txt", "agent", ("dialling", "")),
        ("voice_outbound_in_progress.txt", "customer", ("talking", "")),
    ],
)
def test_recorded_steps_are_told_of_the_call_that_we_placed(line: Line, name: str, step: str, becomes):
    message = line.dialled()
    assert line.recorded(recorded(name), step, message.pk).status_code == 200
    assert (line.call.state, line.call.outcome) == becomes


def test_a_recorded_call_from_an_app_is_none_to_our_number(line: Line):
    # Without its step the second is no call of ours either.
    for name in ("voice_client_inbound_ringing.txt", "voice_outbound_in_progress.txt"):
        assert line.recorded(recorded(name)).status_code == 403
    assert not Call.objects.exists()


def test_every_recorded_call_of_twilio_s_is_tried():
    files = {file.name for file in (FOLDER / "webhooks" / "twilio").glob("*voice_*")}
    source = Path(__file__).read_text()
    assert files
    assert all(name in source for name in files)
