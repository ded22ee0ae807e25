"""What is set up elsewhere for a channel without messages, in words: who removes it reads first what that changes."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.utils.translation import ngettext

from channels_ingest.channel_deeds import touched
from conversations.models import Channel

# How a model calls the channel, where not `channel`.
FIELDS = {"kpis.survey": "channels", "channels_ingest.connectedapp": "members_of"}
# By the label of the model: this floor knows the rows of others by their keys alone.
TOUCHED: dict[str, Callable[[int], str]] = {
    "kpis.goal": lambda n: ngettext(
        "%(n)d goal that was set for it is removed too.", "%(n)d goals that were set for it are removed too.", n
    ),
    "kpis.alertrule": lambda n: ngettext(
        "%(n)d limit of an alert about it is removed too.", "%(n)d limits of alerts about it are removed too.", n
    ),
    "kpis.daynote": lambda n: ngettext(
        "%(n)d note on a day about it is removed too.", "%(n)d notes on days about it are removed too.", n
    ),
    "kpis.survey": lambda n: ngettext(
        "%(n)d survey asks about it: where no other channel is chosen, it will ask about all of them.",
        "%(n)d surveys ask about it: those where no other channel is chosen will ask about all of them.",
        n,
    ),
    "callbacks.callbacksettings": lambda n: ngettext(
        "%(n)d team calls back through it, and will by the telephone on the desk.",
        "%(n)d teams call back through it, and will by the telephone on the desk.",
        n,
    ),
    "channels_ingest.connectedapp": lambda n: ngettext(
        "%(n)d app knows its customers by it, and will no longer.",
        "%(n)d apps know their customers by it, and will no longer.",
        n,
    ),
    "channels_ingest.rawdelivery": lambda n: ngettext(
        "%(n)d delivery of its tests is removed too.", "%(n)d deliveries of its tests are removed too.", n
    ),
}


def told(channel: Channel, *, has_messages: bool | None = None) -> dict[str, Any]:
    """For the card and its dialog. has_messages: where its kind knows better than what is touched."""
    found = touched(channel)
    stays = found.anything if has_messages is None else has_messages
    return {"touched": found, "stays": stays, "along": [] if stays else words(channel)}


def words(channel: Channel) -> list[str]:
    """One question each; what nobody has chosen it for is not spoken of."""
    numbers = {label: naming(label, channel) for label in TOUCHED}
    return [TOUCHED[label](n) % {"n": n} for label, n in numbers.items() if n]


def naming(label: str, channel: Channel) -> int:
    rows = apps.get_model(label)._default_manager.filter(**{FIELDS.get(label, "channel"): channel.pk})
    return int(rows.count())
