"""The stages of a typical matter: how often each happens for a contact, what it costs them, and the rows of it.

Weights are those of the journey on a customer's page (conversations.journey), so that heights mean the same. Two are of
its measure only: waiting beyond the limit and a reopening weigh as much as writing to us once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext, pgettext_lazy

from conversations.journey import FAILED, FURTHER, NEW_CHANNEL, STAYS, TOLD_AGAIN, WENT_WELL, WRITING
from kpis import figures, said
from kpis.definitions import DEFINITIONS
from kpis.figures import Times
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark
from kpis.slices import Slice
from kpis.statistics import Share, share

NAMES: dict[str, Any] = {
    "self_service": pgettext_lazy("stage", "Helping oneself"),
    "opened": pgettext_lazy("stage", "Contact"),
    "offer": pgettext_lazy("stage", "Ringing"),
    "frt": pgettext_lazy("stage", "Waiting"),
    "nrt": pgettext_lazy("stage", "Back and forth"),
    "asked_again": pgettext_lazy("stage", "Asked again"),
    "switch": pgettext_lazy("stage", "Switch and hand-over"),
    "reopen": pgettext_lazy("stage", "Reopened"),
    "resolution_full": pgettext_lazy("stage", "Resolved"),
}


@dataclass(frozen=True)
class Stage:
    """effort: of this stage, for each contact; None where nothing was counted. level: with what is carried on to it.

    n: of what its own figure is; figure: the share or the time, in words with its interval; hard: the rows that hurt.
    """

    measure: str
    n: int
    hits: int | None
    figure: str
    doubt: str
    effort: float | None
    mark: Mark
    level: float = 0.0

    @property
    def name(self) -> str:
        return str(NAMES[self.measure])

    @property
    def of(self) -> str:
        return str(DEFINITIONS[self.measure].name)

    @property
    def is_small(self) -> bool:
        return 0 < self.n < 30


def stages(asked: Asked) -> list[Stage]:
    """In the order of a matter. Without a contact there is no effort for each, and none is told."""
    contacts = figures.counted("opened", asked.slice)
    found = [
        helping_oneself(asked, contacts), contact(contacts), ringing(asked, contacts), waiting(asked, contacts),
        back_and_forth(asked, contacts), asked_again(asked, contacts), switch(asked, contacts), reopened(asked),
        resolved(asked),
    ]  # fmt: skip
    return levelled(found)


def levelled(found: Sequence[Stage]) -> list[Stage]:
    """As on a profile: six tenths of the height before stay."""
    level, made = 0.0, []
    for stage in found:
        level = (stage.effort or 0) + STAYS * level
        made.append(Stage(**{**vars(stage), "level": level}))
    return made


def each(times: float, contacts: int) -> float | None:
    return times / contacts if contacts else None


def is_whole(asked: Slice) -> bool:
    """Of the whole company, narrowed to nothing."""
    return asked.scope.all_teams and asked.team is None and not (asked.channels or asked.is_narrow)


def helping_oneself(asked: Asked, contacts: int) -> Stage:
    """Only who then turned to us has a team and a channel: of a part, all who did not would be missing or too many."""
    if not is_whole(asked.slice):
        words = pgettext("stage", "Left out: what succeeds has no team, channel or label")
        return Stage("self_service", 0, None, words, "", None, Mark())
    found = figures.share("self_service", asked.slice)
    failed = share(found.n - found.hits, found.n)
    cost = each(FAILED * failed.hits + WENT_WELL * found.hits, contacts)
    return of_share("self_service", failed, cost, Mark(low=0, high=0), pgettext("stage", "%(share)s failed"))


def contact(contacts: int) -> Stage:
    return Stage("opened", contacts, None, said.count(contacts), "", WRITING if contacts else None, Mark())


def ringing(asked: Asked, contacts: int) -> Stage:
    found = figures.share("offer", asked.slice)
    left = share(found.n - found.hits, found.n)
    words = pgettext("stage", "%(share)s abandoned")
    return of_share("offer", left, each(FAILED * left.hits, contacts), Mark(low=0, high=0), words)


def waiting(asked: Asked, contacts: int) -> Stage:
    limit = asked.limit or 0
    found = figures.times("frt", asked.slice)
    late = found.n - figures.within("frt", asked.slice, limit) if found.n else 0
    words = pgettext("stage", "p50 %(time)s · %(share)s over %(limit)s") % {
        "time": said.duration(found.p(50).value, asked.in_days),
        "share": said.percent(share(late, found.n).value), "limit": said.duration(limit, asked.in_days),
    }  # fmt: skip
    cost = each(WRITING * late, contacts)
    return Stage("frt", found.n, late, words if found.n else said.NONE, of_median(found, asked), cost, Mark(over=limit))


def back_and_forth(asked: Asked, contacts: int) -> Stage:
    found = figures.times("nrt", asked.slice)
    rounds = each(found.n, contacts)
    words = pgettext("stage", "%(n)s rounds for each contact · p50 %(time)s") % {
        "n": said.NONE if rounds is None else said.decimal(rounds),
        "time": said.duration(found.p(50).value, asked.in_days),
    }  # fmt: skip
    cost = each(FURTHER * found.n, contacts)
    return Stage("nrt", found.n, None, words if found.n else said.NONE, of_median(found, asked), cost, Mark())


def asked_again(asked: Asked, contacts: int) -> Stage:
    found = figures.share("asked_again", asked.slice)
    cost = each(TOLD_AGAIN * found.hits, contacts)
    return of_share("asked_again", found, cost, Mark(low=1, high=1), pgettext("stage", "%(share)s of matters"))


def switch(asked: Asked, contacts: int) -> Stage:
    found = figures.share("switch", asked.slice)
    cost = each(NEW_CHANNEL * found.n, contacts)
    return of_share("switch", found, cost, Mark(), pgettext("stage", "%(share)s without the context"))


def reopened(asked: Asked) -> Stage:
    """For each contact of the days that count already: those of the last days can still be reopened."""
    found = figures.share("reopen", asked.slice)
    contacts = figures.counted("opened", figures.matured("reopen", asked.slice))
    cost = each(WRITING * found.hits, contacts)
    return of_share("reopen", found, cost, Mark(low=1, high=1), pgettext("stage", "%(share)s of matters"))


def resolved(asked: Asked) -> Stage:
    """It costs nothing more; how long the whole way took stands here."""
    found = figures.times("resolution_full", asked.slice)
    words = f"p50 {said.duration(found.p(50).value, asked.in_days)}"
    cost = 0.0 if found.n else None
    return Stage(
        "resolution_full", found.n, None, words if found.n else said.NONE, of_median(found, asked), cost, Mark()
    )


def of_share(measure: str, found: Share, cost: float | None, mark: Mark, words: str) -> Stage:
    figure = words % {"share": said.percent(found.value)} if found.n else said.NONE
    doubt = f"95% {said.interval(found.low, found.high, 'share')}" if found.n else ""
    return Stage(measure, found.n, found.hits, figure, doubt, cost if found.n else None, mark)


def of_median(found: Times, asked: Asked) -> str:
    p50 = found.p(50)
    return f"p50 95% {said.interval(p50.low, p50.high, 'seconds', asked.in_days)}" if found.n else ""


def total(found: Sequence[Stage]) -> float | None:
    """For each contact, all stages together."""
    known = [stage.effort for stage in found if stage.effort is not None]
    return sum(known) if known else None


def part(stage: Stage, every: float | None) -> float | None:
    """How much of all effort this stage is."""
    return stage.effort / every if every and stage.effort is not None else None


def hardest(found: Sequence[Stage]) -> Stage | None:
    """What costs most by itself; a contact is where it begins, and hurts nobody by being one."""
    every = [stage for stage in found if stage.measure != "opened" and stage.effort]
    return max(every, key=lambda stage: stage.effort or 0, default=None)


def effort_word(value: float | None) -> str:
    return said.NONE if value is None else said.decimal(value, 2)
