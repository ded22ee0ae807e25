"""A long SMS comes from Vonage in parts, one delivery each, in any order. Whichever completes them takes them all in;
until then the first that came waits for the others, and is in the end taken in with those that are there.
"""

from datetime import timedelta

from channels_ingest import fields
from channels_ingest.adapters.base import Later
from channels_ingest.models import RawDelivery
from conversations.models import Message
from omnidesk.redaction import redact

# As often as a delivery is read again (channels_ingest.intake.PAUSES): an hour and a bit.
TRIES = 6
TOGETHER = timedelta(hours=2)
# How many rows around are looked through; phones count their references from 0 to 255 and begin again.
NEAR = 20_000
MOST = 255
MISSING = "[…]"
# In the meta of a part: the delivery under whose id they were taken in.
JOINED = "joined"


def total_of(raw: RawDelivery) -> int:
    """0 = no number that makes sense."""
    return numbered(raw, 3)


def place_of(raw: RawDelivery) -> int:
    return numbered(raw, 4)


def numbered(raw: RawDelivery, place: int) -> int:
    words = raw.external_id.split(":")
    told = words[place] if len(words) > place else ""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 4 else 0


def is_one(raw: RawDelivery) -> bool:
    return raw.external_id.startswith("part:") and 1 <= place_of(raw) <= total_of(raw) <= MOST


def together(raw: RawDelivery) -> dict[int, RawDelivery]:
    """The parts of the same message that are here and not taken in yet, by their place."""
    beginning = ":".join(raw.external_id.split(":")[:4])
    near = RawDelivery.objects.filter(
        channel=raw.channel_id,
        pk__range=(raw.pk - NEAR, raw.pk + NEAR),
        external_id__startswith=f"{beginning}:",
        received_at__range=(raw.received_at - TOGETHER, raw.received_at + TOGETHER),
    )
    found: dict[int, RawDelivery] = {}
    for one in near.exclude(meta__has_key=JOINED).order_by("pk"):
        found.setdefault(place_of(one), one)
    return found


def joined(raw: RawDelivery) -> tuple[str, str] | None:
    """(the id of them all, the words); None = another delivery takes them in. Raises Later."""
    if is_joined(raw):
        return None
    found = together(raw)
    first = min(found.values(), key=lambda one: one.pk, default=raw)
    if len(found) < total_of(raw):
        if first.pk != raw.pk:
            return None
        if raw.attempts <= TRIES:
            raise Later(f"{len(found)} of {total_of(raw)} parts of a long SMS are here")
    return first.external_id, words(found, total_of(raw))


def is_joined(raw: RawDelivery) -> bool:
    """By the database: it may have been claimed together with the part that has just taken all of them in."""
    return RawDelivery.objects.filter(pk=raw.pk, meta__has_key=JOINED).exists()


def words(found: dict[int, RawDelivery], total: int) -> str:
    """Blanks at the seams belong to the words."""
    said = (fields.of(found[place]).get("text", "") if place in found else MISSING for place in range(1, total + 1))
    return fields.words("".join(said))


def took_in(message: Message) -> None:
    """Each belongs to a message now; and what no part alone shows may not be kept even encrypted."""
    first = RawDelivery.objects.filter(channel=message.channel_id, external_id=message.external_id).first()
    if first is None or not is_one(first) or JOINED in first.meta:
        return
    found = together(first)
    said = words(found, total_of(first))
    for one in found.values():
        one.meta[JOINED] = message.external_id
        one.save(update_fields=["meta"])
        if redact(said) != said:
            one.let_go()
