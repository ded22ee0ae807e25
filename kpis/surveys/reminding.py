"""One reminder to who has not answered, on the same way, and never in a window that is open in front of them."""

from datetime import datetime, timedelta

import structlog
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from conversations import choosing, outbox, threads
from conversations.capabilities import capabilities_of
from conversations.models import Channel, Delivery, Status
from kpis.models import Asked, Survey, SurveyInvitation
from kpis.surveys import drawing, ways, words

# A reminder that could not go for so long does not go any more.
LOOKED_BACK = timedelta(days=1)
LOST = (Delivery.FAILED, Delivery.BOUNCED)
SOME = 50

log = structlog.get_logger(__name__)


def scan(now: datetime | None = None) -> int:
    now = now or timezone.now()
    surveys = Survey.objects.exclude(on_since=None).filter(remind_after_hours__gt=0)
    return sum(sum(reminded(row, now) for row in due(survey, now)[:SOME]) for survey in surveys)


def due(survey: Survey, now: datetime) -> QuerySet[SurveyInvitation]:
    until = now - timedelta(hours=survey.remind_after_hours)
    asked = SurveyInvitation.objects.filter(survey=survey, state=Asked.SENT, reminded_at=None, answer=None)
    asked = asked.filter(sent_at__range=(until - LOOKED_BACK, until), conversation__status=Status.RESOLVED)
    asked = asked.exclude(message=None).exclude(message__delivery__in=LOST).exclude(channel__in=in_front())
    return asked.select_related("conversation", "channel", "message").order_by("sent_at")


def in_front() -> list[int]:
    """The channels whose customers sit at a window of ours."""
    return [one.pk for one in Channel.objects.all() if capabilities_of(one).present is not None]


def reminded(row: SurveyInvitation, now: datetime) -> bool:
    """Each is judged once: what will not go, or fails, holds no place before those that will."""
    try:
        return remind(row, now)
    except OperationalError:
        # The database was busy or away: the next scan reminds.
        log.warning("survey_reminder_waits", invitation=row.pk, exc_info=True)
    except Exception:
        log.exception("survey_reminder_failed", invitation=row.pk)
        rest(row, now, ways.in_english(ways.FAILED))
    return False


def rest(row: SurveyInvitation, now: datetime, why: str) -> bool:
    """False = somebody else was faster."""
    rows = SurveyInvitation.objects.filter(pk=row.pk, reminded_at=None)
    return bool(rows.update(reminded_at=now, reason=why[:200]))


@transaction.atomic
def remind(row: SurveyInvitation, now: datetime) -> bool:
    """The words of the first message again, below a line that says so: its links are good for both."""
    matter = threads.lock(row.conversation)
    way, first = ways.way_to(matter), row.message
    why = why_not(row, way)
    if not rest(row, now, why) or why or way is None or first is None:
        return False
    with override(words.language_of(matter, way.channel)):
        text = _("We would still like to hear from you. If you have a minute:")
    outbox.automatic(
        matter,
        text=f"{text}\n\n{first.text}",
        channel=way.channel,
        identity=way.identity,
        choices=choosing.offered(first),
    )
    return True


def why_not(row: SurveyInvitation, way: ways.Way | None) -> str:
    """'' = it can go. On another way than the first nobody is reminded."""
    if drawing.wants_none(row.conversation.customer):
        return ways.in_english(Asked.STOPPED.label)
    same = way if way and way.channel.pk == row.channel_id else None
    return ways.why_not(same)
