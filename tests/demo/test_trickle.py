"""The simulated customers and colleagues."""

from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from agents.models import Agent, Company
from channels_ingest.models import RawDelivery, VisitorSession
from conversations import outbox
from conversations.models import OPEN, Conversation, Message
from demo import trickle
from demo.dice import Dice
from demo.tasks import trickle_on
from tests.demo.conftest import NOW

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture(autouse=True)
def settings_of_a_demo(settings):
    settings.DEMO = True


def last() -> Message:
    return Message.objects.order_by("-pk").first()


def test_it_writes_through_the_real_door():
    before = last().pk
    trickle.arrive(Dice(1))
    message = Message.objects.get(pk__gt=before)
    raw = RawDelivery.objects.get()
    assert (raw.state, raw.external_id) == ("parsed", message.external_id)
    assert message.direction == "in"
    assert message.text


def test_it_marks_what_it_makes_as_simulated():
    for seed in range(6):
        trickle.arrive(Dice(seed))
    for matter in Conversation.objects.filter(
        pk__in=Message.objects.filter(external_id__contains=":sim-").values("conversation")
    ):
        assert matter.is_simulated or matter.is_demo
        assert matter.customer.is_simulated or matter.customer.is_demo


def test_it_lets_a_talk_run_to_its_end():
    trickle.arrive(Dice(3))
    matter = last().conversation
    for step in range(12):
        Conversation.objects.filter(pk=matter.pk, waiting_since__isnull=False).update(
            waiting_since=timezone.now() - timedelta(hours=1)
        )
        matter.refresh_from_db()
        if matter.waiting_since:
            trickle.answer(matter, Dice(step))
        elif matter.is_open:
            trickle.go_on(matter)
    matter.refresh_from_db()
    said = list(matter.messages.order_by("seq").values_list("direction", flat=True))
    assert said[0] == "in"
    assert "out" in said
    assert not matter.is_open


def test_it_never_answers_for_the_demo_logins():
    aya = Agent.objects.get(pk=1)
    mine = set(aya.conversations.filter(status__in=OPEN).values_list("pk", flat=True))
    assert mine
    Conversation.objects.filter(pk__in=mine).update(waiting_since=timezone.now() - timedelta(hours=4))
    assert not mine & {matter.pk for matter in trickle.theirs()}
    assert not mine & {matter.pk for matter in trickle.waiting_for_us(timezone.now())}


def test_it_answers_the_person_who_tries_the_demo(time_machine: TimeMachineFixture):
    time_machine.move_to(NOW)
    aya = Agent.objects.get(pk=1)
    matter = aya.conversations.filter(status="waiting").first()
    heard = matter.messages.filter(direction="in").order_by("-pk").first()
    outbox.reply(
        matter,
        aya,
        text="確認しました。",
        channel=heard.channel,
        identity=heard.identity,
        client_key="k1",
        seen_revision=None,
    )
    in_a_while = timezone.now() + timedelta(minutes=2)
    assert matter in trickle.waiting_for_customer(in_a_while)
    trickle.go_on(matter)
    assert matter.messages.filter(external_id__contains=":sim-").count() == 1


def test_it_leaves_real_visitors_to_speak_for_themselves():
    trickle.arrive(Dice(2))
    matter = last().conversation
    Message.objects.filter(pk=last().pk).update(external_id="0000:their-own-key")
    assert not trickle.was_simulated(matter)


def test_it_stops_at_two_hundred_open_matters(monkeypatch):
    monkeypatch.setattr(trickle, "MOST_OPEN", 60)
    arrived = []
    monkeypatch.setattr(trickle, "arrive", arrived.append)
    for seed in range(8):
        trickle.tick(Dice(seed))
    assert arrived == []


def test_it_stays_within_a_handful_of_rows_a_step():
    before = Message.objects.count()
    trickle.tick(Dice(5))
    assert Message.objects.count() - before <= 2 * trickle.AT_ONCE + 1


@pytest.mark.parametrize("off", ["switch", "company", "installation"])
def test_it_does_nothing_where_it_is_off(off: str, settings):
    if off == "switch":
        Company.objects.update(trickle_on=False)
    elif off == "company":
        Company.objects.update(is_demo=False)
    else:
        settings.DEMO = False
    before = Message.objects.count()
    for _ in range(4):
        trickle_on()
    assert Message.objects.count() == before


def test_it_shows_who_still_has_the_shop_open():
    trickle.arrive(Dice(4))
    trickle.look(timezone.now())
    assert VisitorSession.objects.filter(identity=last().identity, connections=1).exists()
