"""Whether a channel has ever gone live. What is still being set up is nobody's way in yet; what was paused since has
gone live and stays what it was."""

from django.db.models import Q, QuerySet

from conversations.models import Channel, Message

# In the channel's settings as long as it has not gone live.
BEING_SET_UP = "set_up"
HAS_NOT = Q(settings__has_key=BEING_SET_UP)


def to_choose_from() -> QuerySet[Channel]:
    """Those by which lists and figures can be narrowed: what never went live is none of them, but where a message lies
    there all the same."""
    messages = Message.objects.filter(channel__settings__has_key=BEING_SET_UP)
    return Channel.objects.filter(~HAS_NOT | Q(pk__in=messages.values("channel")))


def has_not(channel: Channel) -> bool:
    """As HAS_NOT, of a row that is at hand."""
    return BEING_SET_UP in channel.settings
