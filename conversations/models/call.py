"""A telephone call: a message like any other, and beside it what only calls have."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.models.message import Message


class CallState(models.TextChoices):
    """States only climb (see CALL_RANK): providers tell them twice, late and in any order."""

    DIALLING = "dialling", _("Dialling")
    RINGING = "ringing", _("Ringing")
    TALKING = "talking", _("Talking")
    ENDED = "ended", pgettext_lazy("call", "Ended")


CALL_RANK: dict[str, int] = {
    CallState.DIALLING: 1,
    CallState.RINGING: 2,
    CallState.TALKING: 3,
    CallState.ENDED: 4,
}


class CallOutcome(models.TextChoices):
    """How it ended. Of an incoming call nobody took, "missed" or "voicemail"."""

    NONE = "", pgettext_lazy("call", "Not known")
    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    NO_ANSWER = "no_answer", pgettext_lazy("call", "No answer")
    BUSY = "busy", pgettext_lazy("call", "Busy")
    FAILED = "failed", pgettext_lazy("call", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("call", "Cancelled")
    VOICEMAIL = "voicemail", pgettext_lazy("call", "Voicemail")
    MISSED = "missed", pgettext_lazy("call", "Missed")


class WrapUp(models.TextChoices):
    """What came of it, in the words of whoever talked."""

    NONE = "", pgettext_lazy("call", "Not said")
    SETTLED = "settled", pgettext_lazy("call", "Settled")
    GOES_ON = "goes_on", pgettext_lazy("call", "Goes on")
    CALL_AGAIN = "call_again", pgettext_lazy("call", "To be called again")
    LEFT_WORD = "left_word", pgettext_lazy("call", "Left a word on voicemail")
    OTHER_PERSON = "other_person", pgettext_lazy("call", "Somebody else answered")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("call", "Wrong number")
    REFUSED = "refused", pgettext_lazy("call", "Wants no calls")


class Call(models.Model):
    """Times are those of the provider, or of the agent who dials by hand: talk is answered_at to ended_at, after-call
    work is ended_at to wrap_up_ended_at."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True, related_name="call")
    # Who talks, or is rung.
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The customer's, in E.164.
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.DIALLING)
    outcome = models.CharField(max_length=10, choices=CallOutcome.choices, blank=True, default=CallOutcome.NONE)
    # By hand: nobody but the agent can say how it goes.
    by_hand = models.BooleanField(default=False)
    ringing_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    wrap_up = models.CharField(max_length=12, choices=WrapUp.choices, blank=True, default=WrapUp.NONE)
    wrap_up_ended_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    # The provider's own name for it, never shown: it is opened through an address of ours, which says who may.
    recording = models.CharField(max_length=300, blank=True)
    recording_seconds = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar[models.Manager["Call"]] = models.Manager()

    class Meta:
        indexes = [
            # Who is on the telephone now, and whose calls are not written up.
            models.Index(fields=["agent"], name="call_open", condition=Q(wrap_up_ended_at=None)),
            # What is under way: asked before each dialling, and while a caller waits.
            models.Index(fields=["number"], name="call_under_way", condition=~Q(state="ended")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state} {self.outcome}".strip()

    @property
    def is_over(self) -> bool:
        return self.state == CallState.ENDED

    @property
    def talked_seconds(self) -> int | None:
        """None = they did not talk, or talk still."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return max(0, round((self.ended_at - self.answered_at).total_seconds()))
