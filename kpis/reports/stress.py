"""The report of what a matter costs the customer on its way, drawn as the journey on a profile is."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, pgettext

from agents.models import Agent
from conversations import journey
from kpis import figures, said
from kpis.exports import Table
from kpis.reports import places, shown, stages
from kpis.reports.asking import Asked
from kpis.reports.stages import Stage

# In the units of the drawing; it is stretched to its box.
WIDTH = 900


@dataclass(frozen=True)
class Stop:
    """x and y: where its node lies in a box of WIDTH × 66."""

    stage: Stage
    x: float
    y: float
    href: str

    @property
    def effort(self) -> str:
        return stages.effort_word(self.stage.effort)

    @property
    def level(self) -> str:
        return stages.effort_word(self.stage.level)

    @property
    def says(self) -> str:
        """For who hears it, and for a pointer that rests on it."""
        parts = (self.stage.figure, f"n = {said.count(self.stage.n)}", f"{gettext('Effort')} {self.effort}")
        return f"{self.stage.name}: {' · '.join(parts)}"


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    found = stages.stages(asked)
    stops = placed(asked, found)
    n = figures.counted("opened", asked.slice)
    line = journey.curve(stops)  # type: ignore[arg-type]  # it reads x and y alone
    return {
        "meaning": shown.meaning(asked, n),
        "figures": top(asked, found, n),
        "stops": stops,
        "width": WIDTH,
        "line": line,
        "ground": f"{line} L{stops[-1].x} 66 L{stops[0].x} 66Z",
        "total": stages.effort_word(stages.total(found)),
        "n": n or max(stage.n for stage in found),
    }


def placed(asked: Asked, found: list[Stage]) -> list[Stop]:
    """The scale ends at the highest stage, but not under that of an easy journey."""
    column = WIDTH / len(found)
    scale = max(journey.LOWEST_SCALE, *(stage.level for stage in found))
    height = journey.GROUND - journey.TOP
    return [
        Stop(
            stage,
            round(column * (number + 0.5), 1),
            round(journey.GROUND - height * stage.level / scale, 1),
            stage.mark.href(asked, stage.measure) if stage.n else "",
        )
        for number, stage in enumerate(found)
    ]


def top(asked: Asked, found: list[Stage], n: int) -> list[shown.Figure]:
    before = stages.total(stages.stages(of_before(asked))) if asked.has_before else None
    now, hardest = stages.total(found), stages.hardest(found)
    change = ""
    if now is not None and before is not None:
        change = shown.since(said.more(now - before, 2))
    contacts = pgettext("measure", "n = %(n)s contacts") % {"n": said.count(n)}
    every = next(stage for stage in found if stage.measure == "opened").mark.href(asked, "opened")
    figure = shown.Figure(
        gettext("Effort for each contact"), stages.effort_word(now), evidence=contacts, change=change,
        is_small=0 < n < 30, href=every if n else "",
    )  # fmt: skip
    if hardest is None:
        return [figure]
    words = f"{hardest.figure} · n = {said.count(hardest.n)}"
    href = hardest.mark.href(asked, hardest.measure)
    return [
        figure,
        shown.Figure(gettext("Costs most"), hardest.name, evidence=words, is_small=hardest.is_small, href=href),
        shown.Figure(
            gettext("Its effort"), stages.effort_word(hardest.effort), is_small=hardest.is_small,
            evidence=pgettext("measure", "%(share)s of all") % {"share": said.percent(stages.part(hardest, now))},
        ),
    ]  # fmt: skip


def of_before(asked: Asked) -> Asked:
    return replace(asked, slice=asked.slice.before())


def tables(found: dict[str, Any]) -> list[Table]:
    """As it is taken home."""
    value = pgettext("measure", "Value")
    head = [gettext("Stage"), gettext("Measure"), "n", value, "95%", gettext("Effort"), gettext("Height")]
    rows = [
        (one.name, one.of, one.n, one.figure, one.doubt, one.effort, one.level)
        for one in (stop.stage for stop in found["stops"])
    ]
    return [Table(gettext("Effort along the way"), head, rows, ("", "", "", "", "", "mark", "mark"))]
