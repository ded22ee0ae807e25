"""Installs a lock file into .venv, once. Runs on the bare standard library, before anything is installed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
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
        make_venv()
        install(lock_file)
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


def make_venv() -> None:
    """Anew where there is none, or where it was moved or made by a Python that is gone."""
    if Path(sys.prefix) == VENV:
        return
    print(f"Making .venv with Python {sys.version.split()[0]}…", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    venv.create(VENV, with_pip=True, symlinks=True)


def install(lock_file: Path) -> None:
    count = sum("==" in line for line in lock_file.read_text().splitlines())
    print(f"Installing {count} packages, each checked by its hash (only when the list changes)…", flush=True)
    # The lock names the whole tree, and only a part of it is ever imported: no solving, no compiling in advance.
    pip = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile", "-r", lock_file]
    command = [str(word) for word in (*pip, "--disable-pip-version-check")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as child:
        tail = show_progress(child, count)
    if child.returncode:
        print("".join(tail), file=sys.stderr)
        sys.exit("The packages could not be installed: see above; is the package index reachable? Then run it again.")


def show_progress(child: "subprocess.Popen[str]", count: int) -> list[str]:
    lines: list[str] = []
    found = 0
    for line in child.stdout or ():
        lines = [*lines[-30:], line]
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            found += 1
            if found % 10 == 0:
                print(f"  {found} of {count} found", flush=True)
        elif line.startswith("Installing collected packages"):
            print("  unpacking them", flush=True)
    return lines


if __name__ == "__main__":
    main(sys.argv[1])
