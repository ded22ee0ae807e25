"""How long customers wait for a person of ours: first, next and all in all. Pure; definitions in kpis.definitions."""

from collections.abc import Iterator
from datetime import datetime
from statistics import median_low

from kpis.measures.course import OURS, Answer, Course
from kpis.measures.history import Deed, Row, World, whole


def timed(course: Course, world: World, measure: str, answer: Answer, began_at: datetime) -> Row:
    """From a moment to an answer, on both clocks; the business one is that of each team while it had the matter."""
    return Row(
        measure,
        answer.at,
        began_at,
        course.matter.id,
        answer.message,
        course.channel,
        answer.team,
        answer.agent,
        seconds=whole(answer.at - began_at),
        business_seconds=open_seconds(course, world, began_at, answer.at),
        excluded=course.excluded,
    )


def open_seconds(course: Course, world: World, start: datetime, end: datetime) -> int:
    total = 0.0
    for stretch in course.stretches:
        first, last = max(start, stretch.began_at), min(end, stretch.ended_at or end)
        if first < last:
            total += world.clock(stretch.team, first, last).total_seconds()
    return int(total)


def first_answers(course: Course, world: World) -> Iterator[Row]:
    """Three starts: from when it reached people, from the customer's first word, and from creation."""
    word, answer = course.first_word, course.first_answer
    if word is None or answer is None:
        return
    yield timed(course, world, "frt", answer, reached_people(course, world, word, answer))
    yield timed(course, world, "frt_message", answer, word.at)
    yield timed(course, world, "frt_opened", answer, min(course.opened_at, word.at))


def reached_people(course: Course, world: World, word: Deed, answer: Answer) -> datetime:
    """On live channels: when it first came to the queue of a team; where it lay with one from the beginning, and on all
    other channels, the customer's first word. A hand-over from team to team makes nobody's wait shorter."""
    first = course.handed[0] if course.handed else None
    if course.channel in world.live and first and course.stretches[0].team is None and word.at <= first <= answer.at:
        return first
    return word.at


def next_answers(course: Course, world: World) -> Iterator[Row]:
    """After the first answer: from the first of the customer's words in a row to our next."""
    first = course.first_answer
    later = [one for one in course.answers if one.burst and first and one.at > first.at]
    rows = [timed(course, world, "nrt", one, one.burst.at) for one in later if one.burst]
    yield from rows
    if rows:
        middle = median_low([row.seconds or 0 for row in rows])
        yield of_all(rows, "nrt_median", next(row for row in rows if row.seconds == middle))
        yield of_all(rows, "nrt_worst", max(rows, key=lambda row: row.seconds or 0))


def of_all(rows: list[Row], measure: str, chosen: Row) -> Row:
    """The row of one burst as that of the matter, counted when the last one ended."""
    return Row(**vars(chosen) | {"measure": measure, "at": rows[-1].at})


def waiting(course: Course, world: World) -> Iterator[Row]:
    """How long it was our turn or lay on hold, until it was resolved for good."""
    if not course.is_resolved:
        return
    seconds = business = 0.0
    for stretch in course.stretches:
        if stretch.status in OURS and stretch.ended_at:
            seconds += (stretch.ended_at - stretch.began_at).total_seconds()
            business += world.clock(stretch.team, stretch.began_at, stretch.ended_at).total_seconds()
    last = course.resolutions[-1] if course.resolutions else None
    if last is not None:
        yield Row(
            "wait",
            last.at,
            course.opened_at,
            course.matter.id,
            channel=course.channel,
            team=last.team,
            agent=last.agent,
            seconds=int(seconds),
            business_seconds=int(business),
            excluded=course.excluded,
        )
