"""Scripts as production serves them, and what none of them may do."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

SCRIPTS = Path(__file__).resolve().parents[2] / "static"
MODULES = sorted((SCRIPTS / "js").rglob("*.js"))
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


def test_it_names_every_module_by_its_hash(tmp_path: Path, settings: Settings) -> None:
    """One plain name among hashed ones would load a module twice: two sockets, two lists of toasts."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "omnidesk.static_files.Hashed"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = [file for file in tmp_path.glob("js/**/*.js") if re.search(r"\.[0-9a-f]{12}\.js$", file.name)]
    assert len(hashed) == len(MODULES)
    plain = [(file.name, path) for file in hashed for path in IMPORT.findall(file.read_text())]
    assert [pair for pair in plain if not re.search(r"\.[0-9a-f]{12}\.js$", pair[1])] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(SCRIPTS)))
def test_it_runs_no_text_as_code_and_writes_no_style_attribute(module: Path) -> None:
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", module.read_text(), flags=re.S)
    assert re.findall(r"\beval\(|new Function\(|setAttribute\(\s*[\"']style|document\.write|\.cssText", text) == []
    assert len(module.read_text().splitlines()) <= 250
