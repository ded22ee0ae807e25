"""The same questions to every adapter."""

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from channels_ingest.adapters import ADAPTERS, CAPABILITIES
from channels_ingest.adapters.base import Adapter, NotVerified
from channels_ingest.models import RawDelivery
from conversations.capabilities import NOTHING, Capabilities, capabilities_of
from conversations.file_types import MEGABYTES
from conversations.models import Channel
from customers.models import IdentityKind

every = pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=ADAPTERS)


@every
def test_it_is_registered_under_its_kind(adapter: Adapter):
    assert ADAPTERS[adapter.kind] is adapter
    assert len(adapter.kind) <= 20


@every
def test_it_has_a_name_in_both_languages(adapter: Adapter):
    with override("en"):
        english = str(adapter.label)
    with override("ja"):
        assert str(adapter.label) not in ("", english)


@every
def test_it_is_set_up_on_a_page_of_ours(adapter: Adapter):
    assert reverse(adapter.settings_page).startswith("/settings/")


@every
def test_it_says_what_it_can(adapter: Adapter):
    can = adapter.capabilities
    assert can.reaches in IdentityKind
    assert can.media <= set(MEGABYTES)
    assert bool(can.media) == bool(can.max_files)
    assert can.receipts <= {"delivered", "read"}
    assert can.max_length > 0


@every
@pytest.mark.parametrize("header", [None, "", "Visitor ", "Visitor x", "Bearer x"])
def test_it_is_closed_to_the_unsigned(db, adapter: Adapter, header: str | None):
    channel = Channel.objects.create(kind=adapter.kind, name="x")
    headers = {} if header is None else {"Authorization": header}
    with pytest.raises(NotVerified):
        adapter.verify(RequestFactory().post("/", b"{}", content_type="application/json", headers=headers), channel)


@every
@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "7", "[]", "{}", '"\\ud800"', '{"a": ' + "9" * 5000 + "}"])
def test_it_makes_the_best_of_poison_or_says_value_error_and_nothing_else(db, adapter: Adapter, body: str):
    channel = Channel.objects.create(kind=adapter.kind, name="x")
    poison = RawDelivery(channel=channel, external_id="x", body=body, received_at=timezone.now())
    try:
        events = list(adapter.parse(poison))
    except ValueError:
        events = ["set aside with its reason"]
    assert events, "neither taken in nor set aside: lost"


def test_the_room_below_asks_by_name():
    assert capabilities_of(Channel(kind="chat")) is CAPABILITIES["chat"]
    assert capabilities_of(Channel(kind="fax")) is NOTHING
    assert isinstance(NOTHING, Capabilities)
