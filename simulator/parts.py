"""Who plays which provider."""

from conversations.models import Channel
from simulator.api import Api
from simulator.chat import Chat
from simulator.form import Form
from simulator.line import Line
from simulator.providers import Provider
from simulator.twilio import Twilio
from simulator.voice import Voice
from simulator.vonage import Vonage

PROVIDERS: tuple[Provider, ...] = (Line(), Twilio(), Vonage(), Voice(), Api(), Form(), Chat())
KINDS = tuple(dict.fromkeys(one.kind for one in PROVIDERS))


def named(choice: str) -> Provider | None:
    """By the word of a button or a command: "line", "twilio", or "sms" for the first of its kind."""
    return next((one for one in PROVIDERS if choice in (one.choice, one.kind)), None)


def provider_of(channel: Channel) -> Provider | None:
    """None = nobody plays this kind of channel."""
    name = str(channel.settings.get("provider") or "")
    same = [one for one in PROVIDERS if one.kind == channel.kind]
    return next((one for one in same if one.name == name), same[0] if same and not same[0].name else None)
