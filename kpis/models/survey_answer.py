"""Who was asked, or why not; what they answered; and what we owe to those who were not content."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from agents.models import Team
from conversations.models import Channel, Conversation, Message
from customers.models import Identity
from kpis.models.survey import Survey, SurveyVersion

if TYPE_CHECKING:
    from agents.models import Agent


class Asked(models.TextChoices):
    """What became of a matter when its survey was due. Kept for all of them, so that silence can be told honestly."""

    SENT = "sent", pgettext_lazy("survey", "Asked")
    LEFT_OUT = "left_out", pgettext_lazy("survey", "Not in the sample")
    RESTING = "resting", pgettext_lazy("survey", "Asked lately")
    STOPPED = "stopped", pgettext_lazy("survey", "Wants no surveys")
    UNREACHABLE = "unreachable", pgettext_lazy("survey", "Cannot be written to")


class InvitationQuerySet(models.QuerySet["SurveyInvitation"]):
    def visible_to(self, agent: "Agent") -> "InvitationQuerySet":
        return self.filter(conversation__in=Conversation.objects.visible_to(agent).values("pk"))


class SurveyInvitation(models.Model):
    """One matter and one survey. Whose it is, is asked of the matter: merging and splitting move that."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="surveyed")
    # The customer's last channel, and the address there that was written to.
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, null=True, related_name="+")
    # Who had it when it was resolved.
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=Asked.choices)
    reason = models.CharField(max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, related_name="survey")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # Judged for a reminder, once; where none went, `reason` says why.
    reminded_at = models.DateTimeField(null=True)
    # Told by the script of a page that was seen: opening a link is no proof of a reader.
    opened_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["SurveyInvitation"]] = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "survey"], name="surveyed_once")]
        indexes = [
            models.Index(fields=["identity", "-sent_at"], name="survey_quarantine", condition=Q(sent_at__isnull=False)),
            models.Index(fields=["sent_at"], name="survey_reminder", condition=Q(state="sent", reminded_at=None)),
            models.Index(fields=["survey", "at"], name="survey_results"),
        ]


class SurveyAnswer(models.Model):
    """The first confirmed score makes the row; whoever asked keeps it open for a change until changeable_until."""

    invitation = models.OneToOneField(SurveyInvitation, on_delete=models.CASCADE, related_name="answer")
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="answers")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    score = models.PositiveSmallIntegerField()
    # How often something had to be explained again: 0, 1, or 2 for more; empty = not said.
    again = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)
    # False = only the tapped mark has come; the rest of the page was never sent.
    is_whole = models.BooleanField(default=False)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    # Counts every change: a page that was shown before it may not overwrite what came meanwhile.
    turn = models.PositiveIntegerField(default=1)
    sentiment = models.SmallIntegerField(default=0)
    themes = ArrayField(models.CharField(max_length=12), default=list)

    objects: ClassVar[models.Manager["SurveyAnswer"]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(score__lte=10), name="score_on_a_scale")]
        indexes = [models.Index(fields=["version", "-at"], name="answer_of_version")]


class LoopQuerySet(models.QuerySet["CloseTheLoop"]):
    def visible_to(self, agent: "Agent") -> "LoopQuerySet":
        matters = Conversation.objects.visible_to(agent).values("pk")
        return self.filter(answer__invitation__conversation__in=matters)


class CloseTheLoop(models.Model):
    """Somebody was not content: one of us asks what went wrong, by the end of the next business day."""

    answer = models.OneToOneField(SurveyAnswer, on_delete=models.CASCADE, related_name="loop")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["CloseTheLoop"]] = LoopQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], name="loop_open", condition=Q(done_at=None))]

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_at < timezone.now()
