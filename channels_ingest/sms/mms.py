"""Pictures that Twilio takes along with an SMS of ours (MMS): where the number offers it, and to countries that have
it. Whatever it would not take travels as an address, as everywhere else."""

from django.utils.translation import gettext_lazy as _

from channels_ingest import sent_files
from channels_ingest.adapters.webhook import Setting
from conversations.file_types import MEGABYTE
from conversations.models import Attachment, Channel, Message

OFFERED = Setting(
    "mms",
    _("Twilio: pictures as MMS"),
    _("Only where Twilio shows MMS for your number; to Japanese numbers files go as an address all the same."),
    is_required=False,
    choices=(("no", _("No")), ("yes", _("Yes"))),
    default="no",
)
# What Twilio hands on as it is; of all other types it promises nothing.
TYPES = ("image/jpeg", "image/png", "image/gif")
MOST, MOST_BYTES = 10, 5 * MEGABYTE
# The countries between whose numbers Twilio carries MMS: +1 (the USA, Canada) and +61 (Australia).
COUNTRIES = ("+1", "+61")


def pictures(message: Message, channel: Channel, to: str) -> list[Attachment]:
    """Those that go as pictures, in their order; together no larger than one MMS."""
    if channel.settings.get(OFFERED.name) != "yes" or not to.startswith(COUNTRIES):
        return []
    if not channel.is_practice and not sent_files.host().startswith("https://"):
        return []
    found: list[Attachment] = []
    left = MOST_BYTES
    for file in message.attachments.all():
        if file.content_type in TYPES and file.size <= left and len(found) < MOST:
            found.append(file)
            left -= file.size
    return found
