"""Reading takes time in proportion to the text, whatever it is made of: a draft is read while somebody types it."""

from collections.abc import Callable
from time import process_time

import pytest

from sentences.asking import asks_in
from sentences.attaching import says_attached
from sentences.repeating import says_told_before

WORST = [
    "\n", "「", '"', "> a\n", "・お名前：\n", "お名前と", "をで", "ので、", "注文番号", "いつ", "同じ",
    "and ", "so, and ", "what ",
    "could you please ", "just also then ", "i already ", "no. ", "ございます。もう一度",
    "i can't find it? could you so i ", "tell me more about ", "ﾞ", "( ", "a", "あ",
    "添付", "添付の図", "図を", "ファイル ", "the attached ", "i attach ", "attached a ", "here is the ", "a-",
]  # fmt: skip
SIZE = 1_000


def took(read: Callable[[str], object], text: str) -> float:
    def once() -> float:
        start = process_time()
        read(text)
        return process_time() - start

    return min(once() for _ in range(2))


@pytest.mark.parametrize("read", [asks_in, says_attached, says_told_before])
@pytest.mark.parametrize("word", WORST)
def test_four_times_the_text_takes_no_more_than_about_four_times_as_long(word: str, read: Callable[[str], object]):
    short, long = (word * SIZE)[:SIZE], (word * 4 * SIZE)[: 4 * SIZE]
    assert took(read, long) <= 8 * took(read, short) + 0.05
