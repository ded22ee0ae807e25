"""What a survey has brought: who was asked and how far it came, by channel; the answers; and what was said in them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from conversations.models import Conversation, Delivery
from conversations.real_work import of_real_work
from kpis import statistics
from kpis.models import Asked, Kind, Survey, SurveyAnswer, SurveyInvitation
from kpis.statistics import Score, Share
from kpis.surveys.scales import SCALES

PERIODS = (30, 90, 365)
COMMENTS = 50
# How far a survey comes, each a part of the one before.
STEPS = ("due", "drawn", "sent", "delivered", "opened", "answered", "partial")
LOST = (Delivery.FAILED, Delivery.BOUNCED)
THEMES: dict[str, str | Promise] = {
    "waiting": pgettext_lazy("theme", "Waiting"),
    "politeness": _("Manner"),
    "again": _("Explaining again"),
    "price": _("Price"),
    "delivery": _("Delivery of goods"),
    "product": _("Product"),
    "unsolved": _("Not solved"),
}


@dataclass(frozen=True)
class Way:
    """How far the survey came on one channel; each figure is a part of the one before it."""

    channel: str
    due: int
    drawn: int
    sent: int
    delivered: int
    opened: int
    answered: int
    partial: int

    @property
    def rate(self) -> Share:
        return statistics.share(min(self.answered, self.delivered), self.delivered)


@dataclass(frozen=True)
class Bar:
    score: int
    word: str
    n: int
    share: int


def page(agent: Agent, given: Any) -> dict[str, Any]:
    surveys = list(Survey.objects.all())
    chosen = chosen_of(surveys, given.get("survey", ""), given.get("kind", ""))
    days = int(given["days"]) if given.get("days") in {str(one) for one in PERIODS} else PERIODS[0]
    shown: dict[str, Any] = {"surveys": surveys, "survey": chosen, "days": days, "periods": PERIODS}
    return shown | of_survey(agent, chosen, days) if chosen else shown


def chosen_of(surveys: list[Survey], given: str, kind: str = "") -> Survey | None:
    """The one that was asked for, else one of this kind, else one that runs."""
    surveys = [one for one in surveys if one.kind == kind] or surveys
    named = next((one for one in surveys if str(one.pk) == given), None)
    return named or next((one for one in surveys if one.is_on), surveys[0] if surveys else None)


def of_survey(agent: Agent, survey: Survey, days: int) -> dict[str, Any]:
    since = timezone.now() - timedelta(days=days)
    matters = of_real_work(Conversation.objects.visible_to(agent)).values("pk")
    asked = SurveyInvitation.objects.filter(survey=survey, conversation__in=matters, at__gte=since)
    answers = SurveyAnswer.objects.filter(version__survey=survey, invitation__conversation__in=matters, at__gte=since)
    said = list(answers.values_list("score", "again", "sentiment", "themes"))
    scores = [score for score, *_rest in said]
    ways = ways_of(asked)
    return {
        "ways": ways,
        "whole": whole(ways),
        "why_not": why_not(asked),
        "headline": headline(survey.kind, scores),
        "mean": statistics.mean(scores),
        "bars": bars(survey.kind, scores),
        "again": statistics.share_of(None if times is None else int(times > 0) for _score, times, *_rest in said),
        "themes": themes(said),
        "comments": comments(answers),
    }


def ways_of(asked: QuerySet[SurveyInvitation]) -> list[Way]:
    sent = Q(state=Asked.SENT)
    came = sent & ~Q(message__delivery__in=LOST)
    rows = asked.values_list("channel__name").annotate(
        due=Count("pk"),
        drawn=Count("pk", filter=~Q(state=Asked.LEFT_OUT)),
        sent=Count("pk", filter=sent),
        delivered=Count("pk", filter=came),
        opened=Count("pk", filter=came & ~Q(opened_at=None)),
        answered=Count("pk", filter=came & ~Q(answer=None)),
        partial=Count("pk", filter=came & Q(answer__is_whole=False)),
    )
    return [Way(name or "", *counts) for name, *counts in rows.order_by("-due", "channel__name")]


def whole(ways: list[Way]) -> Way:
    return Way("", *(sum(getattr(way, name) for way in ways) for name in STEPS))


def why_not(asked: QuerySet[SurveyInvitation]) -> list[tuple[str, int]]:
    """Why those who were due were not asked, most first."""
    rows = asked.exclude(state=Asked.SENT).values("state", "reason").annotate(n=Count("pk"))
    found = []
    for row in rows.order_by("-n", "state", "reason"):
        reason = gettext(row["reason"]) if row["reason"] else ""
        found.append((" · ".join(filter(None, [str(Asked(row["state"]).label), reason])), row["n"]))
    return found


def headline(kind: str, scores: list[int]) -> Share | Score:
    """By the definitions of csat, nps and ces."""
    scale = SCALES[kind]
    good = sum(score >= scale.good for score in scores)
    if kind == Kind.NPS:
        return statistics.net_promoter(good, sum(score <= scale.low for score in scores), len(scores))
    return statistics.share(good, len(scores))


def bars(kind: str, scores: Iterable[int]) -> list[Bar]:
    counts = Counter(scores)
    most = max(counts.values(), default=1)
    scale = SCALES[kind]
    return [Bar(score, scale.word(score), counts[score], round(100 * counts[score] / most)) for score in scale.marks]


def themes(said: list[Any]) -> list[dict[str, Any]]:
    """What the comments are about, with how many of them were not content."""
    found: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    for _score, _again, sentiment, named in said:
        found.update(named)
        bad.update(named if sentiment < 0 else [])
    return [{"word": THEMES.get(name, name), "n": n, "bad": bad[name]} for name, n in found.most_common()]


def comments(answers: QuerySet[SurveyAnswer]) -> list[SurveyAnswer]:
    related = ("invitation__conversation__customer", "version__survey", "channel")
    found = list(answers.exclude(comment="").select_related(*related).order_by("-at", "-pk")[:COMMENTS])
    for one in found:
        one.theme_words = [THEMES.get(name, name) for name in one.themes]  # type: ignore[attr-defined]  # for the template
        one.is_low = one.score <= SCALES[one.version.survey.kind].low  # type: ignore[attr-defined]  # ditto
    return found
