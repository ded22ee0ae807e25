"""From where to where: ribbons between two columns. Vega-Lite has none, so their paths are worked out here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# As wide as the page shows it, so that its words are as large as the others.
WIDTH, HEIGHT, BAR, GAP = 860, 260, 8, 10
LEFT, RIGHT = 290, 560
# A row of words needs so much, however few its node stands for.
LINE = 24


@dataclass(frozen=True)
class Node:
    words: str
    n: int
    ink: str
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Ribbon:
    """path: a band from a source to a target, as thick as it is many."""

    path: str
    ink: str
    says: str
    href: str
    n: int


@dataclass(frozen=True)
class Sankey:
    sources: tuple[Node, ...]
    targets: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    height: float


@dataclass(frozen=True)
class Flow:
    source: str
    target: str
    n: int
    says: str
    href: str


def sankey(flows: Sequence[Flow], words: Mapping[str, str], inks: Mapping[str, str]) -> Sankey:
    """words and inks: of each source and target by its key."""
    ins, outs = Counter[str](), Counter[str]()
    for flow in flows:
        ins[flow.source] += flow.n
        outs[flow.target] += flow.n
    most = max(len(ins), len(outs), 1)
    height = max(HEIGHT, most * 34)
    scale = (height - GAP * (most - 1)) / max(sum(ins.values()), 1)
    sources = column(ins, words, inks, LEFT, scale)
    targets = column(outs, words, inks, RIGHT, scale)
    every = (*sources.values(), *targets.values())
    down = max((node.y + max(node.height, LINE) for node in every), default=height)
    return Sankey(
        tuple(sources.values()), tuple(targets.values()), tuple(ribbons(flows, sources, targets, scale)), down
    )


def column(
    counts: Counter[str], words: Mapping[str, str], inks: Mapping[str, str], x: float, scale: float
) -> dict[str, Node]:
    y, found = 0.0, {}
    for key, n in counts.most_common():
        found[key] = Node(words.get(key, key), n, inks.get(key, "ink-3"), x, y, n * scale)
        y += max(n * scale, LINE) + GAP
    return found


def ribbons(flows: Sequence[Flow], sources: dict[str, Node], targets: dict[str, Node], scale: float) -> list[Ribbon]:
    leaves: dict[str, float] = {key: node.y for key, node in sources.items()}
    enters: dict[str, float] = {key: node.y for key, node in targets.items()}
    order = list(sources), list(targets)
    found: list[Any] = []
    for flow in sorted(flows, key=lambda one: (order[0].index(one.source), order[1].index(one.target))):
        thick, start, end = flow.n * scale, leaves[flow.source], enters[flow.target]
        leaves[flow.source] += thick
        enters[flow.target] += thick
        found.append(Ribbon(path(start, end, thick), targets[flow.target].ink, flow.says, flow.href, flow.n))
    return found


def path(start: float, end: float, thick: float) -> str:
    left, right = LEFT + BAR, RIGHT
    middle = (left + right) / 2
    return (
        f"M{left} {start:.1f}C{middle} {start:.1f} {middle} {end:.1f} {right} {end:.1f}V{end + thick:.1f}"
        f"C{middle} {end + thick:.1f} {middle} {start + thick:.1f} {left} {start + thick:.1f}Z"
    )
