from pathlib import Path

import pytest
from django.test import override_settings

from omnidesk.limits import LIMITS, SOCKETS, OverLimit, Seats, client_address, spend

DOCS = Path(__file__).parents[2] / "docs" / "chat.md"
ACCESS = DOCS.with_name("access.md")
CHAT = [name for name in LIMITS if name.startswith("chat.")]


@pytest.mark.parametrize("name", [name for name in LIMITS if name.startswith("sign_in.")])
def test_every_limit_of_the_sign_in_is_in_the_docs(name):
    limit = LIMITS[name]
    assert f"| {limit.count} in {limit.seconds // 60} minutes (`{name}`) |" in ACCESS.read_text()


@pytest.mark.parametrize("name", CHAT)
def test_every_limit_is_in_the_docs(name):
    limit = LIMITS[name]
    assert f"| `{name}` | {limit.count} | {limit.seconds} | {limit.per} |" in DOCS.read_text()


def test_every_row_of_the_docs_is_a_limit():
    part = DOCS.read_text().partition("## Limits")[2].partition("## Files")[0]
    rows = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted([*CHAT, *(place for place in SOCKETS if place != "board")])


@pytest.mark.parametrize("place", SOCKETS)
def test_every_seat_is_in_the_docs(place):
    docs = DOCS.with_name("wall.md") if place == "board" else DOCS
    assert f"| `{place}` | {SOCKETS[place]} |" in docs.read_text()


def test_it_counts_each_key_by_itself():
    for _ in range(LIMITS["chat.ticket"].count):
        spend("chat.ticket", "hanako")
    spend("chat.ticket", "kenichi")
    with pytest.raises(OverLimit):
        spend("chat.ticket", "hanako")


@override_settings(
    CACHES={
        "default": {
            "BACKEND": "omnidesk.cache.FallbackRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"serializer": "omnidesk.cache.JsonSerializer", "socket_connect_timeout": 0.1},
        }
    }
)
def test_it_holds_while_redis_is_away():
    for _ in range(LIMITS["chat.ticket"].count):
        spend("chat.ticket", "hanako")
    with pytest.raises(OverLimit):
        spend("chat.ticket", "hanako")


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        (0, "203.0.113.1", "6.6.6.6", "203.0.113.1"),
        (1, "10.0.0.1", "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (2, "10.0.0.2", "6.6.6.6, 203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (1, "203.0.113.1", "", "203.0.113.1"),
        (1, "10.0.0.1", "nonsense", "10.0.0.1"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:203.0.113.1", "", "203.0.113.1"),
        (0, "", "", ""),
    ],
)
def test_it_believes_only_its_own_proxies(proxies, peer, forwarded, address):
    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(peer, forwarded) == address


def test_a_seat_is_taken_in_all_places_or_in_none():
    seats = Seats()
    for number in range(SOCKETS["session"]):
        assert seats.take({"session": "a", "site": f"s{number}"})
    assert not seats.take({"session": "a", "site": "fresh"})
    seats.free({"session": "a", "site": "s0"})
    assert seats.take({"session": "a", "site": "fresh"})
