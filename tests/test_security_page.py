"""The page on security names tests as its witnesses: each of them exists."""

import re
from pathlib import Path

from omnidesk.environment import BASE_DIR

TESTS = BASE_DIR / "tests"


def defined(file: Path) -> set[str]:
    return set(re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE))


def test_every_witness_that_it_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (BASE_DIR / "docs" / "security.md").read_text()))
    assert len(named) > 80
    assert named - set().union(*(defined(file) for file in TESTS.rglob("test_*.py"))) == set()


def test_no_row_is_without_a_witness() -> None:
    page = (BASE_DIR / "docs" / "security.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| against")]
    assert [row for row in rows if "`test_" not in row.rsplit("|", 2)[1]] == []
