"""What comes in by the page: the tapped mark as soon as somebody sees it, then the whole of it; and changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agents.tokens import hashed
from conversations.models import NumberQuestion
from customers import consents
from customers.consents import Said
from customers.models import Answer, Purpose
from kpis.models import Asked, SurveyAnswer, SurveyInvitation, Touched
from kpis.surveys import loop
from omnidesk.redaction import redact
from sentences.sentiment import sentiment_of
from sentences.themes import themes_of

LONGEST_COMMENT = 2_000
# As long as a page is good for after its last look.
TYPED_FOR = timedelta(hours=12)


class Overtaken(Exception):
    """Another answer came in since this page was shown."""


class Over(Exception):
    """The time to answer, or to change the answer, is over."""


@dataclass(frozen=True)
class Given:
    """What is_whole is False for is the mark alone: what else was said before stays."""

    score: int
    again: int | None = None
    comment: str = ""
    is_whole: bool = False


def found(token: str) -> SurveyInvitation | None:
    """Unknown, used up and out of time are one and the same to whoever asks."""
    row = sent_to(token)
    return row if row and until(row) > timezone.now() else None


def sent_to(token: str) -> SurveyInvitation | None:
    """Out of time too: who wants no more may say so whenever they read it."""
    rows = SurveyInvitation.objects.select_related("survey", "version__survey", "conversation", "channel", "answer")
    return rows.select_related("conversation__customer").filter(token_hash=hashed(token), state=Asked.SENT).first()


def until(row: SurveyInvitation) -> datetime:
    """The last moment at which something can be said or changed."""
    answer, asked = answer_of(row), (row.sent_at or row.at) + timedelta(days=row.survey.answer_days)
    if answer is None:
        return asked
    changed = answer.at + timedelta(days=row.survey.edit_days)
    # A mark that was tapped is no whole answer: what is typed below it is no change, and never too late.
    return changed if answer.is_whole else max(asked, changed, answer.at + TYPED_FOR)


def answer_of(row: SurveyInvitation) -> SurveyAnswer | None:
    return getattr(row, "answer", None)


@transaction.atomic
def seen(row: SurveyInvitation) -> None:
    """A page that was looked at says so, once."""
    if SurveyInvitation.objects.filter(pk=row.pk, opened_at=None).update(opened_at=timezone.now()):
        touch(row)


@transaction.atomic
def take(row: SurveyInvitation, given: Given, turn: int) -> SurveyAnswer:
    """Raises Overtaken and Over. Of two that come at once the second meets the turn of the first."""
    row = SurveyInvitation.objects.select_for_update(of=("self",)).select_related("survey", "version").get(pk=row.pk)
    before = SurveyAnswer.objects.filter(invitation=row).first()
    if turn != (before.turn if before else 0):
        raise Overtaken
    now = timezone.now()
    if until(row) <= now:
        raise Over
    answer = before or SurveyAnswer(invitation=row, version=row.version, channel=row.channel, at=now, turn=0)
    lay(answer, given, now)
    answer.save()
    row.answer = answer
    NumberQuestion.objects.filter(message=row.message_id).update(until=until(row))
    loop.follow(answer, now)
    touch(row)
    return answer


def lay(answer: SurveyAnswer, given: Given, now: datetime) -> None:
    if answer.pk and (answer.is_whole or answer.score != given.score):
        answer.changed_at = now
    answer.score = given.score
    answer.turn += 1
    if not given.is_whole:
        return
    answer.is_whole = True
    answer.again = given.again if answer.version.asks_again else None
    answer.comment = redact(given.comment.strip()[:LONGEST_COMMENT])
    answer.sentiment, answer.themes = sentiment_of(answer.comment), themes_of(answer.comment)


def stop(row: SurveyInvitation) -> None:
    """Kept beside everything else that a customer allows or stops. Asked of one address, it holds for the person."""
    if row.identity is None or drawn_back(row):
        return
    consents.say(row.identity, Purpose.SURVEY, Answer.STOPPED, Said(source="survey", evidence=row.survey.name))


def drawn_back(row: SurveyInvitation) -> bool:
    return row.identity is not None and bool(consents.stopped([row.identity], Purpose.SURVEY))


def touch(row: SurveyInvitation) -> None:
    """The figures of this customer are to be derived anew."""
    customer = row.conversation.customer_id
    Touched.objects.bulk_create([Touched(customer_id=customer)], ignore_conflicts=True)
