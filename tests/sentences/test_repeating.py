"""Whether a customer says that we were told before, of which fact, and where."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentences.repeating import Complaint, says_told_before


def keys(text: str) -> set[str]:
    return {complaint.key for complaint in says_told_before(text)}


def test_the_place_of_a_complaint_is_its_sentence():
    text = "電源が入りません。注文番号なら最初のメールに書いています。"
    assert says_told_before(text) == (Complaint("order_number", 9, len(text)),)


def test_a_named_fact_counts_and_the_nameless_sentence_beside_it_does_not():
    assert keys("As I said before, I already gave you my order number. I won't repeat myself.") == {"order_number"}


def test_a_short_question_that_echoes_ours_names_the_fact():
    assert keys("My name? I already told you.") == {"name"}


@pytest.mark.parametrize(
    "text",
    [
        "I haven't sent my order number yet.",
        "注文番号を間違えて伝えてしまいました。",
        "You won't have to explain it again.",
    ],
)
def test_not_yet_wrongly_and_never_again_are_no_complaints(text: str):
    assert keys(text) == set()


@given(st.text(max_size=2000))
@settings(max_examples=40, deadline=None)
def test_any_text_is_read_and_every_place_lies_inside_it(text: str):
    assert all(0 <= found.start < found.end <= len(text) for found in says_told_before(text))
