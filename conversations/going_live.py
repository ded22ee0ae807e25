"""Whether a channel has ever gone live. What is still being set up is nobody's way in yet; what was paused since has
gone live and stays what it was."""

from django.db.models import Q, QuerySet

from conversations.models import Channel

# In the channel's settings as long as it has not gone live.
BEING_SET_UP = "set_up"
HAS_NOT = Q(settings__has_key=BEING_SET_UP)


def to_choose_from() -> QuerySet[Channel]:
    """Those by which lists and figures can be narrowed: what never went live is none of them, but where something came
    in or went out all the same. The channel says so itself: to look for its messages would read all there are."""
    return Channel.objects.filter(~HAS_NOT | Q(last_inbound_at__isnull=False) | Q(last_outbound_at__isnull=False))


def has_not(channel: Channel) -> bool:
    """As HAS_NOT, of a row that is at hand."""
    return BEING_SET_UP in channel.settings
