"""How many SMS a text is, against a count made in another way."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels_ingest.sms.segments import BASIC, EXTENDED, count, is_gsm
from tests.channels_ingest.sms_texts import TEXTS

SOME = st.text(st.sampled_from([*"aZ0 \n@ñ€{[", "あ", "字", "👍", "　", "é"]), max_size=400)


@pytest.mark.parametrize(("text", "segments"), TEXTS)
def test_it_counts(text: str, segments: int):
    assert count(text).segments == segments


@given(SOME)
@example("👍" * 34)
def test_it_agrees_with_cutting_the_text_up(text: str):
    """By filling SMS after SMS with whole characters as they travel."""
    coded = [b"\x1b" + b"x" if sign in EXTENDED else b"x" for sign in text] if is_gsm(text) else halves(text)
    single, part = (160, 153) if is_gsm(text) else (70, 67)
    width = 1 if is_gsm(text) else 2
    if sum(map(len, coded)) <= single * width:
        assert count(text).segments == (1 if text else 0)
        return
    cut = [b""]
    for sign in coded:
        cut = [*cut, sign] if len(cut[-1]) + len(sign) > part * width else [*cut[:-1], cut[-1] + sign]
    assert count(text).segments == len(cut)
    assert b"".join(cut) == b"".join(coded)


def halves(text: str) -> list[bytes]:
    return [sign.encode("utf-16-be") for sign in text]


def test_the_table_is_that_of_gsm():
    """All that GSM 03.38 has, beside its escape."""
    assert (len(BASIC), len(EXTENDED), BASIC & EXTENDED) == (127, 10, set())
