"""`make lint`: every check, to its end, and at the end which of them failed."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str | Path]] = {
    "style": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "types": [BIN / "mypy", "."],
    "floors": [BIN / "lint-imports", "--no-cache"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    # Each can be imported; and `make test` finds them compiled, which its processes else do for themselves, each all.
    "tests": [sys.executable, "-m", "pytest", "--collect-only", "-q"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    """All at once, because the types take longer than the others together; each speaks when it has ended."""
    with ThreadPoolExecutor(len(CHECKS)) as pool:
        passed = pool.map(lambda check: passes(check[0], [str(word) for word in check[1]]), CHECKS.items())
        failed = [name for name, has_passed in zip(CHECKS, passed, strict=True) if not has_passed]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


def passes(name: str, argv: list[str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    how = "passed" if done.returncode == 0 else "FAILED"
    # What passed says so in its last line.
    lines = done.stdout.rstrip().splitlines()[-1 if done.returncode == 0 else 0 :]
    print("\n".join([f"— {name}", *lines, f"  {how} after {time.monotonic() - began:.1f} s"]), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
