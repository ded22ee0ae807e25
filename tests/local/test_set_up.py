"""What `make` does first, on a machine with little on it."""

import importlib.util
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from omnidesk.environment import BASE_DIR

pytestmark = pytest.mark.slow


@pytest.fixture
def tools(tmp_path):
    """A PATH with what the script itself uses and no Python at all."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "ls"):
        (folder / name).symlink_to(shutil.which(name) or "")
    return folder


def find(tools: Path, **env: object) -> "subprocess.CompletedProcess[str]":
    given = {"PATH": str(tools), "HOME": str(tools.parent), **{name: str(value) for name, value in env.items()}}
    return subprocess.run([BASE_DIR / "tools" / "find-python"], env=given, capture_output=True, text=True)


def python_named(folder: Path, name: str, answer: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
    (folder / name).chmod(0o755)


def test_without_a_python_it_says_what_to_install(tools):
    done = find(tools)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.12 or newer was not found")
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_old_python_is_not_taken(tools):
    python_named(tools, "python3", "exit 1")
    assert find(tools).returncode == 1


def test_a_newer_python_on_the_path_is_taken_before_the_old_one(tools):
    python_named(tools, "python3", "exit 1")
    python_named(tools, "python3.12", f'exec {sys.executable} "$@"')
    assert find(tools).stdout == f"{tools}/python3.12\n"


def test_it_finds_pyenv_s_versions(tools):
    python_named(tools.parent / ".pyenv" / "versions" / "3.13.0" / "bin", "python", f'exec {sys.executable} "$@"')
    assert find(tools).stdout.endswith("/.pyenv/versions/3.13.0/bin/python\n")


def test_it_finds_pyenv_s_own_root(tools):
    root = tools.parent / "elsewhere"
    python_named(root / "versions" / "3.12.1" / "bin", "python", f'exec {sys.executable} "$@"')
    assert find(tools, PYENV_ROOT=root).stdout.endswith("/elsewhere/versions/3.12.1/bin/python\n")


def test_it_finds_python_through_uv(tools):
    python_named(tools, "uv", f'[ "$1 $2" = "python find" ] && echo {sys.executable}')
    assert find(tools).stdout == f"{sys.executable}\n"


@pytest.fixture
def clone(tmp_path):
    """With a virtual environment that is there already: making one is Python's own work and slow."""
    (tmp_path / "tools").mkdir()
    shutil.copy(BASE_DIR / "tools" / "install.py", tmp_path / "tools")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("# nothing\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    site = next((tmp_path / ".venv" / "lib").glob("python*/site-packages"))
    (site / "pip").symlink_to(Path(importlib.util.find_spec("pip").origin).parent)
    return tmp_path


def install(clone: Path) -> "subprocess.CompletedProcess[str]":
    argv = [clone / ".venv" / "bin" / "python", clone / "tools" / "install.py", "requirements.txt"]
    return subprocess.run(argv, capture_output=True, text=True)


def test_it_installs_again_only_when_the_list_changed(clone):
    assert "Installing 0 packages" in install(clone).stdout
    assert install(clone).stdout == ""
    (clone / "requirements.txt").write_text("# something else\n")
    assert "Installing 0 packages" in install(clone).stdout


def test_a_package_that_does_not_match_its_hash_is_refused(clone):
    package = clone / "evil-1.0.tar.gz"
    package.write_bytes(b"not what was pinned")
    (clone / "requirements.txt").write_text(f"evil @ file://{package} --hash=sha256:{'0' * 64}\n")
    done = install(clone)
    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert not list((clone / ".venv").glob(".installed-*"))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_two_install_at_once_is_every_package_with_its_hashes(name):
    install = runpy.run_path(str(BASE_DIR / "tools" / "install.py"))
    lock = (BASE_DIR / name).read_text()
    first, second = (pinned(half) for half in install["shared_out"](lock, 2))
    assert len(first) == pytest.approx(len(second), abs=1)
    assert not first & second
    assert first | second == pinned(lock)


def pinned(lock: str) -> set[str]:
    return set(re.findall(r"^\S+==.*(?:\n +--hash=.*)+", lock, re.MULTILINE))


def environment_under_make(**given: str) -> list[str]:
    """As the Makefile hands it on to what it starts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    argv = ["make", "--no-print-directory", "-f", "Makefile", "-f", "-", "told"]
    told = subprocess.run(argv, input="told: ; @env", env=kept | given, cwd=BASE_DIR, capture_output=True, text=True)
    return [line for line in told.stdout.splitlines() if line.startswith("PYTHON")]


def test_what_is_compiled_is_kept_even_where_the_machine_forbids_it_beside_the_sources():
    kept = environment_under_make(PYTHONDONTWRITEBYTECODE="1")
    assert sorted(kept) == ["PYTHONDONTWRITEBYTECODE=", f"PYTHONPYCACHEPREFIX={BASE_DIR}/.venv/bytecode"]
    assert environment_under_make() == []
