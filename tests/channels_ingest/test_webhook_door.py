"""The door for webhooks, asked the same of every adapter that stands behind it (tests/channels_ingest/providers.py)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from agents.models import Team
from channels_ingest import claiming, credentials, draining, refusals, tasks
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.webhook import WebhookAdapter
from channels_ingest.models import RawDelivery, Refusal
from channels_ingest.webhooks import LARGEST, MOST_PARCELS
from conversations.models import Channel, Message
from omnidesk.limits import LIMITS, slot_of
from tests.channels_ingest.providers import LINE, PROVIDERS, Provider
from tests.channels_ingest.visitor import work

pytestmark = pytest.mark.django_db

every = pytest.mark.parametrize("provider", PROVIDERS.values(), ids=PROVIDERS)
BATCHED = {name: one for name, one in PROVIDERS.items() if one.many}
in_batches = pytest.mark.parametrize("provider", BATCHED.values(), ids=BATCHED)


@pytest.fixture(autouse=True)
def nobody_at_the_provider_s(settings) -> None:
    """Channels of practice call the simulator, and nothing answers there: what is asked for is simply not to be had."""
    settings.SIMULATOR_URL = "http://127.0.0.1:9"


def opened(provider: Provider, **more) -> Channel:
    team, _ = Team.objects.get_or_create(name="窓口")
    fields = {"name": provider.kind, "team": team, "is_practice": True, "settings": provider.settings}
    fields |= {"credentials": json.dumps(provider.credentials)}
    return Channel.objects.create(kind=provider.kind, **fields | more)


def delivered(provider: Provider, channel: Channel, body: bytes, headers: dict[str, str] | None = None) -> int:
    """The status of the answer; signed rightly unless headers are given."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    signed = provider.signed(body, channel) if headers is None else headers
    path = f"/in/{channel.kind}/{channel.public_id}/"
    if provider.carried:
        body, signed = provider.carried(body, signed), {}
    return client.post(path, body, content_type=provider.content_type, headers=signed).status_code


def other_case(signature: str) -> str:
    at = next(place for place, sign in enumerate(signature) if sign.isalpha())
    return signature[:at] + signature[at].swapcase() + signature[at + 1 :]


FORGED = {
    "missing": lambda right: None,
    "empty": lambda right: "",
    "other case": other_case,
    "cut": lambda right: right[:-1],
    "longer": lambda right: right + "A",
    "of another key": lambda right: right[::-1],
    "not ascii": lambda right: "é" * len(right),
}


def test_every_adapter_is_asked():
    assert {one.kind for one in PROVIDERS.values()} == {
        kind for kind, adapter in ADAPTERS.items() if isinstance(adapter, WebhookAdapter)
    }


@pytest.mark.parametrize(
    ("provider", "forge"),
    [
        pytest.param(provider, forge, id=f"{name}-{how}")
        for name, provider in PROVIDERS.items()
        for how, forge in FORGED.items()
        # A signature in hexadecimal digits is the same in both cases.
        if not (provider.any_case and forge is other_case)
    ],
)
def test_what_is_not_rightly_signed_is_refused_and_counted_and_not_kept(provider: Provider, forge):
    channel, body = opened(provider), provider.said("1", "偽物です")
    right = provider.signed(body, channel)
    forged = forge(right.pop(provider.header))
    headers = right if forged is None else right | {provider.header: forged}
    assert delivered(provider, channel, body, headers) == 403
    assert not RawDelivery.objects.exists()
    assert (Refusal.objects.get().reason, refusals.of_a_day(channel)) == ("signature", 1)


@every
def test_a_body_changed_by_one_byte_is_refused(provider: Provider):
    channel, body = opened(provider), provider.said("1", "100")
    changed = provider.said("1", "900")
    assert delivered(provider, channel, changed, provider.signed(body, channel)) == 403
    assert not RawDelivery.objects.exists()


@every
def test_a_channel_without_its_secret_is_closed(provider: Provider):
    channel, body = opened(provider), provider.said("1", "こんにちは")
    signed = provider.signed(body, channel)
    Channel.objects.update(credentials="")
    assert delivered(provider, channel, body, signed) == 403
    assert (Refusal.objects.get().reason, RawDelivery.objects.count()) == ("no_secret", 0)


