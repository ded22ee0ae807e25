"""The card of the hand-over: what the next one has to know, in at most twelve lines, built from facts and entries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.models import Conversation, Direction, Message, Promise, PromiseState
from customers import fact_words, facts, masking
from customers.facts import Known
from customers.identities import once
from customers.models import Assurance, Identity
from customers.names import addressed
from sentences.feeling import mood_of, questions_in

log = structlog.get_logger(__name__)

MOST = 12
# Shown by lines of their own, so not among the facts.
SPOKEN_FOR = {"issue", "wish", "tried", "result", "name"}
MOST_FACTS = 6
LONGEST = 200
# Of the last words of the customer: their mood and their questions.
READ_BACK = 6

LABELS = {
    "who": pgettext_lazy("card", "Who"),
    "want": pgettext_lazy("card", "What it is about"),
    "wish": _("Wish"),
    "tried": _("Tried"),
    "received": pgettext_lazy("card", "Received"),
    "promised": pgettext_lazy("card", "Promised"),
    "mood": pgettext_lazy("card", "Mood"),
    "asked": pgettext_lazy("card", "Not answered yet"),
    "next": pgettext_lazy("card", "Next"),
}
MOODS = {
    "angry": pgettext_lazy("mood", "angry"),
    "anxious": pgettext_lazy("mood", "anxious"),
    "annoyed": pgettext_lazy("mood", "annoyed"),
    "": pgettext_lazy("mood", "calm"),
}


@dataclass(frozen=True)
class Line:
    """One line. `key` names it (a fact's key for what was told); `text` is what was said or written, in whatever
    language; source, channel_kind and at say where it comes from; data holds what is put into words when it is shown.
    """

    key: str
    text: str = ""
    channel_kind: str = ""
    source: str = ""
    at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(LABELS[self.key]) if self.key in LABELS else fact_words.label(self.key)

    def frame(self) -> dict[str, Any]:
        """As it is kept with the hand-over."""
        about = {"key": self.key, "text": self.text, "channel_kind": self.channel_kind, "source": self.source}
        return about | {"at": self.at.isoformat() if self.at else None, "data": self.data}


def of_frame(frame: dict[str, Any]) -> Line:
    at = datetime.fromisoformat(frame["at"]) if frame.get("at") else None
    text, kind, source = frame.get("text", ""), frame.get("channel_kind", ""), frame.get("source", "")
    return Line(frame["key"], text, kind, source, at, frame.get("data") or {})


def build(
    matter: Conversation, identities: Sequence[Identity] | None = None, promises: Sequence[Promise] | None = None
) -> list[Line]:
    """The card as it stands now; the same queries however long the matter is. A caller who has the customer's
    identities (surest first) or the matter's open promises (soonest first) gives them."""
    if identities is None:
        held = Identity.objects.filter(customer=matter.customer)
        identities = once(held.order_by("-assurance", "-assured_at", "pk"))
    known = facts.known(matter.customer, matter.pk, [matter.pk], identities)
    spoken, past = last_words(matter), rhythm(matter)
    lines = [who(matter, identities), want(matter, known), *plain(known, "wish"), *told(known), *plain(known, "tried")]
    lines += [*received(matter), *promised(matter, promises), mood(spoken, past["days"])]
    return [*lines, *asked(spoken, past["answered"])][:MOST]


def who(matter: Conversation, identities: Sequence[Identity]) -> Line:
    surest = identities[0] if identities else None
    if surest is None or surest.assurance == Assurance.CLAIMED:
        return Line("who", addressed(matter.customer), data={"assurance": int(Assurance.CLAIMED)})
    about = {"assurance": surest.assurance, "kind": surest.kind}
    return Line("who", addressed(matter.customer), at=surest.assured_at, data=about)


def want(matter: Conversation, known: dict[str, Known]) -> Line:
    return of_fact(known["issue"], key="want") if "issue" in known else Line("want", matter.title)


def plain(known: dict[str, Known], key: str) -> list[Line]:
    return [of_fact(known[key])] if key in known else []


def told(known: dict[str, Known]) -> list[Line]:
    """What was said in this matter comes before what the profile holds anyway."""
    rest = [fact for key, fact in known.items() if key not in SPOKEN_FOR]
    rest.sort(key=lambda fact: fact.fact is None)
    return [of_fact(fact) for fact in rest[:MOST_FACTS]]


def of_fact(fact: Known, key: str = "") -> Line:
    """A number or an address goes along masked: the card of what was told shows it to whoever looks."""
    about, value = {"fact": fact.fact, "message": fact.message}, masking.of_fact(fact.key, fact.value)
    return Line(key or fact.key, value[:LONGEST], fact.channel_kind, fact.source, fact.at, about)


def received(matter: Conversation) -> list[Line]:
    inbound = matter.messages.filter(direction=Direction.IN, attachments__isnull=False)
    names = list(inbound.order_by("-shown_at").values_list("attachments__name", "shown_at")[:3])
    return [Line("received", "、".join(name for name, _at in names)[:LONGEST], at=names[0][1])] if names else []


def promised(matter: Conversation, promises: Sequence[Promise] | None) -> list[Line]:
    if promises is None:
        standing = Promise.objects.filter(conversation=matter, state__in=[PromiseState.FOUND, PromiseState.OPEN])
        promises = list(standing.order_by("due_at", "pk")[:2])
    return [Line("promised", row.text[:LONGEST], at=row.due_at) for row in promises[:2]]


def last_words(matter: Conversation) -> list[Message]:
    """What the customer said last, newest first, without what machines wrote."""
    spoken = matter.messages.filter(direction=Direction.IN, is_automatic=False).only("text", "shown_at")
    return list(spoken.order_by("-shown_at", "-pk")[:READ_BACK])


def rhythm(matter: Conversation) -> dict[str, Any]:
    """On how many days they wrote, a word that says more than the number of messages; and when we answered last."""
    theirs = Q(direction=Direction.IN, is_automatic=False)
    return matter.messages.aggregate(
        days=Count(TruncDate("shown_at"), distinct=True, filter=theirs),
        answered=Max("shown_at", filter=Q(direction=Direction.OUT)),
    )


def mood(spoken: list[Message], days: int) -> Line:
    """From their last words, and how often they have had to come back to us."""
    found = next((mood for message in spoken[:3] if (mood := read(mood_of, message.text, ""))), "")
    return Line("mood", data={"mood": found, "days": days})


def asked_in(text: str) -> tuple[str, ...]:
    return questions_in(text)


def read[T](rule: Callable[[str], T], text: str, otherwise: T) -> T:
    """A rule that breaks costs its line of the card, and nothing else."""
    try:
        return rule(text)
    except Exception:
        log.exception("card_rule_failed", rule=rule.__name__)
        return otherwise


def asked(spoken: list[Message], answered: datetime | None) -> list[Line]:
    """Questions since our last answer."""
    fresh = [message for message in reversed(spoken) if answered is None or message.shown_at > answered]
    none: tuple[str, ...] = ()
    questions = [question for message in fresh for question in read(asked_in, message.text, none)]
    return [Line("asked", question[:LONGEST]) for question in questions[-2:]]
