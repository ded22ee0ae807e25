"""Live lines, where somebody waits while we let it ring: calls, and chats until the first answer. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kpis.measures.answering import open_seconds
from kpis.measures.course import Course
from kpis.measures.history import Phoned, Row, World, whole

# Who leaves sooner never meant to wait: counted apart.
SHORT = timedelta(seconds=5)
# Who asks to be called back within this time of ringing has not given up.
CALLED_BACK = timedelta(minutes=10)


def offers(course: Course, world: World) -> Iterator[Row]:
    """value 1 = a person answered, 0 = they left before; seconds = how long they waited."""
    for call in course.matter.calls:
        if call.incoming:
            yield from offered_call(course, world, call)
    if course.channel in world.live and not course.matter.calls:
        yield from offered_chat(course, world)


def offered_call(course: Course, world: World, call: Phoned) -> Iterator[Row]:
    if call.answered_at:
        yield offer(course, world, call.came_at, call.answered_at, 1, message=call.message, agent=call.agent)
    elif call.ended_at:
        yield offer(course, world, call.came_at, call.ended_at, 0, message=call.message)


def offered_chat(course: Course, world: World) -> Iterator[Row]:
    """Left = went away before the first answer, and said nothing more before it."""
    word, answer = course.first_word, course.first_answer
    if word is None:
        return
    before = [deed for deed in course.matter.deeds if answer is None or deed.at < answer.at]
    gone = [deed.at for deed in before if deed.kind == "visitor_left" and deed.at >= word.at]
    spoke_again = bool(gone) and any(heard.at > gone[-1] and heard in before for heard in course.heard)
    if gone and not spoke_again:
        yield offer(course, world, word.at, gone[-1], 0, message=word.message)
    elif answer is not None:
        yield offer(course, world, word.at, answer.at, 1, message=answer.message, agent=answer.agent)


def offer(
    course: Course,
    world: World,
    start: datetime,
    end: datetime,
    value: int,
    message: int | None = None,
    agent: int | None = None,
) -> Row:
    excluded = course.excluded
    if not value and not excluded:
        excluded = "callback" if called_back(course, start, end) else "short" if end - start < SHORT else ""
    return Row(
        "offer",
        end,
        start,
        course.matter.id,
        message,
        course.channel,
        course.team_at(end),
        agent,
        seconds=whole(end - start),
        business_seconds=open_seconds(course, world, start, end),
        value=value,
        excluded=excluded,
    )


def called_back(course: Course, start: datetime, end: datetime) -> bool:
    asked = [deed.at for deed in course.matter.deeds if deed.kind == "callback_asked"]
    return any(start <= at <= end + CALLED_BACK for at in asked)


def talks(course: Course, world: World) -> Iterator[Row]:
    """Talk and after-call work of each call that was answered, once it is written up."""
    for call in course.matter.calls:
        if call.answered_at and call.ended_at:
            end = max(call.wrapped_up_at or call.ended_at, call.ended_at)
            yield Row(
                "handle_phone",
                end,
                call.answered_at,
                course.matter.id,
                call.message,
                call.channel,
                course.team_at(end),
                call.agent,
                seconds=whole(end - call.answered_at),
                excluded=course.matter.excluded,
            )