@every
def test_what_was_meant_for_another_channel_is_refused(provider: Provider):
    """By the address of a channel with a key of its own, and, where the key is shared, by what the body says."""
    ours, body = opened(provider), provider.said("1", "こんにちは")
    other = opened(provider, credentials=ours.credentials.replace("a", "b").replace("8", "9"))
    assert delivered(provider, other, body, provider.signed(body, ours)) == 403
    assert delivered(provider, ours, provider.foreign) == 403
    assert not RawDelivery.objects.exists()
    assert Refusal.objects.get(channel=ours).reason == "recipient"


@every
def test_it_is_kept_once_and_becomes_one_message(provider: Provider):
    channel, body = opened(provider), provider.said("1", "充電できません")
    assert [delivered(provider, channel, body) for _ in range(3)] == [200] * 3
    assert RawDelivery.objects.count() == 1
    work()
    delivered(provider, channel, body)
    work()
    assert Message.objects.get().text == (provider.shown or "充電できません")
    assert Message.objects.get().conversation.is_simulated


@every
def test_it_is_known_after_the_raw_was_purged(provider: Provider):
    channel, body = opened(provider), provider.said("1", "一度だけ")
    delivered(provider, channel, body)
    work()
    RawDelivery.objects.update(body="", parsed_at=timezone.now() - timedelta(days=99))
    tasks.prune()
    assert delivered(provider, channel, body) == 200
    work()
    assert (RawDelivery.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@every
def test_twenty_at_once_are_one(provider: Provider):
    channel, body = opened(provider), provider.said("1", "一度だけ")

    def deliver(_number: int) -> int:
        try:
            return delivered(provider, channel, body)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(deliver, range(20))) == {200}
    work()
    assert (RawDelivery.objects.count(), Message.objects.count()) == (1, 1)


@every
def test_the_key_before_counts_while_it_is_being_replaced(provider: Provider):
    channel, body = opened(provider), provider.said("1", "鍵の交換中")
    before = provider.signed(body, channel)
    credentials.replace(channel, {name: f"{value}2" for name, value in provider.credentials.items()})
    channel.save()
    assert delivered(provider, channel, body, before) == 200
    credentials.end_previous(channel)
    channel.save()
    assert delivered(provider, channel, body, before) == 403


@every
def test_a_body_too_large_is_refused_before_its_signature_is_looked_at(provider: Provider, monkeypatch):
    channel = opened(provider)
    monkeypatch.setattr(type(ADAPTERS[provider.kind]), "verify", lambda *_: pytest.fail("it was looked at"))
    assert delivered(provider, channel, b" " * (LARGEST + 1)) == 413
    assert not RawDelivery.objects.exists()


@in_batches
def test_ten_thousand_at_once_are_nothing_a_provider_sends(provider: Provider):
    assert provider.many is not None
    channel = opened(provider)
    assert delivered(provider, channel, provider.many(10_000)) == 413
    assert not RawDelivery.objects.exists()
    assert delivered(provider, channel, provider.many(MOST_PARCELS)) == 200
    assert RawDelivery.objects.count() == MOST_PARCELS


@every
def test_odd_content_is_kept_and_told_and_holds_nobody_up(provider: Provider):
    channel = opened(provider)
    assert {delivered(provider, channel, body) for body in provider.odd} <= {200, 403}
    delivered(provider, channel, provider.said("good", "無事です"))
    work()
    assert Message.objects.filter(text=provider.shown or "無事です").exists()
    assert set(RawDelivery.objects.values_list("state", flat=True)) <= {"parsed", "quarantined"}
    assert not RawDelivery.objects.filter(state="quarantined", error="").exists()


@every
def test_signs_that_no_database_holds_are_cleaned(provider: Provider):
    channel = opened(provider)
    # A form cannot hold half a sign at all.
    half = chr(0xD800) if provider.content_type == "application/json" else "\ufffd"
    assert delivered(provider, channel, provider.said("1", f"A\0B{half}C")) == 200
    work()
    assert Message.objects.get().text == (provider.shown or "AB\ufffdC")


