"""Whether Twilio knows the account, has the number, and will call us."""

from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.webhook import Check, webhook_address
from channels_ingest.sms import numbers
from channels_ingest.sms.labels import NUMBER
from channels_ingest.twilio import checking
from channels_ingest.twilio.checking import ADDRESS, Row, Use
from conversations.models import Channel

SENDS = Use(
    "sms",
    label=NUMBER,
    unable=_("This number cannot send SMS. Buy one at Twilio that can."),
    elsewhere=_("Incoming messages go elsewhere: %(address)s. Paste the address shown here at Twilio."),
)


def lines(channel: Channel, url: str, headers: dict[str, str]) -> list[Check]:
    return checking.lines(channel, numbers.own(channel), url, headers, SENDS, address, [])


def address(channel: Channel, row: Row) -> Check:
    if channel.settings.get("messaging_service_sid") and checking.entered(row, "sms_url") != webhook_address(channel):
        words = _("With a messaging service, its own page at Twilio says where incoming messages go. Look there.")
        return Check(ADDRESS, "warned", words)
    return checking.the_address(channel, row, SENDS)
