"""A wish to be called, and every try to fulfil it."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from agents.models import Team
from callbacks.models.slot import Slot
from conversations.callback_words import OUTCOMES, WISHES
from conversations.models import Conversation, Message
from conversations.real_work import of_real_work
from customers.models import Identity

if TYPE_CHECKING:
    from agents.models import Agent


class Wish(models.TextChoices):
    NOW = "now", WISHES["now"]
    KEEP_PLACE = "keep_place", WISHES["keep_place"]
    BOOKED = "booked", WISHES["booked"]


class Through(models.TextChoices):
    WIDGET = "widget", pgettext_lazy("callback", "chat")
    FORM = "form", pgettext_lazy("callback", "web form")
    API = "api", "API"
    AGENT = "agent", pgettext_lazy("callback", "staff")


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("callback", "Waiting")
    TAKEN = "taken", pgettext_lazy("callback", "Taken")
    TALKING = "talking", pgettext_lazy("callback", "On the phone")
    DONE = "done", pgettext_lazy("callback", "Done")
    GIVEN_UP = "given_up", pgettext_lazy("callback", "Given up")
    CANCELLED = "cancelled", pgettext_lazy("callback", "Cancelled")


OPEN = (State.WAITING, State.TAKEN, State.TALKING)


class Outcome(models.TextChoices):
    REACHED = "reached", OUTCOMES["reached"]
    GOES_ON = "goes_on", OUTCOMES["goes_on"]
    CALL_AGAIN = "call_again", OUTCOMES["call_again"]
    NO_ANSWER = "no_answer", OUTCOMES["no_answer"]
    BUSY = "busy", OUTCOMES["busy"]
    VOICEMAIL = "voicemail", OUTCOMES["voicemail"]
    OTHER_PERSON = "other_person", OUTCOMES["other_person"]
    FAILED = "failed", OUTCOMES["failed"]
    WRONG_NUMBER = "wrong_number", OUTCOMES["wrong_number"]
    REFUSED = "refused", OUTCOMES["refused"]


# They have been called back, though the matter may go on.
TALKED = frozenset({Outcome.REACHED, Outcome.GOES_ON})
# Another try at another hour helps with these, and with no others but one: whoever asks for it is never given up.
AGAIN = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.VOICEMAIL, Outcome.OTHER_PERSON, Outcome.FAILED})


class CallbackQuerySet(models.QuerySet["Callback"]):
    def visible_to(self, agent: "Agent") -> "CallbackQuerySet":
        return self.filter(conversation__in=Conversation.objects.visible_to(agent))

    def open(self) -> "CallbackQuerySet":
        return self.filter(state__in=OPEN)

    def of_real_work(self) -> "CallbackQuerySet":
        return self.filter(conversation__in=of_real_work(Conversation.objects.all()))


class Callback(models.Model):
    """Whose it is, is asked of its matter: merging and splitting move that, and this goes along."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="callbacks")
    # The number, as typed by somebody: it proves nothing about them.
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="callbacks")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="callbacks")
    wish = models.CharField(max_length=10, choices=Wish.choices)
    asked_through = models.CharField(max_length=8, choices=Through.choices)
    asked_at = models.DateTimeField()
    # From when it is their turn, which orders the queue; and when we are late.
    call_at = models.DateTimeField()
    due_at = models.DateTimeField()
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, related_name="callbacks")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="callbacks")
    tries = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    # Of the system that asked, so that a repeat finds the first.
    external_id = models.CharField(max_length=120, null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Callback"]] = CallbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity"], condition=Q(state__in=OPEN), name="callback_open_once"),
            models.UniqueConstraint(
                fields=["external_id"], condition=Q(external_id__isnull=False), name="callback_external_id_once"
            ),
        ]
        indexes = [
            models.Index(fields=["call_at", "id"], name="callback_queue", condition=Q(state__in=OPEN)),
            models.Index(fields=["-settled_at", "-id"], name="callback_settled", condition=~Q(settled_at=None)),
            models.Index(fields=["due_at"], name="callback_late", condition=Q(state__in=OPEN, alarmed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.identity} {self.state}"

    @property
    def callers(self) -> Team | None:
        """Whose matter it is by now: their calendar, telephone and retries hold, wherever it was asked for."""
        return self.conversation.team or self.team

    @property
    def running(self) -> "Attempt | None":
        """The try that is under way, from what the page has loaded."""
        return next((attempt for attempt in self.attempts.all() if not attempt.outcome), None)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.state != State.TALKING and self.due_at < timezone.now()


class Attempt(models.Model):
    """One try: when it began, what came of it, and until when its writer was busy with it."""

    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, related_name="attempts")
    # The call in the thread; none where the telephone on the desk was used.
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    # Said by whoever dialled by hand; from then on they are writing it up.
    hung_up_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["began_at", "id"]

    @property
    def over_at(self) -> datetime | None:
        """Since when it is after-call work, which lasts until settled_at; None = they may be talking yet."""
        call = getattr(self.message, "call", None)
        return self.hung_up_at or (call.ended_at if call else None)

    @property
    def rings(self) -> bool:
        """The call is placed for them; else they dial by hand."""
        call = getattr(self.message, "call", None)
        return call is not None and not call.by_hand
