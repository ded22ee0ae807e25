"""What is asked after a matter is resolved, and in which words: a survey, and its versions that never change."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Team
from conversations.models import Channel


class Kind(models.TextChoices):
    CSAT = "csat", _("Satisfaction (CSAT, 1–5)")
    NPS = "nps", _("Recommendation (NPS, 0–10)")
    CES = "ces", _("Ease (CES 2.0, 1–7)")


class Survey(models.Model):
    """Whom it asks and when; what it asks is in its newest version. No team or no channel chosen = all of them."""

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("what is measured"), max_length=4, choices=Kind.choices, default=Kind.CSAT)
    teams = models.ManyToManyField(Team, related_name="+", blank=True, verbose_name=_("teams"))
    channels = models.ManyToManyField(Channel, related_name="+", blank=True, verbose_name=_("channels"))
    share = models.PositiveSmallIntegerField(
        _("share of the matters that is asked"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    delay_minutes = models.PositiveIntegerField(
        _("after the matter was resolved"), default=60, validators=[MaxValueValidator(7 * 24 * 60)]
    )
    # 0 = nobody is reminded; who writes in a window of ours never is.
    remind_after_hours = models.PositiveSmallIntegerField(
        _("one reminder after"), default=48, validators=[MaxValueValidator(14 * 24)]
    )
    answer_days = models.PositiveSmallIntegerField(
        _("can be answered for"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    edit_days = models.PositiveSmallIntegerField(
        _("an answer can be changed for"), default=7, validators=[MaxValueValidator(90)]
    )
    # Empty = off. What was resolved before it was switched on is asked about by nobody.
    on_since = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Survey"]] = models.Manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        return self.on_since is not None

    @property
    def newest(self) -> "SurveyVersion | None":
        return self.versions.order_by("-number").first()


class SurveyVersion(models.Model):
    """The words of a survey, for good: an edit is another version, and an answer keeps the one it was given to."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # Above the link, in the message that asks.
    intro_ja = models.CharField(_("the message, in Japanese"), max_length=300)
    intro_en = models.CharField(_("the message, in English"), max_length=300)
    question_ja = models.CharField(_("the question, in Japanese"), max_length=120)
    question_en = models.CharField(_("the question, in English"), max_length=120)
    asks_again = models.BooleanField(_("ask whether something had to be explained again"), default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["SurveyVersion"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="survey_version_once")]

    def __str__(self) -> str:
        return f"{self.survey} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a version of a survey never changes: make another one")
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """As figures name it. The scale of CES is a version of its own, so that an older one never mixes with it."""
        return f"2.0-{self.number}" if self.survey.kind == Kind.CES else str(self.number)

    def said(self, part: str, language: str) -> str:
        """`intro` or `question` in this language, Japanese for all that we have no words in."""
        return str(getattr(self, f"{part}_{'en' if language == 'en' else 'ja'}"))


class SurveySettings(models.Model):
    """A single row: what holds for all surveys together."""

    quarantine_days = models.PositiveSmallIntegerField(
        _("nobody is asked again for"), default=30, validators=[MaxValueValidator(365)]
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_survey_settings")]

    @classmethod
    def current(cls) -> "SurveySettings":
        return cls.objects.filter(pk=1).first() or cls(pk=1)
