"""Whatever stands in an event of LINE's, it is read or set aside in words of ours: never by an error of the program."""

import re

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.base import Later
from channels_ingest.adapters.webhook import WebhookAdapter
from channels_ingest.intake import read
from channels_ingest.models import RawDelivery
from conversations.models import Channel
from tests.channels_ingest.line_account import HANAKO
from tests.channels_ingest.providers import line_body

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2), st.just("1" * 300), st.just("\0\ud800"),
)  # fmt: skip
TYPES = ("message", "messageEdited", "postback", "follow", "unfollow", "unsend", "accountLink", "beacon")
KINDS = ("text", "sticker", "location", "image", "video", "audio", "file", "hologram")


def of(known, **fields):
    """Any of these values, and for the rest sometimes what belongs there and sometimes not."""
    named = {name: st.one_of(ODD, st.just(value)) for name, value in fields.items()}
    return st.one_of(ODD, st.fixed_dictionaries({"type": st.sampled_from(known)}, optional=named))


EVENTS = st.fixed_dictionaries(
    {"type": st.one_of(st.sampled_from(TYPES), ODD)},
    optional={
        "source": of(("user", "group", "alien"), userId=HANAKO),
        "message": of(KINDS, id="1", text="あ", keywords=["a"], fileName="a.pdf", latitude=1.5, longitude=2),
        "postback": of(("x",), data="a=b", params={"date": "2026-11-22"}),
        "unsend": of(("x",), messageId="1"),
        "link": of(("x",), result="ok"),
        "timestamp": ODD,
        "webhookEventId": ODD,
    },
)


@pytest.fixture
def nobody_there(settings) -> None:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(st.one_of(EVENTS, ODD), min_size=1, max_size=3))
def test_no_event_is_too_odd(db, nobody_there, events):
    adapter, channel = ADAPTERS["line"], Channel(pk=1, kind="line", public_id="x", is_practice=True)
    assert isinstance(adapter, WebhookAdapter)
    body = line_body(*events)
    knock = RequestFactory().post("/", body, content_type="application/json")
    for parcel in adapter.unpack(body, knock, channel):
        assert 0 < len(parcel.external_id) <= 200
        raw = RawDelivery(channel=channel, external_id=parcel.external_id, attempts=9)
        raw.hold(parcel.body)
        try:
            found = read(raw)
        except Later:
            continue
        told = [getattr(one, "reason", "") for one in found]
        assert found
        assert not [reason for reason in told if re.match(r"(?!Unreadable)[A-Z]\w+( in |$)", reason)], told
