"""The played providers' door: practice channels only, credentials first, a limit, and a record without secrets."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from conversations.models import Channel
from omnidesk import limits
from simulator import door, faults, log, making
from simulator.models import SimulatorCall
from simulator.parts import named
from tests.cast import Desk
from tests.simulator.practice import Practice


@pytest.fixture
def practised(desk: Desk) -> Channel:
    provider = named("line")
    assert provider is not None
    return making.make(provider, desk.noguchi)


def ask(channel: Channel, path: str = "v2/bot/info", **headers: str) -> int:
    return Client(headers=headers).get(f"/simulator/{channel.public_id}/{path}").status_code


def test_it_is_there_for_practice_channels_only(practised: Channel):
    assert ask(practised) == 401
    Channel.objects.filter(pk=practised.pk).update(is_practice=False)
    assert ask(practised) == 404
    assert Client().get("/simulator/nobody/v2/bot/info").status_code == 404


def test_nobody_gets_in_without_the_credentials_nor_fills_the_house(practised: Channel, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "simulator.call", limits.Limit(3, 60, "practice channel"))
    assert [ask(practised, Authorization="Bearer x") for _ in range(4)] == [401, 401, 401, 429]
    assert SimulatorCall.objects.count() == 3


def test_what_is_too_large_is_not_read(practised: Channel):
    path = f"/simulator/{practised.public_id}/v2/bot/message/push"
    assert Client().post(path, b"x" * (1024 * 1024 + 1), content_type="text/plain").status_code == 413


def test_its_record_holds_no_secret(practice: Practice):
    practice.says()
    getattr(practice, practice.provider.name or "line_push")()
    kept = json.dumps(list(SimulatorCall.objects.values("headers", "body", "answer", "path")))
    for secret in json.loads(practice.channel.credentials).values():
        assert secret not in kept
    assert "sig=•••" in kept.encode().decode("unicode_escape") or practice.provider.name != "vonage"
    assert SimulatorCall.objects.count() == 2


def test_its_record_is_short_and_forgotten_after_a_week(practised: Channel, monkeypatch):
    monkeypatch.setattr(log, "MOST_ROWS", 3)
    for number in range(5):
        log.keep(practised, "in", method="POST", path=str(number))
    assert list(SimulatorCall.objects.order_by("pk").values_list("path", flat=True)) == ["2", "3", "4"]
    log.forget_old(timezone.now() + timedelta(days=8))
    assert not SimulatorCall.objects.exists()


def test_only_two_at_a_time_make_a_thread_wait(line: Practice, monkeypatch):
    waited: list[float] = []
    monkeypatch.setattr(door.time, "sleep", waited.append)
    faults.plan(line.channel, faults.SLOW, 2)
    assert door.SLEEPERS.acquire(blocking=False)
    line.line_push()
    assert door.SLEEPERS.acquire(blocking=False)
    line.line_push()
    door.SLEEPERS.release()
    door.SLEEPERS.release()
    assert waited == [door.SLOW_SECONDS]
