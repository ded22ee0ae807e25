"""What the pages promise is there."""

import re
import tomllib

import pytest

from omnidesk.environment import BASE_DIR, Environment

RUNNING = (BASE_DIR / "docs" / "running.md").read_text()


@pytest.mark.parametrize("name", Environment.model_fields)
def test_every_setting_is_told(name):
    assert re.search(rf"^\| `{name}` \|", RUNNING, re.MULTILINE)


def test_no_setting_is_told_that_does_not_exist():
    section = RUNNING.split("## Settings")[1].split("## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(Environment.model_fields)


def test_every_make_target_is_told():
    targets = re.search(r"^\.PHONY: (.*)$", (BASE_DIR / "Makefile").read_text(), re.MULTILINE)
    assert targets
    assert [name for name in targets[1].split() if f"`make {name}" not in RUNNING] == []


def test_every_setting_of_the_sample_exists():
    sample = (BASE_DIR / ".env.example").read_text()
    named = set(re.findall(r"^# ([A-Z_]+)=", sample, re.MULTILINE))
    assert named - set(Environment.model_fields) == {"POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD", "REDIS_PASSWORD"}


def test_every_module_of_the_project_has_its_floor():
    contract = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    named = set(re.findall(r"omnidesk\.(\w+)", " ".join(contract["layers"])))
    found = {
        path.stem
        for path in (BASE_DIR / "omnidesk").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found - named == {"__init__"}
