"""From a customer's history to all their rows: the one place that knows every rule."""

from collections.abc import Callable, Iterator, Sequence

from kpis.measures import answering, repeating, resolving, telephone
from kpis.measures.course import CLOSED, Course, follow
from kpis.measures.history import History, Row, Spell, World
from kpis.measures.self_service import self_service

type OfMatter = Callable[[Course, World], Iterator[Row]]
type OfCustomer = Callable[[Sequence[Course], World], Iterator[Row]]


def opened(course: Course, world: World) -> Iterator[Row]:
    team = course.stretches[0].team
    yield Row(
        "opened",
        course.opened_at,
        course.opened_at,
        course.matter.id,
        course.heard[0].message if course.heard else None,
        course.channel,
        team,
        excluded=course.excluded,
    )


OF_MATTERS: tuple[OfMatter, ...] = (
    opened,
    answering.first_answers,
    answering.next_answers,
    answering.waiting,
    resolving.resolved,
    telephone.offers,
    telephone.talks,
    repeating.asked_again,
    repeating.switches,
    repeating.promises,
)
OF_CUSTOMERS: tuple[OfCustomer, ...] = (repeating.repeats, repeating.settled_at_once)


def derive(history: History, world: World) -> tuple[list[Row], list[Spell]]:
    """Every row and every spell of open time that a customer's history makes; the same history makes the same."""
    courses = [follow(matter) for matter in history.matters]
    rows = [row for course in courses for rule in OF_MATTERS for row in rule(course, world)]
    rows += [row for rule in OF_CUSTOMERS for row in rule(courses, world)]
    rows += self_service(history.steps, courses, world)
    return rows, [spell for course in courses for spell in spells(course)]


def spells(course: Course) -> Iterator[Spell]:
    """Open time, cut where the team changes; its age is counted from when the matter was opened last."""
    running: list[Spell] = []
    opened_at = course.opened_at
    for stretch in course.stretches:
        if stretch.status in CLOSED:
            opened_at = stretch.ended_at or opened_at
            continue
        last = running[-1] if running else None
        if last and last.team == stretch.team and last.ended_at == stretch.began_at:
            running[-1] = Spell(**vars(last) | {"ended_at": stretch.ended_at})
        else:
            where = course.channel, stretch.team, course.excluded
            running.append(Spell(course.matter.id, opened_at, stretch.began_at, stretch.ended_at, *where))
    return iter(running)
