"""The customer's way to link their LINE with their account at the company: they ask, we send the address, it leads them
to the company's own page with a link token of LINE's.

The token lives ten minutes, so the address we send is our own: it fetches a fresh one when it is opened. LINE lets only
that very user use it.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from channels_ingest.adapters.webhook import Setting
from channels_ingest.line import words
from conversations import outbox, statuses
from conversations.models import Channel, Message, Status
from customers.models import Identity

PAGE = Setting(
    "link_page",
    gettext_lazy("Your page for linking accounts"),
    gettext_lazy("https, where customers sign in at your company. Empty = no accounts are linked."),
    is_required=False,
    pattern=r"https://[^\s#]{4,300}",
)
SALT = "channels_ingest.line.link"
LASTS = 24 * 3600
# What the button of a rich menu sends, or what a customer types because a colleague asked them to.
ASKED_BY = "account-link"
TYPED = ("アカウント連携", "link account")


def is_asked_for(message: Message, channel: Channel) -> bool:
    pressed = words.postback({"postback": {"data": ASKED_BY}}, channel.language)
    return message.text == pressed or message.text.strip().casefold() in TYPED


def answer(message: Message) -> None:
    """In the transaction that stored the message. Where it was the only one, nobody has anything to do."""
    channel, identity = message.channel, message.identity
    if channel is None or identity is None or not channel.settings.get(PAGE.name):
        return
    if not is_asked_for(message, channel):
        return
    with override(message.customer.language or channel.language):
        text = _("Open this address within 24 hours to link your account: %(address)s")
        text %= {"address": address(identity)}
    outbox.automatic(message.conversation, text=text, channel=channel, identity=identity)
    if message.seq == 1:
        statuses.set_status(message.conversation, Status.NO_REPLY_NEEDED, None)


def address(identity: Identity) -> str:
    return f"{settings.PUBLIC_URL}{reverse('line-account', args=[signing.dumps(identity.pk, salt=SALT)])}"
