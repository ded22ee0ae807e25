"""The played other system: it believes nobody without a signature, and takes each answer once, whatever breaks."""

import base64
import json

from channels_ingest.api_channel import signing
from channels_ingest.models import RawDelivery
from conversations.models import Delivery, Message
from omnidesk.calling import Answer
from simulator import acting, faults
from simulator.models import SimulatorCall
from simulator.people import PEOPLE
from simulator.pictures import sample
from tests.channels_ingest.visitor import work
from tests.simulator.practice import Practice
from tests.simulator.test_round_trips import answer, delivered, due_at_once, heard


def told(system: Practice, name: str = "o.1", secret: str = "") -> Answer:
    """As the manual says that we speak to it."""
    body = json.dumps({"type": "message", "id": name, "to": {"id": "member-hanako"}, "text": "承りました"}).encode()
    signed = signing.header([secret or system.secret("secret")], body)
    return system.ask("POST", "events", body, Omnidesk_Delivery=name, **signed)


def reported(system: Practice) -> None:
    ours = SimulatorCall.objects.filter(channel=system.channel, direction="out").exclude(name="").latest("pk")
    acting.report(ours.pk)
    work()


def test_it_checks_our_signature_and_takes_each_delivery_once(system: Practice):
    assert [told(system, secret="x" * 40).status, told(system).status, told(system).status] == [401, 200, 409]
    assert told(system, "o.2").json["signature"] == "valid"
    assert system.ask("GET", "events").status == 401


def test_words_go_there_and_back_and_their_way_is_told(system: Practice):
    (row,) = system.says("充電できません")
    work()
    ours = answer(system)
    assert (row.status, heard(system), ours.delivery) == (200, ["承りました"], Delivery.SENT)
    reported(system)
    ours.refresh_from_db()
    assert (ours.delivery, json.loads(row.body)["thread"]) == (Delivery.DELIVERED, "case-member-hanako")


def test_a_photo_comes_inside_the_event_and_a_message_is_taken_back(system: Practice):
    (row,) = system.says("", "photo")
    assert base64.b64decode(json.loads(row.body)["files"][0]["base64"]) == sample()
    work()
    assert Message.objects.get().attachments.get().content_type == "image/jpeg"
    system.says(deed="unsend")
    work()
    assert Message.objects.get().unsent_at


def test_a_batch_is_one_request_and_a_spoilt_signature_is_refused(system: Practice):
    (row,) = acting.batch_of(system.channel, PEOPLE[0], "text", "在庫は", 5)
    work()
    assert (row.status, Message.objects.count()) == (200, 5)
    faults.plan(system.channel, faults.UNSIGNED, 1)
    assert [row.status for row in system.says()] == [403]
    faults.plan(system.channel, faults.DOUBLED, 1)
    assert [row.status for row in system.says("二度")] == [200, 200]
    work()
    assert (Message.objects.count(), RawDelivery.objects.count()) == (6, 6)


def test_what_breaks_is_said_again_and_arrives_once(system: Practice):
    system.says()
    work()
    for trouble in (faults.THROTTLED, faults.BROKEN):
        faults.plan(system.channel, trouble, 1)
    ours = answer(system)
    for _try in range(2):
        assert ours.delivery == Delivery.QUEUED
        due_at_once(system, ours)
        ours = delivered(ours)
    assert (ours.delivery, heard(system)) == (Delivery.SENT, ["承りました"])
    faults.plan(system.channel, faults.UNDELIVERED, 1)
    reported(system)
    ours.refresh_from_db()
    assert (ours.delivery, "mailbox full" in ours.failure) == (Delivery.FAILED, True)


def test_the_connection_test_is_answered_by_it(system: Practice):
    page = system.desk.client(system.desk.noguchi).post(f"/settings/channels/{system.channel.pk}/check/")
    assert "200" in page.content.decode()
    assert system.secret("secret") not in str(list(SimulatorCall.objects.values()))
