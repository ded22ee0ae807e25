"""On which channel is a customer asked: where they wrote last, or where we answered if nothing can be sent there."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from conversations.models import Conversation, Direction, Trouble
from conversations.routes import Route, routes_to

type Way = Route

NO_WAY = _("No channel of ours writes to this customer")
FAILED = _("Something went wrong on our side.")


def way_to(matter: Conversation) -> Way | None:
    """Judged like every route of the composer: windows, stops, blocks, a channel's troubles."""
    found = {(way.channel.pk, way.identity.pk): way for way in routes_to(matter.customer)}
    said = matter.messages.exclude(identity=None).exclude(channel=None).order_by("-shown_at", "-id")
    pairs = [
        said.filter(direction=Direction.IN).values_list("channel_id", "identity_id").first(),
        said.filter(direction=Direction.OUT, author__isnull=False).values_list("channel_id", "identity_id").first(),
    ]
    return next((found[pair] for pair in pairs if pair in found), None)


def why_not(way: Way | None) -> str:
    """In English, as it is kept; whoever shows it translates it. '' = it can go."""
    if way is None:
        return in_english(NO_WAY)
    return in_english(Trouble.QUOTA.label if way.channel.quota_left == 0 else way.reason)


def in_english(words: object) -> str:
    with override("en"):
        return str(words)
