"""`make clean`: takes away what a start has made, after asking where there is data to lose."""

import shutil
import sys
from pathlib import Path

from omnidesk import environment
from omnidesk.local import home
from omnidesk.local.keeper import held


def main() -> None:
    var_dir = environment.read().VAR_DIR
    if not var_dir.exists():
        return
    if held(var_dir):
        raise environment.Refused(f"Something still uses {var_dir}: stop it first.")
    if sys.stdin.isatty() and input(f"Delete {var_dir} with the whole database? [y/N] ").strip().lower() != "y":
        raise environment.Refused("Nothing was deleted.")
    remove(var_dir)


def remove(var_dir: Path) -> None:
    for folder in (var_dir / "postgres", var_dir / "test" / "postgres"):
        home.forget(folder)
    shutil.rmtree(var_dir)


if __name__ == "__main__":
    main()
