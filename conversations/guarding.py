"""The guard: does what an agent writes ask the customer for something that we know already?"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from agents.models import Agent
from conversations.models import Conversation
from customers import masking
from customers.facts import known
from sentences.asking import asks_in


@dataclass(frozen=True)
class Question:
    """A passage of the draft that asks for `key`; start and end count characters, not UTF-16 units.

    value (masked as everywhere), source and at say what is known and from where; fact and message lead to it (None = it
    is of the profile).
    """

    key: str
    label: str
    start: int
    end: int
    value: str
    source: str
    at: datetime | None
    fact: int | None = None
    message: int | None = None
    # The same sentence asks for something that nobody has told us too: it is rewritten, not taken out.
    mixed: bool = False

    def frame(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat() if self.at else None}


def questions(matter: Conversation, agent: Agent, text: str) -> list[Question]:
    """What the draft asks for although it is known, in the order of the text. Nothing is looked up for a calm draft."""
    asks = asks_in(text)
    if not asks:
        return []
    at_hand = known(matter.customer, matter.pk, Conversation.objects.visible_to(agent).values("pk"))
    found = [(ask, at_hand[ask.key]) for ask in asks if ask.key in at_hand]
    unknown = {(ask.start, ask.end) for ask in asks if ask.key not in at_hand}
    return [
        Question(
            key=ask.key,
            label=str(fact.label),
            start=ask.start,
            end=ask.end,
            value=masking.of_fact(ask.key, fact.value),
            source=str(fact.source),
            at=fact.at,
            fact=fact.fact,
            message=fact.message,
            mixed=(ask.start, ask.end) in unknown,
        )
        for ask, fact in found
    ]


def unanswered(found: Iterable[Question], accepted: Iterable[str]) -> list[Question]:
    """Those of which the agent has not said why they ask all the same."""
    keys = set(accepted)
    return [question for question in found if question.key not in keys]
