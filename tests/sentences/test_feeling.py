"""A card says how somebody feels only where their words do: a plain question is no complaint."""

import pytest

from sentences.feeling import mood_of


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("配送はいつですか。", ""),
        ("ご都合はいかがでしょうか。", ""),
        ("How long is the warranty?", ""),
        ("結局いつ届くのでしょうか。", "annoyed"),
        ("お願いした件、その後いかがでしょうか。", "annoyed"),
        ("How much longer will this take?", "annoyed"),
        ("コードから焦げた臭いがします。", "anxious"),
        ("もう3回目です。いい加減にしてください。", "angry"),
    ],
)
def test_it_tells_a_question_from_a_complaint(text: str, mood: str) -> None:
    assert mood_of(text) == mood
