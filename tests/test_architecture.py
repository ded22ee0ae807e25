"""docs/architecture.md tells the truth: what it names exists, and every room stands in it."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "architecture.md").read_text()
ROOMS = [app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()]
FILES = sorted(set(re.findall(r"`((?:[a-z_]+/)+[a-z_]*(?:\.py)?)(?::(\w+))?`", TEXT)))


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_line(room: str):
    assert f"| `{room}` |" in TEXT


@pytest.mark.parametrize(("file", "name"), FILES)
def test_every_place_it_names_exists(file: str, name: str):
    place = ROOT / file
    assert place.exists()
    if name:
        assert f"def {name}(" in place.read_text()


def test_its_floors_are_the_ones_that_lint_refuses_to_break():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    floors = [room for layer in contract["layers"] for room in layer.split(" : ") if room in ROOMS]
    drawn = re.search(r"```\n(.*?)```", TEXT, re.S)
    assert drawn is not None
    assert [word for word in drawn[1].split() if word in ROOMS] == floors


def test_every_kind_of_deed_it_lists_is_a_file_of_verbs():
    listed = re.findall(r"`(?:conversations/)?(\w+)\.py`", TEXT.split("## A deed")[1].split("##")[0])
    assert {"assigning", "statuses", "snoozing", "labelling", "splitting", "spam", "merging"} <= set(listed)
    assert all((ROOT / "conversations" / f"{name}.py").exists() for name in listed)
