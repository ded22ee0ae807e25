"""The recipe for a channel is followed to the letter: its blocks are built, registered and driven through the door."""

import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from channels_ingest import adapters
from channels_ingest.adapters.webhook import WebhookAdapter
from channels_ingest.models import RawDelivery, Refusal
from conversations import outbox
from conversations.models import Channel, Message
from tests.cast import Desk
from tests.channels_ingest import other_system, test_webhook_door
from tests.channels_ingest.other_system import OtherSystem, deliver
from tests.channels_ingest.providers import PROVIDERS, Provider
from tests.channels_ingest.visitor import work

PAGE = (settings.BASE_DIR / "docs" / "adding-a-channel.md").read_text("utf-8")


def blocks(language: str) -> str:
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))


class FaxService(OtherSystem):
    """Takes what is rightly signed, and gives it a number."""

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        right = hmac.new(b"8a11b27e8f34b3c1-of-a-fax", body, hashlib.sha256).hexdigest()
        if headers.get("x-fax-signature") != right:
            return 403, {}
        self.had[f"F{len(self.had)}"] = json.loads(body)
        return 200, {"fax": f"F9{len(self.had)}"}


@pytest.fixture
def provider() -> Provider:
    given = {"Provider": Provider, "json": json, "hmac": hmac, "hashlib": hashlib}
    exec(compile(blocks("python provider"), "adding-a-channel.md", "exec"), given)  # noqa: S102  our own page
    return given["FAX"]


@pytest.fixture
def service(monkeypatch, provider: Provider, settings) -> Iterator[FaxService]:
    module = ModuleType("channels_ingest.adapters.fax")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(blocks("python"), "adding-a-channel.md", "exec"), module.__dict__)  # noqa: S102  our own page
    toy = module.Fax()
    assert isinstance(toy, WebhookAdapter)
    monkeypatch.setitem(adapters.ADAPTERS, toy.kind, toy)
    monkeypatch.setitem(adapters.CAPABILITIES, toy.kind, toy.capabilities)
    monkeypatch.setitem(PROVIDERS, toy.kind, provider)
    monkeypatch.setattr(other_system, "OtherSystem", FaxService)
    with other_system.running() as (service, address):
        settings.SIMULATOR_URL = address  # the one place where a private address is allowed
        monkeypatch.setattr(module.Fax, "api", address)
        assert isinstance(service, FaxService)
        yield service


@pytest.fixture
def channel(desk: Desk, provider: Provider, service: FaxService) -> Channel:
    kept = {"settings": provider.settings, "credentials": json.dumps(provider.credentials)}
    return Channel.objects.create(kind="fax", name="FAX", team=desk.support, **kept)


def faxed(provider: Provider, channel: Channel, body: bytes, **headers: str) -> int:
    signed = headers or provider.signed(body, channel)
    path = f"/in/fax/{channel.public_id}/"
    return Client().post(path, body, content_type="application/json", headers=signed).status_code


def test_a_fax_comes_in_and_is_answered_once(desk: Desk, channel: Channel, provider: Provider, service: FaxService):
    assert [faxed(provider, channel, provider.said("F1", "充電できません")) for _try in range(2)] == [200, 200]
    work()
    said = Message.objects.get(channel=channel)
    assert (said.text, said.identity.value, said.conversation.team) == ("充電できません", "+81312345678", desk.support)
    queued = outbox.reply(
        said.conversation, desk.aya, text="お調べします", channel=channel, identity=said.identity, client_key="1",
        seen_revision=None,
    )  # fmt: skip
    sent = deliver(deliver(queued))
    assert (sent.delivery, sent.external_id) == ("sent", "F91")
    assert list(service.had.values()) == [{"to": "+81312345678", "text": "お調べします"}]


def test_one_that_is_forged_is_refused(channel: Channel, provider: Provider):
    body = provider.said("F1", "偽物です")
    assert faxed(provider, channel, body, **{"X-Fax-Signature": "0" * 64}) == 403
    assert faxed(provider, channel, provider.foreign) == 403
    assert set(Refusal.objects.values_list("reason", flat=True)) == {"signature", "recipient"}
    assert not RawDelivery.objects.exists()


@pytest.mark.parametrize(
    "question",
    [
        test_webhook_door.test_a_body_changed_by_one_byte_is_refused,
        test_webhook_door.test_a_channel_without_its_secret_is_closed,
        test_webhook_door.test_what_was_meant_for_another_channel_is_refused,
        test_webhook_door.test_it_is_kept_once_and_becomes_one_message,
        test_webhook_door.test_the_key_before_counts_while_it_is_being_replaced,
        test_webhook_door.test_odd_content_is_kept_and_told_and_holds_nobody_up,
        test_webhook_door.test_signs_that_no_database_holds_are_cleaned,
        test_webhook_door.test_card_numbers_are_in_no_message_and_no_raw,
    ],
)
def test_it_answers_what_every_channel_is_asked(channel: Channel, provider: Provider, question):
    channel.delete()
    question(provider)


def test_an_admin_sets_it_up_on_the_pages_of_all_channels(desk: Desk, channel: Channel):
    admin = desk.client(desk.noguchi)
    assert "Fax" in admin.get(reverse("channel-new")).content.decode()
    assert 'name="number"' in admin.get(reverse("channel-step", args=[channel.pk, "credentials"])).content.decode()
    assert adapters.ADAPTERS["fax"].check(channel)[0].outcome == "met"


def test_what_it_names_exists():
    files = re.findall(r"`((?:tests|channels_ingest)/[a-z_/]+\.py)`", PAGE)
    assert len(files) > 4
    missing = [file for file in files if not (settings.BASE_DIR / file).exists()]
    assert missing == ["channels_ingest/adapters/fax.py"]
