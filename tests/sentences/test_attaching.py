"""Words that name a file which comes along: labelled sentences, the story's agents, and what is not theirs to say."""

from pathlib import Path

import pytest

from sentences.attaching import says_attached
from sentences.measuring import lines_of, measure
from tests.sentences.test_measures import turns

SAMPLES = Path(__file__).parent / "samples"


def found(text: str) -> set[str]:
    return {"file"} if says_attached(text) else set()


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("attached_*.tsv")), ids=lambda path: path.stem)
def test_every_sample_is_read_as_it_is_marked(sample: Path):
    result = measure(lines_of(sample), found)
    assert result.misses == []
    assert (result.whole.precision, result.whole.recall) == (1.0, 1.0)
    assert {line.lines >= 20 for line in result.by_language.values()} == {True}


def test_of_the_storys_agents_it_stops_only_the_one_who_forgot_it():
    sent = [turn for turn in turns("agent") if turn["author"] not in {"system", "note", "bot"}]
    loud = [turn for turn in sent if says_attached(turn["text"]) and not turn.get("attachments")]
    assert len(sent) > 250
    assert [turn.get("flags", [""])[0] for turn in loud] == ["missing_attachment"]


def test_what_is_quoted_or_handed_on_is_nobodys_word():
    assert says_attached("図を添付します。")
    assert not says_attached("> 図を添付します。\n承知しました。")
    assert not says_attached("Sent on.\n\n---------- Forwarded message ----------\nI've attached the invoice.")
    assert not says_attached("")
