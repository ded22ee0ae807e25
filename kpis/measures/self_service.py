"""What customers tried by themselves, and where they turned when it failed. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from kpis.measures.course import Course
from kpis.measures.history import Row, Step, World
from kpis.measures.repeating import contacts

# A longer pause in a flow is another try.
PAUSE = timedelta(minutes=30)
TURNS_TO_US = timedelta(hours=24)


def tries(steps: Sequence[Step]) -> list[list[Step]]:
    """Each try at a flow, oldest first."""
    found: list[list[Step]] = []
    for flow in sorted({step.flow for step in steps}):
        of_flow = sorted((step for step in steps if step.flow == flow), key=lambda step: step.at)
        found.append(of_flow[:1])
        for before, step in pairwise(of_flow):
            if step.at - before.at > PAUSE:
                found.append([])
            found[-1].append(step)
    return sorted(found, key=lambda tried: tried[0].at)


def self_service(steps: Sequence[Step], courses: Sequence[Course], world: World) -> Iterator[Row]:
    """value 1 = done without us. 0 with a channel = they turned to us within a day, there; 0 without = they gave up,
    which is no success. detail: flow, step, outcome, with tabs between. Counted once the day is over or they came."""
    every = contacts(courses)
    for tried in tries(steps):
        last = tried[-1]
        until = last.at + TURNS_TO_US
        came = next((one for one in every if tried[0].at <= one.heard[0].at <= until), None)
        if came is None and world.now < until:
            continue
        yield Row(
            "self_service",
            last.at,
            tried[0].at,
            came.matter.id if came else None,
            channel=came.channel if came else None,
            team=came.team_at(came.heard[0].at) if came else None,
            value=int(came is None and last.outcome == "ok"),
            detail=f"{last.flow}\t{last.step}\t{last.outcome}"[:120],
            excluded=last.excluded,
        )
