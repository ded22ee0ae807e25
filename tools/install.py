"""Installs a lock file into .venv, once. Runs on the bare standard library, before anything is installed."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(lock_name: str) -> None:
    lock_file = ROOT / lock_name
    mark = VENV / f".installed-{digest(lock_file)}"
    with one_at_a_time():
        if mark.exists() and PYTHON.exists():
            return
        anew = make_venv()
        install(lock_file, anew=anew)
        # The development lock holds all that the other one does: after it `make run` has nothing to install.
        for name in ("requirements.txt", lock_name):
            (VENV / f".installed-{digest(ROOT / name)}").touch()


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


class one_at_a_time:
    """`make run` and `make test` started together must not install into one folder at once."""

    def __enter__(self) -> None:
        self.folder = os.open(ROOT, os.O_RDONLY)
        fcntl.flock(self.folder, fcntl.LOCK_EX)

    def __exit__(self, *reason: object) -> None:
        os.close(self.folder)


def make_venv() -> bool:
    """Anew where there is none, or where it was moved or made by a Python that is gone; says whether it was."""
    if Path(sys.prefix) == VENV:
        return False
    print(f"Making .venv with Python {sys.version.split()[0]}…", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    venv.create(VENV, with_pip=True, symlinks=True)
    return True


def install(lock_file: Path, *, anew: bool) -> None:
    """Into an empty .venv by two at once: to read the index and to unpack takes the whole of a core. Where packages are
    also taken away, one does it alone."""
    lock = lock_file.read_text()
    count = sum("==" in line for line in lock.splitlines())
    print(f"Installing {count} packages, each checked by its hash (only when the list changes)…", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        lists = [Path(folder) / f"{number}.txt" for number in range(2 if anew else 1)]
        for file, packages in zip(lists, shared_out(lock, len(lists)), strict=True):
            file.write_text(packages)
        codes, tail = pip(lists, count)
    if any(codes) and not all(codes):
        # Whatever two may do to each other, one alone does not; what is there already costs it nothing.
        codes, tail = pip([lock_file], count)
    if any(codes):
        print("".join(tail), file=sys.stderr)
        sys.exit("The packages could not be installed: see above; is the package index reachable? Then run it again.")


def shared_out(lock: str, among: int) -> list[str]:
    """Each package with the lines of its hashes."""
    packages = re.split(r"^(?=[^\s#])", lock, flags=re.MULTILINE)
    return ["".join(packages[first::among]) for first in range(among)]


def pip(lists: list[Path], count: int) -> tuple[list[int], list[str]]:
    """How each ended, and what was said last."""
    # The lock names the whole tree, and only a part of it is ever imported: no solving, no compiling in advance.
    words = ["-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "--no-deps", "--no-compile"]
    heard, said = os.pipe()
    children = [
        subprocess.Popen([PYTHON, *words, "-r", file], stdout=said, stderr=subprocess.STDOUT, cwd=ROOT)
        for file in lists
    ]
    os.close(said)
    with open(heard) as lines:
        tail = show_progress(lines, count)
    codes = [child.wait() for child in children]
    return codes, tail


def show_progress(said: Iterable[str], count: int) -> list[str]:
    lines: list[str] = []
    found, unpacking = 0, False
    for line in said:
        lines = [*lines[-30:], line]
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            found += 1
            if found % 10 == 0:
                print(f"  {found} of {count} found", flush=True)
        elif line.startswith("Installing collected packages") and not unpacking:
            unpacking = True
            print("  unpacking them", flush=True)
    return lines


if __name__ == "__main__":
    main(sys.argv[1])
