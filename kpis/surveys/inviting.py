"""A scan that asks: each matter that was resolved long enough ago, once for each survey that is on.

Every matter that was due leaves a row, also where nobody is written to, so that silence can be told from not asked.
"""

from datetime import datetime, timedelta

import structlog
from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import override

from conversations import threads
from conversations.models import Conversation, Direction, Message, Status
from conversations.real_work import of_real_work
from kpis.models import Asked, Survey, SurveyInvitation, SurveyVersion
from kpis.surveys import drawing, links, typed, ways, words

# What a scan missed for so long is let be: nobody is asked about last week out of the blue.
LOOKED_BACK = timedelta(days=3)
# Neither about what had been silent for weeks when somebody tidied up.
FORGOTTEN = timedelta(days=14)
SOME = 50

log = structlog.get_logger(__name__)


def scan(now: datetime | None = None) -> int:
    """How many messages were sent."""
    now = now or timezone.now()
    surveys = Survey.objects.exclude(on_since=None).prefetch_related("teams", "channels")
    return sum(
        sum(invited(matter, version, now) for matter in due(survey, now)[:SOME])
        for survey in surveys
        if (version := survey.newest)
    )


def due(survey: Survey, now: datetime) -> QuerySet[Conversation]:
    """Resolved by us, real work, answered by a person, and not looked at yet."""
    latest = now - timedelta(minutes=survey.delay_minutes)
    since = max(survey.on_since or now, latest - LOOKED_BACK)
    ours = Message.objects.filter(conversation=OuterRef("pk"), direction=Direction.OUT, author__isnull=False)
    found = of_real_work(Conversation.objects.all()).filter(
        status=Status.RESOLVED,
        joined_into=None,
        resolved_at__gt=since,
        resolved_at__lte=latest,
        last_activity_at__gt=since - FORGOTTEN,
    )
    found = found.filter(team__in=teams) if (teams := [one.pk for one in survey.teams.all()]) else found
    found = found.filter(last_channel__in=kept) if (kept := [one.pk for one in survey.channels.all()]) else found
    looked_at = SurveyInvitation.objects.filter(conversation=OuterRef("pk"), survey=survey)
    return found.filter(Exists(ours), ~Exists(looked_at)).order_by("resolved_at", "pk")


def invited(matter: Conversation, version: SurveyVersion, now: datetime) -> bool:
    """One that fails keeps nobody else waiting: it is written down, and not met again a minute later."""
    try:
        return invite(matter, version, now)
    except OperationalError:
        # The database was busy or away: the next scan asks.
        log.warning("survey_waits", matter=matter.pk, survey=version.survey_id, exc_info=True)
    except Exception:
        log.exception("survey_failed", matter=matter.pk, survey=version.survey_id)
        row = made(matter, version, None, now)
        row.state, row.reason = Asked.UNREACHABLE, ways.in_english(ways.FAILED)
        SurveyInvitation.objects.bulk_create([row], ignore_conflicts=True)
    return False


@transaction.atomic
def invite(matter: Conversation, version: SurveyVersion, now: datetime) -> bool:
    """True = a message is on its way. Under the customer's lock, so that two surveys never ask one person at once.

    The figures hear of it by the message's entry; they measure none of the others.
    """
    matter = threads.lock(matter)
    known = SurveyInvitation.objects.filter(conversation=matter, survey=version.survey_id).exists()
    if known or matter.status != Status.RESOLVED:
        return False
    way = ways.way_to(matter)
    row = made(matter, version, way, now)
    row.state, row.reason = judged(matter, version.survey, way, now)
    if way and row.state == Asked.SENT:
        send(row, way)
    row.save()
    return row.state == Asked.SENT


def made(matter: Conversation, version: SurveyVersion, way: ways.Way | None, now: datetime) -> SurveyInvitation:
    return SurveyInvitation(
        survey=version.survey, version=version, conversation=matter, team=matter.team, agent=matter.assignee,
        channel=way.channel if way else matter.last_channel, at=now,
    )  # fmt: skip


def judged(matter: Conversation, survey: Survey, way: ways.Way | None, now: datetime) -> tuple[Asked, str]:
    if not drawing.is_drawn(matter.pk, survey):
        return Asked.LEFT_OUT, ""
    if drawing.is_resting(matter, now):
        return Asked.RESTING, ""
    if drawing.wants_none(matter.customer):
        return Asked.STOPPED, ""
    reason = ways.why_not(way)
    return (Asked.UNREACHABLE, reason[:200]) if reason else (Asked.SENT, "")


def send(row: SurveyInvitation, way: ways.Way) -> None:
    sealed, row.token_hash = links.new_seal()
    row.identity, row.sent_at = way.identity, row.at
    with override(words.language_of(row.conversation, way.channel)):
        row.message = words.send(row, sealed, way)
    typed.ask(row, row.message)
