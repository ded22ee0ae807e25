"""docs/measures.md, written from the catalogue so that it cannot say anything else."""

from pathlib import Path

from django.conf import settings
from django.utils import translation

from kpis.definitions import DEFINITIONS, ROWS, Definition

PAGE = Path(settings.BASE_DIR) / "docs" / "measures.md"
HEAD = """\
# Measures: what every number means

Written from `kpis/definitions/` by `manage.py write_measures`; a test holds the two together. A number on a page opens
the same words, in the reader's language, with its n, its interval and what was left out.

- Times are kept in seconds. *Both clocks* = calendar time and the business time of the team that had the matter, each
  exact. A reply before opening time took 0 seconds of business time.
- What is left out is kept and counted by its reason: `practice`, `demo`, `spam`, `quiet` (no reply needed), `joined`
  (into another matter), `ours` (begun by us), `callback` (asked to be called back), `short` (left at once).
- Percentiles, not averages. Nothing to count is a dash and never 0. Below 30 a figure is for reference only (参考値):
  it has no rank and no colour.
- What changes a number is a new version with its own first day.
"""


def written() -> str:
    made = [one for one in DEFINITIONS.values() if one not in ROWS]
    with translation.override("en"):
        parts = [HEAD, "## Counted row by row", *map(section, ROWS), "## Made of others", *map(section, made)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def section(one: Definition) -> str:
    clock = {"both": "both clocks", "calendar": "calendar time", "none": "no length"}[one.clock]
    lines = [
        f"### `{one.id}` · {one.name} · {in_japanese(one)}",
        "",
        f"Version {one.version}, since {one.since}. Unit: {one.unit}; {clock}.",
        "",
        f"- Formula: {one.formula}",
        f"- From: {one.start}",
        f"- To: {one.end}",
        f"- Counted in: {one.attribution}",
        f"- Left out and counted: {', '.join(f'`{reason}`' for reason in one.exclusions)}",
        f"- Never measured: {one.leaves_out}",
        f"- Window: {one.window}",
        f"- Interval: {one.interval}",
    ]
    return "\n".join([*lines, f"- Source: {one.source}"] if one.source else lines)


def in_japanese(one: Definition) -> str:
    with translation.override("ja"):
        return str(one.name)
