"""Ratios with median and range; beside them the machine they were taken on."""

import json
import os
import platform
import statistics
import subprocess
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from omnidesk.environment import BASE_DIR


@dataclass
class Line:
    """One line of the table: a ratio per round, its goal, and the absolute figures behind it."""

    name: str
    what: str
    ratios: list[float]
    goal: str
    met: bool
    figures: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        middle = statistics.median(self.ratios)
        spread = f"{min(self.ratios):.2f}–{max(self.ratios):.2f}"
        figures = ", ".join(f"{key} {shown(value)}" for key, value in self.figures.items())
        verdict = "met" if self.met else "MISSED"
        return f"{self.name:<4} {middle:>7.2f}  ({spread})  goal {self.goal}  {verdict}\n     {self.what}: {figures}"


def shown(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def milliseconds(seconds: list[float], share: float = 0.5) -> float:
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> dict[str, Any]:
    names = ("django", "channels", "channels-redis", "celery", "redis", "uvicorn", "psycopg2-binary")
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=BASE_DIR, text=True, capture_output=True, check=False)
    return {
        "cores": os.cpu_count(),
        "memory GiB": round(psutil.virtual_memory().total / 2**30, 1),
        "processor": processor(),
        "python": platform.python_version(),
        "commit": commit.stdout.strip() or "unknown",
        **{name: version(name) for name in names},
    }


def processor() -> str:
    found = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return found[0].split(":", 1)[1].strip() if found else platform.machine()


def written(lines: list[Line], not_measured: list[str], target: Path | None) -> str:
    about = machine()
    if target is not None:
        data = {"machine": about, "lines": [asdict(line) for line in lines], "not measured": not_measured}
        target.write_text(json.dumps(data, indent=1, ensure_ascii=False))
    text = [line.text() for line in lines]
    text.append("not measured: " + ", ".join(not_measured))
    text.append(", ".join(f"{key} {value}" for key, value in about.items()))
    return "\n".join(text)
