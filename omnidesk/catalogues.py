"""Translations compiled by polib: no gettext of the system is needed to run."""

import os
from collections.abc import Iterable
from pathlib import Path


def compile_all(folders: Iterable[Path]) -> list[Path]:
    """What was compiled: catalogues whose text is newer than their compiled form."""
    stale = [po for folder in folders for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if is_stale(po)]
    for po in stale:
        compile_one(po)
    return stale


def is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def compile_one(po: Path) -> None:
    """Whole or not at all: a server may be reading the old one."""
    # Rarely needed, and asked at each start.
    import polib

    part = po.with_suffix(f".{os.getpid()}.part")
    polib.pofile(str(po)).save_as_mofile(str(part))
    part.replace(po.with_suffix(".mo"))
