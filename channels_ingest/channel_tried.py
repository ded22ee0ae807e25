"""What was really tried of a channel that is being set up: pressing past the step proves nothing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest import channel_deeds, channel_setup
from channels_ingest.adapters.webhook import Check
from channels_ingest.channel_setup import CHECKED, HEARD, OPEN
from conversations.models import Channel


def checked(channel: Channel, checks: list[Check]) -> None:
    """A warning is for a person to weigh; one failure is a test that has not succeeded."""
    if checks and all(check.outcome != "failed" for check in checks):
        channel_setup.passed(channel, CHECKED)


def is_heard(channel: Channel) -> bool:
    """The word of an echo test came, or a first message of anybody."""
    return HEARD in channel.settings.get(OPEN, ()) or channel_deeds.has_messages(channel)


def is_tested(channel: Channel) -> bool:
    """In one way or the other."""
    return CHECKED in channel.settings.get(OPEN, ()) or is_heard(channel)


def untried(channel: Channel) -> list[str | Promise]:
    """In sentences; what cannot be tried on such a channel is not missed."""
    if "test" not in channel_setup.words(channel):
        return []
    said: list[str | Promise] = []
    if not channel_setup.is_placed(channel) and CHECKED not in channel.settings.get(OPEN, ()):
        said.append(_("The connection test has not succeeded yet."))
    return said if is_heard(channel) else [*said, _("No message has come in yet.")]
