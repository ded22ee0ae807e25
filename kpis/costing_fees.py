"""What providers charge: so much for a message that we sent, so much for a minute on the line."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum

from conversations.models import Call, Channel, Conversation, Direction, Message
from conversations.real_work import of_real_work
from kpis import narrowing
from kpis.models import CostAssumptions
from kpis.slices import Slice, zone


def fees(asked: Slice, assumed: CostAssumptions) -> dict[int, float]:
    """{channel: yen}. Only channels of a kind that costs something are looked at."""
    found: dict[int, float] = defaultdict(float)
    charged = {one.pk: one.kind for one in Channel.objects.filter(kind__in=list(assumed.fees))} if assumed.fees else {}
    by_message = [pk for pk, kind in charged.items() if assumed.fee(kind, "message")]
    by_minute = [pk for pk, kind in charged.items() if assumed.fee(kind, "minute")]
    if by_message:
        for channel, n in sent(asked, by_message):
            found[channel] += n * assumed.fee(charged[channel], "message")
    if by_minute:
        for channel, length in talked(asked, by_minute):
            found[channel] += length.total_seconds() / 60 * assumed.fee(charged[channel], "minute")
    return found


def sent(asked: Slice, channels: list[int]) -> Any:
    """Messages that left us, in the days of the slice."""
    rows = Message.objects.filter(of_slice(asked, channels), direction=Direction.OUT, sent_at__isnull=False)
    return rows.values_list("channel").annotate(n=Count("pk"))


def talked(asked: Slice, channels: list[int]) -> Any:
    """Time on the line, from the answer to the end, in calls of either direction."""
    rows = Call.objects.filter(of_slice(asked, channels, "message__"), answered_at__isnull=False)
    rows = rows.filter(ended_at__gte=F("answered_at"))
    return rows.values_list("message__channel").annotate(length=Sum(F("ended_at") - F("answered_at")))


def of_slice(asked: Slice, channels: list[int], at: str = "") -> Q:
    first, end = (datetime.combine(day, time(), zone()) for day in (asked.first, asked.last + timedelta(days=1)))
    chosen = [pk for pk in channels if not asked.channels or pk in asked.channels]
    matters = of_real_work(Conversation.objects.filter(narrowing.of_matters(asked)))
    where = Q(
        **{f"{at}received_at__gte": first, f"{at}received_at__lt": end, f"{at}channel__in": chosen},
        **{f"{at}conversation__in": matters.values("pk")},
    )
    team = f"{at}conversation__team"
    if not asked.scope.all_teams:
        mine = Q(**{f"{team}__in": asked.scope.teams})
        where &= (mine if asked.scope.alone else mine | Q(**{team: None})) if asked.scope.teams else Q(pk=None)
    return where & Q(**{team: asked.team}) if asked.team is not None else where
