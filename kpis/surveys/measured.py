"""What the figures read of surveys: rows of one customer, derived like all others."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from agents.models import Company
from conversations.models import Delivery
from kpis.loading import excluded
from kpis.models import Asked, Measured, SurveyAnswer, SurveyInvitation
from kpis.surveys.answering import answer_of

LOST = (Delivery.FAILED, Delivery.BOUNCED)


def rows_of(customer_ids: Iterable[int], zone: ZoneInfo) -> dict[int, list[Measured]]:
    """csat, nps or ces and said_again of each answer; and `survey` of each that was sent: 1 answered, 0 not, none
    where it was not delivered. By customer, unsaved; one query, however many customers."""
    company = Company.current()
    in_demo = bool(company and company.is_demo)
    related = ("survey", "version__survey", "conversation", "message", "answer__version__survey")
    asked = SurveyInvitation.objects.filter(conversation__customer__in=list(customer_ids), state=Asked.SENT)
    found: dict[int, list[Measured]] = defaultdict(list)
    for row in asked.select_related(*related).order_by("sent_at", "pk"):
        found[row.conversation.customer_id] += of_one(row, zone, str(excluded(row.conversation, in_demo=in_demo)))
    return found


def of_one(row: SurveyInvitation, zone: ZoneInfo, why_not: str) -> list[Measured]:
    asked_at, answer, state = row.sent_at or row.at, answer_of(row), state_of(row)
    value = None if state == "not_delivered" else int(answer is not None)
    found = [measured(row, "survey", asked_at, value, state)]
    if answer is not None:
        detail = f"{answer.version.survey.kind}:{answer.version.label}"
        found.append(measured(row, answer.version.survey.kind, answer.at, answer.score, detail))
        if answer.again is not None:
            found.append(measured(row, "said_again", answer.at, int(answer.again > 0), detail))
    for one in found:
        here = one.at.astimezone(zone)
        one.day, one.minute = here.date(), here.hour * 60 + here.minute
        one.excluded = why_not or ("lost" if one.value is None else "")
    return found


def measured(row: SurveyInvitation, measure: str, at: datetime, value: int | None, detail: str) -> Measured:
    return Measured(
        measure=measure, customer_id=row.conversation.customer_id, conversation_id=row.conversation_id,
        message_id=row.message_id, channel_id=row.channel_id, team_id=row.team_id, agent_id=row.agent_id,
        began_at=row.sent_at or row.at, at=at, value=value, detail=detail,
    )  # fmt: skip


def state_of(row: SurveyInvitation) -> str:
    """How far a survey that was sent has come: answered, partial, opened, not_delivered or delivered."""
    answer: SurveyAnswer | None = answer_of(row)
    if answer is not None:
        return "answered" if answer.is_whole else "partial"
    if row.opened_at:
        return "opened"
    lost = row.message is not None and row.message.delivery in LOST
    return "not_delivered" if lost else "delivered"
