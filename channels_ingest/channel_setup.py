"""Setting up a channel of a provider: seven steps that can be left and taken up again, because its row tells how far
it came."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agents.audit import audit
from agents.models import Agent
from channels_ingest import credentials
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.base import Adapter
from channels_ingest.adapters.webhook import WebhookAdapter
from conversations import going_live, resting
from conversations.capabilities import capabilities_of
from conversations.models import Channel

STEPS: dict[str, str | Promise] = {
    "choice": _("Choose"),
    "preparation": _("Prepare"),
    "credentials": _("Credentials"),
    "webhook": _("Webhook"),
    "test": _("Connection test"),
    "routing": _("Routing"),
    "launch": _("Go live"),
}
ORDER = tuple(STEPS)
# What is put on pages of the company's own has no provider: three steps are called otherwise.
PLACED: dict[str, str | Promise] = {
    "credentials": _("Settings"),
    "webhook": _("On your page"),
    "test": _("Look and test"),
}
# In the channel's settings as long as it has not gone live: the steps that leave no other trace on its row.
OPEN = going_live.BEING_SET_UP
# Of no use where our own people dial on telephones of their own: nobody calls us, and nothing could answer a test.
CONNECTED = frozenset({"webhook", "test"})
# Beside the steps that were passed: a connection test that succeeded, and the word of an echo test that came.
CHECKED, HEARD = "checked", "heard"


class NotReady(Exception):
    """Something is missing without which it cannot go live."""


@dataclass(frozen=True)
class Step:
    key: str
    word: str | Promise
    number: int
    is_done: bool
    is_current: bool


def adapter_of(channel: Channel) -> WebhookAdapter | None:
    """Of a channel whose provider calls us; None = it is set up on pages of its own."""
    adapter = ADAPTERS.get(channel.kind)
    return adapter if isinstance(adapter, WebhookAdapter) else None


def is_placed(channel: Channel) -> bool:
    adapter = ADAPTERS.get(channel.kind)
    return adapter is not None and adapter.placed


def is_by_hand(channel: Channel) -> bool:
    return capabilities_of(channel).by_hand


def words(channel: Channel) -> dict[str, str | Promise]:
    """The steps of this channel, in order."""
    named = STEPS | (PLACED if is_placed(channel) else {})
    left_out = CONNECTED if is_by_hand(channel) else frozenset()
    return {key: word for key, word in named.items() if key not in left_out}


def missing(channel: Channel) -> list[str | Promise]:
    """The labels of what is required and was not entered."""
    if is_placed(channel):
        return [_("Sites")] if is_open(channel) and not channel.settings.get("origins") else []
    adapter = adapter_of(channel)
    provider = channel.settings.get("provider")
    asked = [one for one in adapter.setup if one.is_required or provider in one.required_by] if adapter else []
    kept = credentials.of(channel) if asked else {}
    return [one.label for one in asked if not (kept if one.is_secret else channel.settings).get(one.name)]


def is_open(channel: Channel) -> bool:
    """It has never gone live."""
    return going_live.has_not(channel)


def done(channel: Channel) -> set[str]:
    if not is_open(channel):
        return set(STEPS)
    found = {"choice", *channel.settings[OPEN]}
    found |= set() if missing(channel) else {"credentials", "preparation"}
    return found | ({"routing"} if channel.team_id else set())


def steps(channel: Channel, current: str, *, is_tested: bool) -> list[Step]:
    """Whoever only went past the test sees it unticked."""
    came = done(channel) if is_tested else done(channel) - {"test"}
    named = enumerate(words(channel).items(), start=1)
    return [Step(key, word, n, key in came, key == current) for n, (key, word) in named]


def next_of(channel: Channel) -> str:
    """Where to go on."""
    came = done(channel)
    return next((key for key in words(channel) if key not in came), "launch")


def after(channel: Channel, step: str) -> str:
    order = list(words(channel))
    return order[min(order.index(step) + 1, len(order) - 1)]


def before(channel: Channel, step: str) -> str:
    """ "" = there is no way back from here: a channel keeps its kind."""
    order = list(words(channel))
    place = order.index(step)
    return order[place - 1] if place > 1 else ""


@transaction.atomic
def start(adapter: Adapter, language: str, by: Agent, ip: str | None) -> Channel:
    """Paused until it goes live: what comes before is kept, and reaches nobody."""
    before = Channel.objects.filter(kind=adapter.kind, is_practice=False).count()
    name = f"{str(adapter.label)[:70]} {before + 1}" if before else str(adapter.label)[:80]
    fresh = {"kind": adapter.kind, "name": name, "language": language}
    channel = Channel.objects.create(**fresh, settings={OPEN: []}, paused_at=timezone.now())
    audit(by, "channel.made", channel, ip, name=channel.name, kind=channel.kind)
    return channel


@transaction.atomic
def passed(channel: Channel, step: str) -> None:
    row = locked(channel)
    if is_open(row) and step not in row.settings[OPEN]:
        row.settings[OPEN].append(step)
        row.save(update_fields=["settings"])


@transaction.atomic
def enter(channel: Channel, told: dict[str, Any], secrets: dict[str, str], by: Agent, ip: str | None) -> None:
    """What was entered; a secret that was replaced counts on for a while. Names of what changed are written down."""
    row = locked(channel)
    changed = [name for name, value in told.items() if row.settings.get(name, "") != value]
    replaced = [name for name, value in secrets.items() if credentials.secret(row, name) != value]
    changed += replaced
    row.settings |= told
    if replaced:
        forget_learned(row)
    credentials.replace(row, secrets)
    row.save(update_fields=["settings", "credentials", "quota_left"])
    if changed:
        resting.put_right(row)
        audit(by, "channel.credentials", row, ip, name=row.name, fields=sorted(changed))


def forget_learned(row: Channel) -> None:
    """They may be another account's. Held against what that one sends, all of it would be refused."""
    adapter = adapter_of(row)
    learned = adapter.learned if adapter else ()
    row.settings = {name: value for name, value in row.settings.items() if name not in learned}
    if is_open(row):
        row.settings[OPEN] = [name for name in row.settings[OPEN] if name not in (CHECKED, HEARD)]
    row.quota_left = None


@transaction.atomic
def end_previous(channel: Channel, by: Agent, ip: str | None) -> None:
    row = locked(channel)
    if credentials.overlapping(row):
        credentials.end_previous(row)
        row.save(update_fields=["credentials"])
        audit(by, "channel.previous_ended", row, ip, name=row.name)


@transaction.atomic
def launch(channel: Channel, by: Agent, ip: str | None, told: dict[str, int] | None = None) -> None:
    """From now on what comes reaches the team, and first what was kept meanwhile. Raises NotReady."""
    row = locked(channel)
    if missing(row) or row.team_id is None:
        raise NotReady
    if is_open(row):
        del row.settings[OPEN]
        row.settings |= told or {}
        row.paused_at = None
        row.save(update_fields=["settings", "paused_at"])
        audit(by, "channel.live", row, ip, name=row.name, **(told or {}))


def locked(channel: Channel) -> Channel:
    return Channel.objects.select_for_update().get(pk=channel.pk)
