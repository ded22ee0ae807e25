"""A channel of SMS is set up with what its provider cannot do without, and with nothing of another's."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from channels_ingest import channel_setup
from conversations.models import Channel
from tests.cast import Desk
from tests.channels_ingest.line_account import Account

pytestmark = pytest.mark.django_db

VONAGE = {"api_key": "abcd1234", "api_secret": "only-for-the-tests", "signature_secret": "only-for-the-tests"}
TWILIO = {"account_sid": "AC" + "0" * 32, "auth_token": "0" * 32}


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


@pytest.mark.parametrize(("provider", "own"), [("vonage", VONAGE), ("twilio", TWILIO)])
def test_its_provider_s_account_is_asked_for_and_no_other(admin: Client, provider: str, own: dict[str, str]):
    admin.post("/settings/channels/new/", {"kind": "sms"})
    channel = Channel.objects.get(kind="sms")
    page, said = (
        reverse("channel-step", args=[channel.pk, "credentials"]),
        {"provider": provider, "number": "+819012345678"},
    )
    refused = admin.post(page, said)
    assert (refused.status_code, {*refused.context["form"].errors}) == (422, {*own})
    assert admin.post(page, said | own).status_code == 302
    channel.refresh_from_db()
    assert channel_setup.missing(channel) == []


def test_what_was_kept_without_them_goes_nowhere(admin: Client, desk: Desk):
    settings = {"set_up": [], "provider": "vonage", "number": "+819012345678"}
    channel = Channel.objects.create(kind="sms", name="SMS", team=desk.support, settings=settings)
    shown = admin.get(reverse("channel-step", args=[channel.pk, "launch"])).content.decode()
    assert all(f"Vonage: {word}" in shown for word in ("APIキー", "APIシークレット", "署名シークレット"))
    admin.post(reverse("channel-step", args=[channel.pk, "launch"]))
    assert channel_setup.is_open(Channel.objects.get(pk=channel.pk))


def test_what_it_can_do_without_says_so(admin: Client, account: Account):
    """A kept secret may be left empty and is none of them, nor is the account of the provider."""
    admin.post("/settings/channels/new/", {"kind": "sms"})
    for channel, free in ((Channel.objects.get(kind="sms"), "messaging_service_sid"), (account.channel, "link_page")):
        answer = admin.get(reverse("channel-step", args=[channel.pk, "credentials"]))
        labels = re.findall(r'<label for="id_(\w+)">(.*?)</label>', answer.content.decode())
        marked = {name for name, words in labels if "任意" in words}
        assert free in marked
        assert not marked & {"number", "account_sid", "api_secret", "secret", "token"}
