"""Whether Twilio knows the account, has the number, and will tell us of its calls."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.webhook import Check, webhook_address
from channels_ingest.phone import numbers
from channels_ingest.phone.labels import NUMBER
from channels_ingest.twilio import checking
from channels_ingest.twilio.checking import ADDRESS, Row, Use
from conversations.models import Channel

PUBLIC = _("Public address")
CALLS = Use(
    "voice",
    label=NUMBER,
    unable=_("This number cannot make calls. Buy one at Twilio that can."),
    elsewhere=_("Incoming calls go elsewhere: %(address)s. Paste the address shown here at Twilio."),
)


def lines(channel: Channel, url: str, headers: dict[str, str]) -> list[Check]:
    return checking.lines(channel, numbers.own(channel), url, headers, CALLS, address, reachable(channel))


def address(channel: Channel, row: Row) -> Check:
    found = checking.the_address(channel, row, CALLS)
    if found.outcome == "met" and checking.entered(row, "status_callback") != webhook_address(channel):
        words = _("Paste the address at “Call status changes” too, or a caller who hangs up early is known late.")
        return Check(ADDRESS, "warned", words)
    return found


def reachable(channel: Channel) -> list[Check]:
    if channel.is_practice or settings.PUBLIC_URL.startswith("https://"):
        return []
    return [Check(PUBLIC, "failed", _("Twilio connects calls through this desk, which needs a public https address."))]
