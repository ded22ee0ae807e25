"""Closing the loop: whoever was not content hears from us. A task by the end of the team's next business day."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agents import hours
from agents.access import can
from agents.models import Agent, Team
from kpis.models import CloseTheLoop, SurveyAnswer
from kpis.surveys.scales import SCALES

# For a team without a calendar, as its callbacks are.
USUAL = hours.Schedule(weekly={weekday: ((time(9), time(18)),) for weekday in range(5)})
LONGEST_NOTE = 500
PAGE = 50


def follow(answer: SurveyAnswer, now: datetime) -> None:
    """A low mark makes a task; one that was corrected before anybody began takes it back."""
    if answer.score > SCALES[answer.version.survey.kind].low:
        CloseTheLoop.objects.filter(answer=answer, done_at=None).delete()
        return
    matter = answer.invitation.conversation
    owner = matter.assignee if matter.assignee and matter.assignee.is_active else None
    CloseTheLoop.objects.get_or_create(answer=answer, defaults={"owner": owner, "due_at": due(matter.team, now)})


def due(team: Team | None, now: datetime) -> datetime:
    """The close of the first business day after today; where no day ever opens, in a day."""
    schedule = hours.schedule_of(team.calendar) if team and team.calendar else USUAL
    tomorrow = datetime.combine(now.astimezone(schedule.zone).date() + timedelta(days=1), time(), schedule.zone)
    opens = hours.next_opening(schedule, tomorrow)
    if opens is None:
        return now + timedelta(days=1)
    ends = [closes for _opens, closes in hours.spans(schedule, opens, opens)]
    return max(ends, default=opens)


def seen_by(agent: Agent) -> QuerySet[CloseTheLoop]:
    """Those who lead see their teams'; everybody sees what is theirs to do."""
    rows = CloseTheLoop.objects.visible_to(agent)
    rows = rows if can(agent, "surveys.results") else rows.filter(owner=agent)
    return rows.select_related(
        "owner", "done_by", "answer__version__survey", "answer__channel", "answer__invitation__conversation__customer"
    )


def listed(agent: Agent, *, done: bool) -> list[CloseTheLoop]:
    """What is most urgent first; of what is done, the latest."""
    rows = seen_by(agent)
    if done:
        return list(rows.exclude(done_at=None).order_by("-done_at", "-pk")[:PAGE])
    return list(rows.filter(done_at=None).order_by("due_at", "pk")[:PAGE])


@transaction.atomic
def settle(row: CloseTheLoop, agent: Agent, note: str) -> bool:
    """Once, with the words of what was done. False = somebody was faster."""
    settled = {"done_at": timezone.now(), "done_by": agent, "note": note[:LONGEST_NOTE]}
    return bool(CloseTheLoop.objects.filter(pk=row.pk, done_at=None).update(**settled))


def take_over(row: CloseTheLoop, agent: Agent) -> bool:
    return bool(CloseTheLoop.objects.filter(pk=row.pk, done_at=None).exclude(owner=agent).update(owner=agent))
