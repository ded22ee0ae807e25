"""How matters end: how long it took, how much work it was, whether it held. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from kpis.measures.answering import open_seconds
from kpis.measures.course import Course, Resolution
from kpis.measures.history import Row, World, whole

# A resolution that a reopening follows within this time did not hold.
HOLDS = timedelta(days=7)
# One-touch: fewer public answers than this.
TOUCHES = 2


def ended(course: Course, measure: str, end: Resolution, **more: int | None) -> Row:
    row = Row(
        measure,
        end.at,
        course.opened_at,
        course.matter.id,
        channel=course.channel,
        team=end.team,
        agent=end.agent or course.matter.assignee,
        excluded=course.excluded,
    )
    return Row(**vars(row) | more)


def reopened_after(course: Course, end: Resolution) -> bool:
    return any(end.at <= at <= end.at + HOLDS for at in course.reopened)


def counting(course: Course) -> list[Resolution]:
    """What a rule resolved by itself counts only where it held."""
    return [end for end in course.resolutions if not (end.by_itself and reopened_after(course, end))]


def resolved(course: Course, world: World) -> Iterator[Row]:
    ends = counting(course)
    yield from (ended(course, "resolved", end) for end in ends)
    if not ends:
        return
    yield lasting(course, world, "resolution_first", ends[0])
    again = any(reopened_after(course, end) for end in ends)
    yield ended(course, "reopen", ends[0], value=int(again))
    if course.is_resolved:
        yield lasting(course, world, "resolution_full", ends[-1])
        touches = len(course.answers)
        yield ended(course, "one_touch", ends[-1], value=int(touches < TOUCHES))
        yield from handled(course, ends[-1])


def lasting(course: Course, world: World, measure: str, end: Resolution) -> Row:
    business = open_seconds(course, world, course.opened_at, end.at)
    return ended(course, measure, end, seconds=whole(end.at - course.opened_at), business_seconds=business)


def handled(course: Course, end: Resolution) -> Iterator[Row]:
    """Active time before it, over all who had it; only where somebody had it before them at all."""
    spans = [(start, min(stop, end.at)) for _agent, start, stop in course.matter.focus if start < end.at]
    if spans:
        yield ended(course, "handle", end, seconds=sum(whole(stop - start) for start, stop in spans))


def one_contact(course: Course, within: timedelta = timedelta(hours=24)) -> bool:
    """Everything was said in one sitting: no word of the customer's comes later than a day after our first answer."""
    answer = course.first_answer
    return answer is not None and all(word.at <= answer.at + within for word in course.heard)
