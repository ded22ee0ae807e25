"""The customers' part: what they do becomes a signed webhook, with the troubles that an admin asked for."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from conversations.models import Channel
from simulator import faults, log
from simulator.models import SimulatorCall
from simulator.parts import provider_of
from simulator.people import Person
from simulator.posting import post
from simulator.providers import Happening, Provider

IN = SimulatorCall.Direction.IN
# In this order a message makes its way.
WAY = ("sent", "delivered")


class NotPlayed(Exception):
    """No practice channel, or nobody plays its provider."""


def act(
    channel: Channel, person: Person, deed: str = "text", text: str = "", typed: Mapping[str, str] | None = None
) -> list[SimulatorCall]:
    """What they did, sent or held back; the rows of the log, one for each webhook. typed: the fields of a form."""
    provider = player(channel)
    if deed == "unsend":
        text = newest(channel, provider.id_of(person))
        if not text:
            return []
        take_back(channel, text)
    happened = provider.happening(channel, person, deed, text)
    happened.told = {**(typed or {}), **happened.told}
    return tell(channel, provider, [happened])


def tap(channel: Channel, person: Person, place: str) -> list[SimulatorCall]:
    """place: "12:0:3" is the fourth button of the first bubble in row 12 of the record."""
    provider = player(channel)
    button = button_at(channel, provider.id_of(person), place)
    happened = provider.tap(channel, person, button) if button else None
    return tell(channel, provider, [happened]) if happened else []


def button_at(channel: Channel, who: str, place: str) -> dict[str, str] | None:
    try:
        row, bubble, number = (int(part) for part in place.split(":"))
        said = SimulatorCall.objects.get(pk=row, channel=channel, who=who).said[bubble]
        found: dict[str, str] = [*said.get("quick", []), *said.get("buttons", [])][number]
    except (ValueError, IndexError, SimulatorCall.DoesNotExist):
        return None
    return found


def batch_of(channel: Channel, person: Person, deed: str, text: str, count: int) -> list[SimulatorCall]:
    """So many at once: in one webhook where the provider does that, else as fast as they go."""
    provider = player(channel)
    told = [provider.happening(channel, person, deed, f"{text} {number + 1}") for number in range(count)]
    return batch(channel, provider, told)


def newest(channel: Channel, who: str) -> str:
    """The name of the last message that can be taken back."""
    rows = SimulatorCall.objects.filter(channel=channel, direction=IN, who=who, is_past=False).exclude(name="")
    seen = rows.exclude(said=[]).exclude(said__contains=[{"gone": "1"}]).order_by("-pk")
    return seen.values_list("name", flat=True).first() or ""


def take_back(channel: Channel, name: str) -> None:
    for row in SimulatorCall.objects.filter(channel=channel, name=name, direction=IN).exclude(said=[]):
        SimulatorCall.objects.filter(pk=row.pk).update(said=[{"kind": "text", "text": "", "gone": "1"}])


def player(channel: Channel) -> Provider:
    provider = provider_of(channel)
    if provider is None or not channel.is_practice:
        raise NotPlayed
    return provider


def tell(channel: Channel, provider: Provider, fresh: list[Happening]) -> list[SimulatorCall]:
    """With the troubles that are wanted. What is held back goes with the next one, or after it."""
    waiting = held(channel)
    if not waiting and faults.take(channel, faults.REORDERED):
        return [hold(channel, one, faults.REORDERED) for one in fresh]
    if faults.BATCHED in provider.faults and faults.take(channel, faults.BATCHED):
        if faults.left(channel).get(faults.BATCHED):
            return [hold(channel, one, faults.BATCHED) for one in fresh]
        return batch(channel, provider, [*released(waiting), *fresh])
    rows = [row for one in fresh for row in send(channel, provider, [one])]
    return rows + [row for one in released(waiting) for row in send(channel, provider, [one], faults.REORDERED)]


def batch(channel: Channel, provider: Provider, happenings: list[Happening]) -> list[SimulatorCall]:
    """One request where the provider puts several events into one."""
    return send(channel, provider, happenings, faults.BATCHED)


def hold(channel: Channel, one: Happening, why: str) -> SimulatorCall:
    headers = {"what": one.what, "for": why}
    row = log.keep(
        channel, IN, method="POST", path=one.what, who=one.who, name=one.name, said=one.said, note=faults.HELD
    )
    row.headers = headers | {"told": one.told}
    row.save(update_fields=["headers"])
    return row


def held(channel: Channel) -> list[SimulatorCall]:
    return list(SimulatorCall.objects.filter(channel=channel, note=faults.HELD).order_by("pk"))


def released(rows: Sequence[SimulatorCall]) -> list[Happening]:
    """Each once, whoever else releases them now: the row goes, and a new one tells how it was sent."""
    mine = [row for row in rows if SimulatorCall.objects.filter(pk=row.pk, note=faults.HELD).delete()[0]]
    return [Happening(row.who, row.headers["told"], row.name, row.said, row.headers["what"]) for row in mine]


def send(channel: Channel, provider: Provider, happenings: list[Happening], note: str = "") -> list[SimulatorCall]:
    rows, calls = [], provider.calls(channel, happenings)
    for number, one in enumerate(calls):
        told = happenings if len(calls) == 1 else [happenings[number]]
        if faults.take(channel, faults.UNSIGNED):
            rows.append(post(channel, provider.spoil(one), told, faults.UNSIGNED))
            continue
        rows.append(post(channel, one, told, note))
        if faults.take(channel, faults.DOUBLED):
            rows += [post(channel, again, told, faults.DOUBLED) for again in provider.calls(channel, told, again=True)]
    return rows


def report(call_id: int) -> list[SimulatorCall]:
    """The receipts for one message of ours, as its provider would send them."""
    sent = SimulatorCall.objects.select_related("channel").filter(pk=call_id).exclude(name="").first()
    if sent is None or faults.take(sent.channel, faults.SILENT):
        return []
    failed = faults.take(sent.channel, faults.UNDELIVERED)
    return [row for status in (WAY[0], "undelivered" if failed else WAY[1]) for row in receipt(sent, status)]


def receipt(sent: SimulatorCall, status: str) -> list[SimulatorCall]:
    """Always to the door of this very channel, whatever address the message named."""
    provider = player(sent.channel)
    told = provider.report(sent, dict(parse_qsl(sent.body)), status)
    return send(sent.channel, provider, [told]) if told else []
