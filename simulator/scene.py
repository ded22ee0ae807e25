"""What the page shows: the customer's screen, the troubles, the played provider's record."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conversations.models import Channel, Conversation
from customers.models import Customer, Identity
from simulator import faults
from simulator.models import SimulatorCall
from simulator.parts import PROVIDERS, provider_of
from simulator.people import PEOPLE, Person
from simulator.providers import Provider

IN = SimulatorCall.Direction.IN
MOST_BUBBLES, MOST_ROWS = 60, 60
LONGEST_WORD = 24
NOTES: dict[str, str | Promise] = {
    faults.HELD: _("Held back"),
    faults.DOUBLED: _("Repeated"),
    faults.UNSIGNED: _("Wrong signature"),
    faults.REORDERED: _("Out of order"),
    faults.BATCHED: _("Collected"),
    faults.BROKEN: _("Error answered"),
    faults.THROTTLED: _("Slowed down"),
    faults.SLOW: _("Answered late"),
}
ACTS: dict[str, tuple[str | Promise, str]] = {
    "ring": (_("Call"), "phone"),
    "missed": (_("Hang up"), "phone-missed"),
    "voicemail": (_("Leave a word"), "voicemail"),
    "photo": (_("Photo"), "image"),
    "large": (_("Too large a file"), "paperclip"),
    "missing": (_("Leave fields empty"), "circle-dashed"),
    "sticker": (_("Sticker"), "sticker"),
    "location": (_("Location"), "map-pin"),
    "unsend": (_("Unsend"), "undo-2"),
    "follow": (_("Add as friend"), "user-plus"),
    "unfollow": (_("Block the account"), "user-x"),
    "link": (_("Link the account (token below)"), "link"),
}


@dataclass(frozen=True)
class Bubble:
    """One thing on the customer's screen; `mine` is the customer's own."""

    kind: str
    text: str
    at: Any
    mine: bool
    gone: bool
    waits: bool
    # What can be tapped below it: its place (simulator.acting.tap), its label, and where it leads or "".
    taps: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of the record, opened or not."""

    call: SimulatorCall
    what: str
    note: str | Promise
    tone: str
    headers: dict[str, str]
    body: str

    @classmethod
    def of(cls, call: SimulatorCall) -> "Row":
        # Ids say nothing to a reader: the word before them does.
        words = [word for word in call.path.split("/") if word and len(word) < LONGEST_WORD]
        what = words[-1] if words else call.path
        seen = {} if call.note == faults.HELD else call.headers
        return cls(call, what, NOTES.get(call.note, ""), tone(call), seen, laid_out(call.body))

    @property
    def answer(self) -> str:
        return laid_out(self.call.answer)


def tone(call: SimulatorCall) -> str:
    if call.note == faults.HELD:
        return "warn"
    return "ok" if 200 <= call.status < 400 else "warn" if call.status in (409, 429) else "bad"


def laid_out(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text.replace("&", "\n&") if "=" in text[:40] else text


def look(channel: Channel, who: Person) -> None:
    provider = provider_of(channel)
    if provider is not None:
        provider.look(channel, who)


def scene(channel: Channel, who: Person) -> dict[str, Any]:
    provider = provider_of(channel)
    if provider is None:
        return {}
    own, known = provider.id_of(who), provider.known_as(channel, who)
    left = faults.left(channel)
    rows = [Row.of(call) for call in recent(channel)[:MOST_ROWS]]
    return {
        "channel": channel, "provider": provider, "who": who, "people": PEOPLE, "mark": mark(channel, who),
        "bubbles": bubbles(channel, own), "acts": [(act, *ACTS[act]) for act in provider.acts],
        "faults": [(one, left.get(one.kind, 0)) for one in faults.FAULTS if one.kind in provider.faults],
        "active": len(left), "rows": rows, "came": sum(row.call.direction == IN for row in rows),
        "went": sum(row.call.direction != IN for row in rows), "matter": matter(channel, known),
        "assurance": assurance(channel, known), "asks": provider.asks(channel),
    }  # fmt: skip


def recent(channel: Channel) -> Any:
    return SimulatorCall.objects.filter(channel=channel, is_past=False).order_by("-pk").select_related("channel")


def mark(channel: Channel, who: Person) -> str:
    """Changes with whatever the page shows; the matter is there a moment after the words."""
    provider = provider_of(channel)
    there = matter(channel, provider.known_as(channel, who)) if provider else None
    newest = recent(channel).values_list("pk", "status", "ms").first()
    left = "".join(f"{kind}{number}" for kind, number in sorted(faults.left(channel).items()))
    gone = SimulatorCall.objects.filter(channel=channel, is_past=False, said__contains=[{"gone": "1"}]).count()
    return f"{newest}{left}{gone}{there}"


def bubbles(channel: Channel, who: str) -> list[Bubble]:
    """The customer's own on one side, what reached them on the other: the newest, oldest first."""
    rows = recent(channel).filter(who=who).exclude(said=[])[:MOST_BUBBLES]
    seen = [(row, number) for row in reversed(rows) for number in range(len(row.said))]
    return [bubble(row, number, is_last=(row, number) == seen[-1]) for row, number in seen]


def bubble(row: SimulatorCall, number: int, *, is_last: bool) -> Bubble:
    told, waits = row.said[number], row.note == faults.HELD
    taps = tapped(row, number, is_last=is_last)
    return Bubble(
        told.get("kind", "text"), told.get("text", ""), row.at, row.direction == IN, "gone" in told, waits, taps
    )


def tapped(row: SimulatorCall, number: int, *, is_last: bool) -> tuple[tuple[str, str, str], ...]:
    """Quick replies are gone as soon as anything was said after them."""
    quick, buttons = row.said[number].get("quick", []), row.said[number].get("buttons", [])
    listed = [(place, one) for place, one in enumerate([*quick, *buttons]) if is_last or place >= len(quick)]
    return tuple((f"{row.pk}:{number}:{place}", one["label"], one["url"]) for place, one in listed)


def assurance(channel: Channel, who: str) -> int | None:
    """How sure the desk is of this practice customer; None = it does not know them yet."""
    known = Identity.objects.filter(scope=channel.public_id, value=who)
    return known.order_by("-assurance").values_list("assurance", flat=True).first()


def matter(channel: Channel, who: str) -> int | None:
    """The newest matter of this practice customer."""
    known = Identity.objects.filter(scope=channel.public_id, value=who).values("customer")
    customers = Customer.objects.filter(pk__in=known, is_simulated=True)
    found = Conversation.objects.filter(customer__in=customers).order_by("-last_activity_at")
    return found.values_list("pk", flat=True).first()


def makes(channels: list[Channel]) -> list[tuple[str, Provider]]:
    """What has no practice channel yet."""
    there = {id(provider_of(channel)) for channel in channels}
    return [(one.choice, one) for one in PROVIDERS if id(one) not in there]
