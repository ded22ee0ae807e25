"""Secrets that a first start makes for itself and keeps, readable by one user, under VAR_DIR/secrets."""

import secrets
from pathlib import Path

from omnidesk.local.processes import write_private

# Made once by a starter, never by an import: every process of every later start reads the same ones.
NAMES = ("secret-key", "credential-keys")


def keep_all(var_dir: Path) -> None:
    for name in NAMES:
        keep(var_dir, name)


def keep(var_dir: Path, name: str) -> str:
    file = var_dir / "secrets" / name
    if not file.exists():
        write_private(file, secrets.token_urlsafe(48))
    # A copy of the folder by a careless tool may have opened it.
    file.chmod(0o600)
    return file.read_text().strip()
