"""The rules on marked messages: bounds that a change must not fall below."""

from pathlib import Path

import pytest
from django.core.management import call_command

from sentences.measuring import Measure, Score
from sentences.told.scoring import count, marked, verdicts
from sentences.told.storied import catalogue

SAMPLES = Path(__file__).parent / "samples"
WORLD = Path(__file__).parents[2] / "demo" / "world"
STRUCTURED = ("order_number", "phone", "email", "address", "error_code", "product")


@pytest.fixture(scope="module")
def measured() -> Measure:
    from sentences.management.commands.measure_extraction import SAID_AT

    knowledge, measure = catalogue(WORLD / "shop.yaml"), Measure()
    for path in sorted(SAMPLES.glob("told_*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            lang, _, message = line.partition("\t")
            for verdict in verdicts(*marked(message), knowledge, SAID_AT):
                count(measure, lang, verdict)
    return measure


def of(measure: Measure, *keys: str) -> Score:
    whole = Score()
    for (_, key), score in measure.scores.items():
        if key in keys:
            whole.hits, whole.wrong, whole.missed = (
                whole.hits + score.hits,
                whole.wrong + score.wrong,
                whole.missed + score.missed,
            )
    return whole


def test_it_reads_at_least_three_hundred_messages() -> None:
    lines = [line for path in SAMPLES.glob("told_*.tsv") for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) >= 300
    assert sum(line.startswith("ja\t") for line in lines) >= 200


def test_it_reads_structured_keys_well(measured: Measure) -> None:
    score = of(measured, *STRUCTURED)
    assert score.precision >= 0.97
    assert score.recall >= 0.97


@pytest.mark.parametrize("key", ["name", "issue", "date", "tried", "since", "available"])
def test_it_is_rather_silent_than_wrong(measured: Measure, key: str) -> None:
    score = of(measured, key)
    assert score.precision >= 0.92
    assert score.recall >= 0.85


def test_it_prints_the_measure_of_the_demo_world(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("measure_extraction", "--misses")
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1].startswith("all ")
    assert "ja promise" in printed
