"""Whether Vonage knows the account, has credit, and what it sent that we refused."""

from django.utils.translation import gettext_lazy as _

from channels_ingest import checking
from channels_ingest.adapters.webhook import Check
from channels_ingest.checking import ACCOUNT, AWAY
from channels_ingest.sms.labels import API_KEY, API_SECRET, NUMBER, SIGNATURE_SECRET
from conversations.models import Channel

CREDIT = _("Credit")
WANTED: checking.Labels = {"number": NUMBER, "api_key": API_KEY}
SECRETS: checking.Labels = {"api_secret": API_SECRET, "signature_secret": SIGNATURE_SECRET}


def lines(channel: Channel, base: str, headers: dict[str, str]) -> list[Check]:
    absent = checking.missing(channel, WANTED, SECRETS)
    if absent:
        return absent
    answer, took = checking.asked(f"{base}/account/get-balance", headers)
    if answer is None or answer.status >= 500:
        return [Check(ACCOUNT, "failed", AWAY, took)]
    if answer.status != 200:
        words = _("Vonage refuses the API key or secret (%(status)s). Copy both from its dashboard again.")
        return [Check(ACCOUNT, "failed", words % {"status": answer.status}, took)]
    key = str(channel.settings.get("api_key"))
    return [Check(ACCOUNT, "met", key, took), credit(answer.json.get("value")), *heard(channel)]


def credit(value: object) -> Check:
    left = float(value) if isinstance(value, int | float) else 0.0
    if left <= 0:
        return Check(CREDIT, "warned", _("None is left: nothing goes out until it is topped up."))
    return Check(CREDIT, "met", f"{left:.2f} EUR")


def heard(channel: Channel) -> list[Check]:
    """Vonage does not tell what is entered there: only what came shows it."""
    refused = checking.refused(channel)
    if refused or channel.last_inbound_at:
        return refused
    words = _("Nothing has come yet. Send an SMS to the number; Vonage must be told to sign and to use POST.")
    return [Check(checking.CALLS_US, "warned", words)]
