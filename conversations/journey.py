"""How much this customer has had to do so far, drawn as a line: the higher, the more it cost them.

Each step has a weight of its own, and carries on what came before it:

- looking around, and what they wanted anyway (an order, a parcel): 0.2 to 0.3. It is no burden.
- a step of a flow that went well: 0.4. One that failed: 2.0, because they now must come to us.
- writing to us: 1.0, and 0.15 for each further message of the same talk, up to 1.0 more.
- coming by another channel for the same matter: 0.6 more, as they begin anew.
- having to say again what was said: 1.5 more.
- only we wrote: 0.1. Hearing from us costs next to nothing.

Six tenths of the height before stay while the same matter goes on within a day, two tenths otherwise: people forget.
The scale ends at the highest step, but not under 4, so that an easy journey looks easy.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LOOKING, WANTED, WENT_WELL, FAILED = 0.2, 0.3, 0.4, 2.0
WRITING, FURTHER, MOST_FURTHER, NEW_CHANNEL, TOLD_AGAIN, ONLY_WE = 1.0, 0.15, 1.0, 0.6, 1.5, 0.1
STAYS, FADES = 0.6, 0.2
LOWEST_SCALE = 4.0
WHILE = timedelta(days=1)
TOP, GROUND = 6.0, 54.0


@dataclass(frozen=True)
class Step:
    """One contact or deed. kind: a channel's or place's kind; what: contact, looking, wanted, step, failed."""

    at: datetime
    kind: str
    what: str
    word: str
    matter: int | None = None
    said: int = 0
    told_again: int = 0
    effort: float = 0.0
    level: float = 0.0
    x: float = 0.0
    y: float = 0.0
    is_mine: bool = False


@dataclass(frozen=True)
class Strip:
    """The drawing in a box of width × 66: a line, the ground under it, and where the current matter lies."""

    steps: list[Step]
    width: int
    line: str = ""
    ground: str = ""
    mine_from: float = 0.0
    mine_width: float = 0.0

    @property
    def hardest(self) -> Step | None:
        return max(self.steps, key=lambda step: step.level, default=None)


def effort(step: Step, before: Step | None) -> float:
    """What this step cost by itself."""
    plain = {"looking": LOOKING, "wanted": WANTED, "step": WENT_WELL, "failed": FAILED}.get(step.what)
    if plain is not None:
        return plain
    if not step.said:
        return ONLY_WE
    moved = before is not None and before.matter == step.matter and before.kind != step.kind
    further = min(MOST_FURTHER, FURTHER * (step.said - 1))
    return WRITING + further + (NEW_CHANNEL if moved else 0) + TOLD_AGAIN * step.told_again


def weighed(steps: Sequence[Step]) -> list[Step]:
    """Oldest first, each with its effort and its level."""
    found: list[Step] = []
    for step in steps:
        before = found[-1] if found else None
        cost = effort(step, last_contact(found))
        found.append(replace(step, effort=cost, level=cost + carried(step, before)))
    return found


def last_contact(found: list[Step]) -> Step | None:
    return next((step for step in reversed(found) if step.what == "contact"), None)


def carried(step: Step, before: Step | None) -> float:
    if before is None:
        return 0.0
    goes_on = step.at - before.at < WHILE and (before.matter is None or step.matter in (before.matter, None))
    return before.level * (STAYS if goes_on else FADES)


def strip(steps: Sequence[Step], *, most: int, width: int, mine: int | None = None) -> Strip:
    """The last `most` steps, drawn; those of the matter `mine` are shaded, from its first to the end of its last."""
    shown = weighed(steps)[-most:]
    if not shown:
        return Strip([], width)
    column = width / len(shown)
    scale = max(LOWEST_SCALE, *(step.level for step in shown))
    placed = [
        replace(
            step,
            x=round(column * (number + 0.5), 1),
            y=round(GROUND - (GROUND - TOP) * step.level / scale, 1),
            is_mine=mine is not None and step.matter == mine,
        )
        for number, step in enumerate(shown)
    ]
    line = curve(placed)
    ground = f"{line} L{placed[-1].x} 66 L{placed[0].x} 66Z"
    own = [number for number, step in enumerate(placed) if step.is_mine]
    start, end = (own[0], own[-1] + 1) if own else (0, 0)
    return Strip(placed, width, line, ground, round(start * column, 1), round((end - start) * column, 1))


def curve(points: Sequence[Step]) -> str:
    """Level at each point, so that no height is drawn that was not."""
    first, *others = points
    drawn, before = [f"M{first.x} {first.y}"], first
    for point in others:
        middle = round((before.x + point.x) / 2, 1)
        drawn.append(f"C{middle} {before.y} {middle} {point.y} {point.x} {point.y}")
        before = point
    return " ".join(drawn)
