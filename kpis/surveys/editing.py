"""Making, changing and switching surveys. Words that change make another version; answers keep the one they had."""

from django.db import transaction
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from kpis.models import Survey, SurveySettings, SurveyVersion

WORDS = ("intro_ja", "intro_en", "question_ja", "question_en", "asks_again")


@transaction.atomic
def save(survey: Survey, words: dict[str, object], by: Agent, ip: str | None, changed: list[str]) -> SurveyVersion:
    """`survey` as its form left it; its teams and channels are saved by the caller."""
    is_new = survey.pk is None
    survey.save()
    version = newest_with(survey, words, by)
    deed = "survey.made" if is_new else "survey.changed"
    audit(by, deed, survey, ip, name=survey.name, fields=sorted(changed), version=version.number)
    return version


def newest_with(survey: Survey, words: dict[str, object], by: Agent) -> SurveyVersion:
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    newest = locked.newest
    if newest and all(getattr(newest, name) == words[name] for name in WORDS):
        return newest
    number = newest.number + 1 if newest else 1
    return SurveyVersion.objects.create(
        survey=locked, number=number, made_by=by, **{name: words[name] for name in WORDS}
    )


@transaction.atomic
def switch(survey: Survey, on: bool, by: Agent, ip: str | None) -> bool:
    """False = it was so already."""
    rows = Survey.objects.filter(pk=survey.pk, on_since__isnull=on)
    if not rows.update(on_since=timezone.now() if on else None):
        return False
    audit(by, "survey.on" if on else "survey.off", survey, ip, name=survey.name)
    return True


@transaction.atomic
def rest(days: int, by: Agent, ip: str | None) -> None:
    SurveySettings.objects.update_or_create(pk=1, defaults={"quarantine_days": days})
    audit(by, "survey.rest", None, ip, days=days)
