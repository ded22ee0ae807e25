"""The played Twilio Voice: a call in, one out, and a word left, over real HTTP and through our own adapter."""

import pytest
from pytest_django.live_server_helper import LiveServer

from channels_ingest import sending
from conversations import calls
from conversations.models import Call, Message
from customers.names import called
from simulator import acting
from simulator.models import SimulatorCall
from tests.channels_ingest.visitor import work
from tests.simulator.conftest import opened
from tests.simulator.practice import Practice


@pytest.fixture
def voice(transactional_db: None, live_server: LiveServer, settings) -> Practice:
    return opened("phone", live_server, settings)


def test_a_call_comes_in_is_left_a_word_on_and_is_answered_by_one_of_ours(voice: Practice):
    desk = voice.desk
    assert {row.status for row in [*voice.says(deed="ring"), *voice.says(deed="voicemail")]} == {200}
    work()
    call = Call.objects.select_related("message__conversation", "message__identity").get()
    assert (call.outcome, call.message.conversation.is_simulated, call.recording_seconds) == ("voicemail", True, 7)
    desk.aya.telephone = "+819099990001"
    desk.aya.save()
    heard = desk.client(desk.aya).get(f"/messages/{call.pk}/recording/")
    assert (heard.status_code, heard["Content-Type"]) == (200, "audio/mpeg")
    matter, identity = call.message.conversation, call.message.identity
    ours = calls.dial(desk.aya, matter, identity, voice.channel, key="back")
    sending.deliver(ours.pk)
    acting.report(SimulatorCall.objects.filter(channel=voice.channel, direction="out").exclude(name="").latest("pk").pk)
    work()
    assert Message.objects.get(pk=ours.pk).delivery == "sent"
    assert Call.objects.get(pk=ours.pk).outcome == "answered"


def test_a_caller_has_a_name_and_a_call_that_was_hung_up_stays_missed(voice: Practice):
    voice.says(deed="ring")
    voice.says(deed="missed")
    voice.says(deed="voicemail")
    work()
    first, second = Call.objects.order_by("pk")
    assert (first.outcome, first.recording, second.recording) == ("missed", "", "")
    assert "訓練" in called(first.message.conversation.customer)