@every
def test_card_numbers_are_in_no_message_and_no_raw(provider: Provider):
    channel = opened(provider)
    delivered(provider, channel, provider.said("1", "カードは4111 1111 1111 1111です"))
    work()
    assert "4111 1111" not in Message.objects.get().text
    assert RawDelivery.objects.get().content == b""


@every
@pytest.mark.parametrize("answers", [0, 1])
def test_it_says_nothing_was_kept_while_the_database_is_away(provider: Provider, answers: int):
    """From the first word to it, or just when it would be kept: a provider comes again for whatever is no 2xx."""
    channel, body, left = opened(provider), provider.said("1", "後でもう一度"), iter(range(answers))

    def away(execute, sql, *rest):
        if next(left, None) is None:
            raise OperationalError("the database system is shutting down")
        return execute(sql, *rest)

    with connection.execute_wrapper(away):
        assert delivered(provider, channel, body) >= 500
    assert not RawDelivery.objects.exists()
    assert delivered(provider, channel, body) == 200


@every
def test_it_answers_at_its_own_address_only(provider: Provider):
    channel, body = opened(provider), provider.said("1", "こんにちは")
    signed = {"headers": provider.signed(body, channel), "content_type": provider.content_type}
    for path in (f"/in/chat/{channel.public_id}/", f"/in/{provider.kind}/unknown/", f"/in/fax/{channel.public_id}/"):
        assert Client().post(path, body, **signed).status_code == 404
    assert Client().put(f"/in/{provider.kind}/{channel.public_id}/").status_code == 405
    assert not RawDelivery.objects.exists()


@every
def test_a_webhook_whose_channel_is_recalled_writes_its_row_and_asks_no_more(provider: Provider):
    channel = opened(provider)
    assert delivered(provider, channel, provider.said("11", "はい")) == 200
    with CaptureQueriesContext(connection) as asked:
        assert delivered(provider, channel, provider.said("12", "はい")) == 200
    assert len(asked) == provider.queries, [one["sql"][:100] for one in asked]


def test_whoever_goes_on_knocking_is_told_to_wait_and_costs_no_row():
    """What is rightly signed comes in all the same: it may have the same address."""
    cache.clear()
    channel, body = opened(LINE), LINE.said("1", "偽物です")
    most = LIMITS["webhook.refused"].count
    cache.set(slot_of("webhook.refused", "127.0.0.1"), most - 1, 60)
    assert [delivered(LINE, channel, body, {}) for _ in range(3)] == [403, 429, 429]
    assert refusals.of_a_day(channel) == 1
    assert delivered(LINE, channel, body) == 200


def test_the_door_is_looked_for_before_all_pages():
    assert get_resolver().url_patterns[0].name == "webhook"


def test_what_waits_is_claimed_together_and_what_may_have_killed_a_worker_alone():
    """Of three the second was tried before, by a worker that died of it: the others are none the worse for it."""
    channel = opened(LINE)
    for name in ("11", "12", "13"):
        delivered(LINE, channel, LINE.said(name, "はい"))
    first, second, third = RawDelivery.objects.order_by("pk")
    RawDelivery.objects.filter(pk=second.pk).update(attempts=3, claimed_at=timezone.now() - timedelta(minutes=1))
    ids = [first.pk, second.pk, third.pk]
    with CaptureQueriesContext(connection) as asked:
        assert set(claiming.claimed(ids, tried=0)) == {first.pk, third.pk}
    assert len(asked) == 1
    assert claiming.claimed(ids, tried=0) == {}
    assert claiming.claim(second.pk).attempts == 4


def test_a_backlog_is_taken_in_in_its_order():
    channel = opened(LINE)
    for number in range(10, 35):
        delivered(LINE, channel, LINE.said(str(number), f"{number}番"))
    RawDelivery.objects.filter(external_id="01H12").update(attempts=1)
    draining.drain(channel.pk)
    assert list(Message.objects.order_by("seq").values_list("text", flat=True)) == [f"{n}番" for n in range(10, 35)]
    assert not RawDelivery.objects.exclude(state="parsed", attempts__lte=2).exists()
