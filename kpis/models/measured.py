"""What the entries of one customer say, a row for each thing that is counted or timed."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agents.models import Team
from conversations.models import Channel, Conversation, Message
from customers.models import Customer

if TYPE_CHECKING:
    from agents.models import Agent


class Excluded(models.TextChoices):
    """Why a row counts in no figure. It is kept, so that every number can say what it left out."""

    NO = "", _("Counts")
    PRACTICE = "practice", _("Practice")
    DEMO = "demo", _("Demo")
    SPAM = "spam", _("Spam")
    QUIET = "quiet", _("No reply needed")
    JOINED = "joined", _("Joined into another matter")
    OURS = "ours", _("Begun by us")
    CALLBACK = "callback", pgettext_lazy("measure", "Asked to be called back")
    LOST = "lost", _("Not delivered")
    SHORT = "short", pgettext_lazy("measure", "Left at once")


class MeasuredQuerySet(models.QuerySet["Measured"]):
    def visible_to(self, agent: "Agent") -> "MeasuredQuerySet":
        """Of the matters the agent may see; what belongs to no matter is seen by those who see all."""
        if agent.is_active and agent.role == "admin":
            return self
        return self.filter(conversation__in=Conversation.objects.visible_to(agent).values("pk"))

    def visible_beside_matters(self, agent: "Agent") -> "MeasuredQuerySet":
        """The same, and what belongs to no matter as if it were one of its team. Each row's matter is looked up by
        itself, which over millions takes longer than joining them: for measures that have such rows."""
        if agent.is_active and agent.role == "admin":
            return self
        teams = agent.team_keys() if agent.is_active else []
        if not teams:
            return self.visible_to(agent)
        seen = Exists(Conversation.objects.visible_to(agent).filter(pk=OuterRef("conversation")))
        return self.filter(Q(seen) | Q(conversation=None) & (Q(team__in=teams) | Q(team=None)))


class Measured(models.Model):
    """One interval or event. Derived: whatever happens to a customer, their rows are derived anew and replaced.

    measure: an id of kpis.definitions. began_at to at is what is timed, in seconds of the calendar and of the team's
    business hours; both empty where an event has no length. value: a score, or 1 / 0 of what did or did not happen.
    Counted in the period in which it ended (at); minute is that end's minute of the company's day.
    """

    measure = models.CharField(max_length=24)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, related_name="measured")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    began_at = models.DateTimeField()
    at = models.DateTimeField()
    # The company's day and minute of `at`: what reports group by.
    day = models.DateField()
    minute = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField(null=True)
    business_seconds = models.PositiveIntegerField(null=True)
    value = models.SmallIntegerField(null=True)
    # What else tells two rows of a measure apart: the step that failed, the channel gone to.
    detail = models.CharField(max_length=120, blank=True, default="")
    excluded = models.CharField(max_length=8, choices=Excluded.choices, blank=True, default=Excluded.NO)

    objects: ClassVar[models.Manager["Measured"]] = MeasuredQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["measure", "day", "team"], name="measured_day"),
            models.Index(fields=["customer"], name="measured_customer"),
            models.Index(fields=["conversation", "measure"], name="measured_matter"),
            models.Index(fields=["agent", "measure", "day"], name="measured_agent", condition=Q(agent__isnull=False)),
            models.Index(fields=["day", "team"], name="measured_rebuild"),
        ]
