"""No faster than the provider takes it, no longer than somebody would want, and nobody unreachable by an old word."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_ingest import aging, expiring, pacing, sending
from conversations.models import Channel, Delivery, Message, Trouble
from customers.models import Identity
from omnidesk import redis_link
from tests.cast import Desk
from tests.channels_ingest.line_account import Account
from tests.channels_ingest.sms_account import Account as SmsAccount
from tests.channels_ingest.visitor import work

VERIFY, VERIFY_2 = "/v2/oauth/verify", "/oauth2/v2.1/verify"


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


@pytest.mark.parametrize("away", [False, True])
def test_the_next_one_waits_its_turn_and_the_one_after_is_put_back(monkeypatch, away: bool):
    if away:
        monkeypatch.setattr(redis_link, "attempt", lambda *_: False)
    channel = 900_000 + int(time.time()) % 90_000
    pacing._free.clear()
    turns = [pacing.turn(channel, 0.9) for _number in range(3)]
    assert [is_ours for is_ours, _seconds in turns] == [True, True, False]
    assert turns[0][1] < 0.1 < 0.5 < turns[1][1] <= 0.9 < turns[2][1]


def test_what_comes_too_fast_waits_and_costs_no_try(twilio: SmsAccount, monkeypatch):
    said = twilio.writes()
    message = twilio.answers(said)
    monkeypatch.setattr(pacing, "turn", lambda channel, gap: (False, 5.0))
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert (message.delivery, message.attempts, message.failure) == (Delivery.QUEUED, 0, "")
    assert message.next_attempt_at > timezone.now() + timedelta(seconds=3)
    assert not twilio.api.said


def test_a_long_one_takes_as_long_as_its_parts(twilio: SmsAccount, monkeypatch):
    said, gaps = twilio.writes(), []
    monkeypatch.setattr(pacing, "turn", lambda channel, gap: (gaps.append(gap) or True, 0.0))
    for text in ("はい", "あ" * 150):
        sending.deliver(twilio.answers(said, text).pk)
    assert gaps == [1.0, 3.0]


def test_what_was_written_later_does_not_overtake_what_was_put_back(twilio: SmsAccount, monkeypatch):
    said = twilio.writes()
    first, second = twilio.answers(said, "一つ目です"), twilio.answers(said, "二つ目です")
    monkeypatch.setattr(pacing, "turn", lambda channel, gap: (False, 5.0))
    sending.deliver(first.pk)
    monkeypatch.setattr(pacing, "turn", lambda channel, gap: (True, 0.0))
    sending.deliver(second.pk)
    assert not twilio.api.said
    for message in (first, second):
        Message.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now())
        sending.deliver(message.pk)
    assert [form["Body"] for form in twilio.api.said] == ["一つ目です", "二つ目です"]


def test_an_account_may_be_allowed_something_else(twilio: SmsAccount, admin):
    twilio.channel.settings["per_second"] = "0.5"
    twilio.channel.save()
    page = admin.get(reverse("channel", args=[twilio.channel.pk])).content.decode()
    assert "0.5(" in page


def stopped_by(account: Account, hours: int) -> Message:
    """An answer that waits for a new token since so many hours."""
    said = account.writes()
    with time_machine.travel(timezone.now() - timedelta(hours=hours)):
        message = account.answers(said)
    Message.objects.filter(pk=message.pk).update(failure="LINE refuses our access token.")
    Channel.objects.update(trouble=Trouble.SIGN_IN)
    return message


def test_what_waits_too_long_is_given_up_with_its_reason(account: Account):
    old, young = stopped_by(account, 25), stopped_by(account, 23)
    aging.end_old()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.delivery, old.failure, old.failure_is_permanent) == (Delivery.FAILED, aging.TOO_LONG, False)
    assert young.delivery == Delivery.QUEUED


def test_how_long_is_the_channel_s_own_setting(account: Account):
    account.channel.settings = account.channel.settings | {"waits_hours": "48"}
    account.channel.save()
    message = stopped_by(account, 25)
    aging.end_old()
    message.refresh_from_db()
    assert message.delivery == Delivery.QUEUED


def test_a_block_that_is_told_late_makes_nobody_unreachable(account: Account):
    before = int((time.time() - 3600) * 1000)
    message = account.writes()
    account.brings(account.event(type="unfollow", message={}, timestamp=before))
    work()
    assert Identity.objects.get(pk=message.identity_id).undeliverable_at is None


def test_a_friendship_that_is_told_late_ends_no_newer_block(account: Account):
    before = int((time.time() - 3600) * 1000)
    message = account.writes()
    account.brings(account.event(type="unfollow", message={}))
    account.brings(account.event(type="follow", message={}, timestamp=before))
    work()
    assert Identity.objects.get(pk=message.identity_id).undeliverable_at


def looked(account: Account, *answers) -> Channel:
    paths = (VERIFY, VERIFY_2)
    for path, answer in zip(paths, answers, strict=False):
        account.line.troubles[path] = [(answer[0], answer[1], {})]
        account.line.troubles[f"{path}?access_token=a-long-lived-token-of-line"] = [(answer[0], answer[1], {})]
    expiring.look()
    account.channel.refresh_from_db()
    return account.channel


def test_a_token_that_ends_soon_is_told_beforehand(account: Account, admin):
    channel = looked(account, (200, {"expires_in": 3 * 24 * 3600}))
    assert timedelta(days=2) < expiring.ends_at(channel) - timezone.now() < timedelta(days=4)
    page = admin.get(reverse("channels")).content.decode()
    assert "再認証が必要" in page
    assert f"{timezone.localtime(expiring.ends_at(channel)):%Y-%m-%d}" in page


@pytest.mark.parametrize("answer", [{}, {"expires_in": 0}, {"expires_in": 10**9}])
def test_a_long_lived_token_does_not_end(account: Account, admin, answer):
    channel = looked(account, (200, answer))
    assert (expiring.ends_at(channel), expiring.is_soon(channel)) == (None, False)
    assert "無期限" in admin.get(reverse("channel", args=[channel.pk])).content.decode()


def test_a_token_of_the_newer_version_is_asked_for_at_its_own_address(account: Account):
    channel = looked(account, (400, {"error": "invalid_request"}), (200, {"expires_in": 20 * 24 * 3600}))
    assert expiring.ends_at(channel)
    assert not expiring.is_soon(channel)


def test_one_that_has_ended_is_told_and_line_being_away_tells_nothing(account: Account):
    assert expiring.is_soon(looked(account, (400, {}), (400, {})))
    assert expiring.is_soon(looked(account, (500, {})))
    cache.clear()
