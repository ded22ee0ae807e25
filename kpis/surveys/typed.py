"""Answers that are typed: a number alone, where others tap a mark (conversations.numbers_asked takes them in)."""

from collections.abc import Callable

import structlog
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from conversations import numbers_asked, outbox, threads
from conversations.capabilities import capabilities_of
from conversations.models import Conversation, Message, NumberQuestion
from kpis.models import SurveyAnswer, SurveyInvitation
from kpis.surveys import answering, ways, words
from kpis.surveys.answering import Given, Over
from kpis.surveys.scales import SCALES

SOME = 50
# What fails so often is for people to look at (log: typed_answer_failed); its customer's next words begin anew.
TRIES = 5
# Who changes their mind more often is not told each time: some channels cost by the message.
TOLD = 3

log = structlog.get_logger(__name__)


def ask(row: SurveyInvitation, message: Message) -> None:
    """A letter has a link for each mark, and a reply to it says more than a number."""
    if message.channel is None or capabilities_of(message.channel).letters:
        return
    scale = SCALES[row.survey.kind]
    numbers_asked.ask(message, scale.lowest, scale.highest, answering.until(row))


def sweep() -> int:
    """What nobody was woken for, those that never failed first. Returns how many there were."""
    rows = NumberQuestion.objects.exclude(news=[]).filter(tries__lt=TRIES).order_by("tries", "pk")
    waiting = list(rows.values_list("pk", flat=True)[:SOME])
    for pk in waiting:
        tried(pk)
    return len(waiting)


def tried(pk: int) -> None:
    """One that fails keeps nobody else waiting: it is written down, and let be after some tries."""
    try:
        read(pk)
    except OperationalError:
        # The database was busy or away: the next sweep reads it.
        log.warning("typed_answer_waits", message=pk, exc_info=True)
    except Exception:
        log.exception("typed_answer_failed", message=pk)
        NumberQuestion.objects.filter(pk=pk).update(tries=F("tries") + 1)


@transaction.atomic
def read(pk: int) -> None:
    """What came since the last look, once: under the customer's lock, as it was written."""
    rows = SurveyInvitation.objects.select_related("survey", "version__survey", "conversation", "channel", "answer")
    row = rows.filter(message=pk).first()
    if row is None:
        NumberQuestion.objects.filter(pk=pk).update(news=[])
        return
    matter = threads.lock(row.conversation)
    question = NumberQuestion.objects.select_related("comment").get(pk=pk)
    NumberQuestion.objects.filter(pk=pk).update(news=[], tries=0)
    for kind in dict.fromkeys(question.news):
        READ[kind](row, question, matter)


def number(row: SurveyInvitation, question: NumberQuestion, matter: Conversation) -> None:
    answering.seen(row)
    if question.number is None or (answer := taken(row, Given(question.number))) is None:
        return
    if answer.turn <= TOLD:
        scale, asks = SCALES[row.survey.kind], question.comment_id is None
        mark = f"{question.number} {scale.word(question.number)}".strip() if scale.is_named else str(question.number)
        say(row, matter, lambda: confirmed(mark, asks=asks))


def stray(row: SurveyInvitation, question: NumberQuestion, matter: Conversation) -> None:
    said = {"lowest": question.lowest, "highest": question.highest}
    say(row, matter, lambda: _("Sorry, please answer with a number from %(lowest)s to %(highest)s.") % said)


def comment(row: SurveyInvitation, question: NumberQuestion, matter: Conversation) -> None:
    """Below what the page may hold already."""
    answer = SurveyAnswer.objects.filter(invitation=row).first()
    if answer is not None and question.comment is not None:
        whole = "\n".join(filter(None, [answer.comment, question.comment.text]))
        taken(row, Given(answer.score, answer.again, whole, is_whole=True))


READ = {"number": number, "stray": stray, "comment": comment}


def taken(row: SurveyInvitation, given: Given) -> SurveyAnswer | None:
    """None = its time was over."""
    before = SurveyAnswer.objects.filter(invitation=row).first()
    try:
        return answering.take(row, given, before.turn if before else 0)
    except Over:
        return None


def confirmed(mark: str, *, asks: bool) -> str:
    thanks = _("Thank you: we have your answer, “%(mark)s”.") % {"mark": mark}
    return "\n".join([thanks, _("If you like, write to us here why.")]) if asks else thanks


def say(row: SurveyInvitation, matter: Conversation, written: Callable[[], str]) -> None:
    """On the channel that they answered on, if it can be written to now: a closed window or a stop says nothing."""
    way = ways.way_to(matter)
    if way is None or way.channel.pk != row.channel_id or ways.why_not(way):
        return
    with override(words.language_of(matter, way.channel)):
        outbox.automatic(matter, text=written(), channel=way.channel, identity=way.identity)
