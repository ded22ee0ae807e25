"""Secrets that a first start makes for itself and keeps, readable by one user, under VAR_DIR/secrets."""

import secrets
from pathlib import Path

from omnidesk.local.processes import write_private


def keep(var_dir: Path, name: str) -> str:
    file = var_dir / "secrets" / name
    if not file.exists():
        write_private(file, secrets.token_urlsafe(48))
    # A copy of the folder by a careless tool may have opened it.
    file.chmod(0o600)
    return file.read_text().strip()
