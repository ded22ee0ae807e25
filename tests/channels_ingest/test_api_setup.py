"""An admin connects another system: its address, our secret, what it can, and whether it hears us."""

import json

import pytest
from django.urls import reverse
from django.utils.translation import override

from agents.models import AuditEntry
from channels_ingest import credentials
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.api import Api
from conversations.capabilities import capabilities_of
from conversations.models import Channel
from tests.channels_ingest.other_system import Ticketing
from tests.channels_ingest.providers import api_event


def checked(ticketing: Ticketing) -> dict[str, tuple[str, str]]:
    adapter = ADAPTERS["api"]
    assert isinstance(adapter, Api)
    with override("en"):
        return {str(one.label): (one.outcome, str(one.detail)) for one in adapter.check(ticketing.fresh())}


def test_an_admin_says_what_it_can(ticketing: Ticketing):
    can = capabilities_of(ticketing.channel)
    assert (can.max_length, can.receipts, can.repeats) == (4000, {"delivered", "read"}, True)
    ticketing.channel.settings |= {"max_length": "5", "receipts": "none"}
    ticketing.channel.save()
    can = capabilities_of(ticketing.channel)
    assert (can.max_length, can.receipts) == (5, frozenset())


def test_the_connection_test_pings_and_tells_what_was_turned_away(ticketing: Ticketing):
    assert checked(ticketing) == {"Our call to your system": ("met", "It answered 200.")}
    ((headers, body),) = ticketing.system.calls
    assert (json.loads(body)["type"], headers["omnidesk-delivery"][:5]) == ("ping", "ping-")
    ticketing.posts(api_event("1", "x"), at=1)
    assert checked(ticketing)["What comes in"][1].startswith("1 were refused in 24 hours. They were signed more")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("broken", "did not answer"),
        ((403, {}, {}), "refuses our signature (403)"),
        ((307, {}, {"Location": "https://other.example/"}), "sends us on (307)"),
        ((500, {}, {}), "It answered 500."),
    ],
)
def test_the_connection_test_says_what_is_wrong(ticketing: Ticketing, trouble, words: str):
    ticketing.system.troubles = [trouble]
    outcome, detail = checked(ticketing)["Our call to your system"]
    assert (outcome, words in detail) == ("failed", True)


def test_the_connection_test_never_calls_into_our_own_network(ticketing: Ticketing):
    for url in ("https://127.0.0.1/", "https://[::1]/", "http://shop.example/", "https://shop.example:8443/"):
        ticketing.channel.settings["url"] = url
        ticketing.channel.save()
        assert checked(ticketing)["Our call to your system"][0] == "failed"
    assert ticketing.system.calls == []


def test_a_secret_is_made_and_shown_once_and_the_one_before_counts_on(ticketing: Ticketing):
    admin = ticketing.desk.client(ticketing.desk.noguchi)
    page = admin.post(reverse("channel-secret", args=[ticketing.channel.pk])).content.decode()
    made = credentials.secret(ticketing.fresh(), "secret")
    assert (made[:6], len(made) >= 40, made in page) == ("odsec_", True, True)
    assert made not in admin.get(reverse("channel-step", args=[ticketing.channel.pk, "credentials"])).content.decode()
    assert ticketing.posts(api_event("1", "x")).status_code == 200
    entry = AuditEntry.objects.get(action="channel.credentials")
    assert made not in json.dumps(entry.data)


def test_only_an_admin_has_one_made_and_only_where_it_is_ours_to_make(ticketing: Ticketing):
    line = Channel.objects.create(kind="line", name="LINE")
    desk, before = ticketing.desk, ticketing.fresh().credentials
    made = reverse("channel-secret", args=[ticketing.channel.pk])
    assert desk.client(desk.noguchi).post(reverse("channel-secret", args=[line.pk])).status_code == 404
    assert desk.client(desk.aya).post(made).status_code in (403, 404)
    assert ticketing.fresh().credentials == before


def test_an_admin_sets_it_up_in_the_steps_of_all_channels(ticketing: Ticketing):
    desk = ticketing.desk
    admin = desk.client(desk.noguchi)
    admin.post("/settings/channels/new/", {"kind": "api"})
    channel = Channel.objects.latest("pk")
    page = reverse("channel-step", args=[channel.pk, "credentials"])
    said = {"url": "https://system.example/in?a=1", "secret": "k" * 32, "receipts": "delivered", "max_length": ""}
    wrong = [{"url": url} for url in ("http://system.example/", "https://system.example:8443/", "https://a@b/", "x")]
    for one in [*wrong, {"secret": "short"}, {"receipts": "eaten"}, {"max_length": "0"}]:
        assert admin.post(page, said | one).status_code == 422, one
    assert admin.post(page, said).status_code == 302
    channel.refresh_from_db()
    assert (credentials.secret(channel, "secret"), capabilities_of(channel).receipts) == ("k" * 32, {"delivered"})
