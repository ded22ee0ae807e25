"""Every pair of ink and ground that the product puts together can be read, in both schemes."""

from itertools import pairwise

import pytest

from tests.looks.colour import contrast, mix, tokens

TEXT, GRAPHIC = 4.5, 3.0
GROUNDS = ("--paper", "--paper-2", "--surface", "--raised", "--hover", "--fill", "--ai-tint", "--ai-tint-2")
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("--ink", "--ink-2") for ground in (*GROUNDS, "--bubble-in", "--bubble-out")],
    *[("--ink-3", ground, TEXT) for ground in ("--paper", "--paper-2", "--surface", "--hover", "--fill", "--ai-tint")],
    *[("--ai-ink", ground, TEXT) for ground in ("--paper", "--surface", "--raised", "--ai-tint", "--ai-tint-2")],
    ("--ink", "--note-tint", TEXT),
    ("--note-ink", "--note-tint", TEXT),
    ("--ink", "--match", TEXT),
    ("--ink", "--warn-tint", TEXT),
    ("--ink-2", "--warn-tint", TEXT),
    ("--ink", "--bad-tint", TEXT),
    ("--ok-ink", "--ok-tint", TEXT),
    ("--warn-ink", "--warn-tint", TEXT),
    ("--bad-ink", "--bad-tint", TEXT),
    ("--ok-ink", "--surface", TEXT),
    ("--warn-ink", "--surface", TEXT),
    ("--bad-ink", "--surface", TEXT),
    ("--bad-ink", "--paper", TEXT),
    ("--bad-ink", "--ai-tint-2", TEXT),
    ("--bad-ink", "--raised", TEXT),
    ("--on-ai", "--ai", TEXT),
    ("--on-ai", "--ai-hover", TEXT),
    ("--on-bad", "--bad", TEXT),
    ("--on-warn", "--warn-ink", TEXT),
    ("--on-toast", "--toast", TEXT),
    ("--toast-link", "--toast", TEXT),
    *[("--ai", ground, GRAPHIC) for ground in ("--paper", "--surface", "--ai-tint-2")],
    *[(state, "--surface", GRAPHIC) for state in ("--ok", "--warn", "--bad", "--edge")],
]
CHANNELS = [f"--ch-{name}" for name in ("line", "chat", "mail", "phone", "sms", "form", "app", "social")]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_it_can_be_read(ink: str, ground: str, least: float, scheme: int) -> None:
    assert contrast(tokens()[ink][scheme], tokens()[ground][scheme]) >= least


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_it_draws_each_channel_so_that_glyph_and_name_are_seen(channel: str, scheme: int) -> None:
    colour, ink, surface = (tokens()[name][scheme] for name in (channel, "--ink", "--surface"))
    assert contrast(colour, surface) >= GRAPHIC
    assert contrast(mix(0.82, colour, ink), mix(0.14, colour, surface)) >= GRAPHIC
    assert contrast(mix(0.70, colour, ink), surface) >= TEXT


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_it_keeps_neighbours_in_a_stack_apart_without_colour(scheme: int) -> None:
    stack = [tokens()[f"--ch-{name}"][scheme][0] for name in ("phone", "line", "chat", "mail", "form")]
    assert all(abs(one - other) >= 0.119 for one, other in pairwise(stack))
