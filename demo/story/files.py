"""The world's files: where they lie and how they are opened."""

from pathlib import Path
from typing import Any

import yaml

WORLD = Path(__file__).resolve().parent.parent / "world"
# The C parser reads the scripted matters in 0.2 s instead of 2 s; a wheel without it still works.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(name: str) -> Any:
    with (WORLD / name).open(encoding="utf-8") as file:
        return yaml.load(file, Loader=LOADER)  # noqa: S506  both loaders are the safe ones


def tables(name: str) -> dict[str, list[dict[str, str]]]:
    """Every table of a Markdown page by its first column's title; later tables of that title add their rows."""
    found: dict[str, list[dict[str, str]]] = {}
    head: list[str] = []
    for line in (WORLD / name).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            head = []
        elif not head:
            head = cells
        elif set(line) - set("|-: "):
            found.setdefault(head[0], []).append(dict(zip(head, cells, strict=True)))
    return found
