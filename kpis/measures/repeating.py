"""What customers had to do twice: say something again, change channel, come back. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from kpis.measures.course import Course
from kpis.measures.history import Deed, Row, World
from kpis.measures.resolving import HOLDS, counting, ended, one_contact, reopened_after

REPEATS = timedelta(days=7)
SWITCHES = timedelta(hours=72)
# A card that was made with the change, by clocks that are not quite the same.
WITH_IT = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)


def asked_again(course: Course, world: World) -> Iterator[Row]:
    """Of each matter that a person of ours handled; counted on the day of the first answer, so that a long matter does
    not wander from day to day."""
    answer = course.first_answer or next(iter(course.answers), None)
    if answer is not None:
        yield Row(
            "asked_again",
            answer.at,
            course.opened_at,
            course.matter.id,
            answer.message,
            course.channel,
            answer.team,
            answer.agent,
            value=int(bool(course.matter.asked_again)),
            excluded=course.matter.excluded,
        )


def switches(course: Course, world: World) -> Iterator[Row]:
    """The customer goes on by another channel. value 1 = what was known got lost: no card went along, or they were
    asked again in our next answer."""
    for before, after in zip(course.heard, course.heard[1:], strict=False):
        if before.channel != after.channel and after.at - before.at <= SWITCHES:
            yield switch(course, before, after)


def switch(course: Course, before: Deed, after: Deed) -> Row:
    answer = next((one for one in course.answers if one.at >= after.at), None)
    until = answer.at if answer else datetime.max.replace(tzinfo=after.at.tzinfo)
    carried = any(after.at - WITH_IT <= card <= until for card in course.matter.cards)
    again = answer is not None and answer.message in course.matter.asked_again
    return Row(
        "switch",
        after.at,
        before.at,
        course.matter.id,
        after.message,
        after.channel,
        course.team_at(after.at),
        answer.agent if answer else None,
        value=int(again or not carried),
        detail=str(before.channel or ""),
        excluded=course.excluded,
    )


def promises(course: Course, world: World) -> Iterator[Row]:
    """Each that has fallen due: kept by then, or not."""
    for promise in course.matter.promises:
        if promise.due_at <= world.now:
            kept = promise.kept_at is not None and promise.kept_at <= promise.due_at
            yield Row(
                "promise",
                promise.due_at,
                promise.made_at,
                course.matter.id,
                promise.message,
                course.channel,
                course.team_at(promise.due_at),
                promise.owner,
                value=int(kept),
                excluded=course.matter.excluded,
            )


def same_reason(one: Course, other: Course) -> bool:
    """By their labels; where one has none, nobody can say that it was about something else."""
    return not (one.matter.labels and other.matter.labels) or bool(one.matter.labels & other.matter.labels)


def contacts(courses: Sequence[Course]) -> list[Course]:
    """Matters that count and in which the customer spoke, oldest first."""
    return sorted((one for one in courses if one.heard and not one.excluded), key=lambda one: one.heard[0].at)


def came_between(others: Iterable[Course], course: Course, start: datetime, end: datetime) -> bool:
    """The customer spoke in another matter for the same reason, from start up to before end."""
    return any(
        start <= word.at < end
        for other in others
        if other is not course and same_reason(other, course)
        for word in other.heard
    )


def repeats(courses: Sequence[Course], world: World) -> Iterator[Row]:
    """Of each contact: had they been here for the same reason within seven days?"""
    every = contacts(courses)
    for course in (one for one in courses if one.heard):
        word = course.heard[0]
        again = came_between(every, course, word.at - REPEATS, word.at)
        yield Row(
            "repeat",
            word.at,
            word.at,
            course.matter.id,
            word.message,
            word.channel,
            course.team_at(word.at),
            value=int(again),
            excluded=course.excluded,
        )


def settled_at_once(courses: Sequence[Course], world: World) -> Iterator[Row]:
    """First contact resolution. A matter counts once its window is over (kpis.figures leaves younger ones out)."""
    every = contacts(courses)
    for course in (one for one in courses if one.heard):
        ends = counting(course)
        if not ends or not course.answers:
            continue
        end = ends[-1]
        back = came_between(every, course, end.at + INSTANT, end.at + HOLDS + INSTANT)
        held = not back and not any(reopened_after(course, one) for one in ends)
        yield ended(course, "fcr", end, value=int(held and one_contact(course)))
