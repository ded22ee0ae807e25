"""A call as its message and the row beside it, as conversations.calls leaves them when it is over."""

from typing import Any

from django.utils.translation import override

from conversations import call_words
from conversations.models import Call, CallOutcome, CallState, Conversation, Direction, Message, Status, WrapUp
from demo.loading.books import Books
from demo.planned import Deed, Said

LANGUAGE = "ja"


def words(said: Said) -> str:
    """In the language of the telephone's channel."""
    with override(LANGUAGE):
        return call_words.title(Direction.IN, CallState.ENDED, outcome(said))


def outcome(said: Said) -> str:
    return CallOutcome.ANSWERED if said.call and said.call.answered_at else CallOutcome.MISSED


def call(message: Message, said: Said, agent: int | None, number: str) -> Call:
    assert said.call is not None, "asked of calls only"  # noqa: S101  tells the types
    answered = said.call.answered_at
    return Call(
        message_id=message.pk,
        agent_id=agent,
        number=number,
        state=CallState.ENDED,
        outcome=outcome(said),
        by_hand=True,
        ringing_at=said.at,
        answered_at=answered,
        ended_at=said.call.ended_at,
        wrap_up=WrapUp.GOES_ON if answered else WrapUp.NONE,
        wrap_up_ended_at=said.call.written_up_at,
    )


class CallDeeds:
    """How a call went, in the ledger of its matter (demo.loading.ledger)."""

    books: Books
    matter: Conversation
    agent: Any
    change: Any
    record: Any

    def deed_call_answered(self, deed: Deed) -> None:
        """As conversations.calls.talked."""
        call = self.books.calls_of[self.matter.pk]
        before = {"before": self.matter.status, "waited_since": str(self.matter.waiting_since or "")}
        self.change(
            status=Status.IN_PROGRESS,
            waiting_since=None,
            assignee_id=self.matter.assignee_id or self.agent(deed.by),
            first_replied_at=self.matter.first_replied_at or deed.at,
        )
        self.record("call_answered", deed.at, deed.by, message=call, channel=call.channel_id, **before)

    def deed_call_ended(self, deed: Deed) -> None:
        self.record("call_ended", deed.at, deed.by, message=self.books.calls_of[self.matter.pk], **deed.data)

    def deed_call_wrapped_up(self, deed: Deed) -> None:
        self.record("call_wrapped_up", deed.at, deed.by, message=self.books.calls_of[self.matter.pk], **deed.data)
