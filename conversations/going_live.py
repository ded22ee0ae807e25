"""Whether a channel has ever gone live. What is still being set up is nobody's way in yet; what was paused since has
gone live and stays what it was."""

from django.db.models import Q

from conversations.models import Channel

# In the channel's settings as long as it has not gone live.
BEING_SET_UP = "set_up"
HAS_NOT = Q(settings__has_key=BEING_SET_UP)


def has_not(channel: Channel) -> bool:
    """As HAS_NOT, of a row that is at hand."""
    return BEING_SET_UP in channel.settings
