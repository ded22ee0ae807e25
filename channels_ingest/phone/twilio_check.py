"""Whether Twilio knows the account, has the number, and will tell us of its calls."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.webhook import Check, webhook_address
from channels_ingest.cleaning import clean_words
from channels_ingest.phone import numbers
from channels_ingest.phone.labels import NUMBER
from channels_ingest.sms import checking
from channels_ingest.sms.checking import AWAY
from channels_ingest.sms.labels import ACCOUNT_SID, AUTH_TOKEN
from channels_ingest.sms.twilio_check import ADDRESS, OUR_NUMBER, the_account
from conversations.models import Channel

WANTED: checking.Labels = {"number": NUMBER, "account_sid": ACCOUNT_SID}
PUBLIC = _("Public address")


def lines(channel: Channel, url: str, headers: dict[str, str]) -> list[Check]:
    absent = checking.missing(channel, WANTED, {"auth_token": AUTH_TOKEN})
    if absent:
        return absent
    account = the_account(url, headers)
    if account.outcome == "failed":
        return [account]
    return [account, *the_number(channel, url, headers), *reachable(channel), *checking.refused(channel)]


def the_number(channel: Channel, url: str, headers: dict[str, str]) -> list[Check]:
    own = numbers.own(channel)
    answer, took = checking.asked(f"{url}/IncomingPhoneNumbers.json?{urlencode({'PhoneNumber': own})}", headers)
    if answer is None or answer.status != 200:
        return [Check(OUR_NUMBER, "failed", AWAY, took)]
    listed = answer.json.get("incoming_phone_numbers")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    row = next((row for row in rows if row.get("phone_number") == own), None)
    if row is None:
        words = _("%(number)s is not among the numbers of this account.")
        return [Check(OUR_NUMBER, "failed", words % {"number": own}, took)]
    able = row.get("capabilities")
    if not (isinstance(able, dict) and able.get("voice") is not False):
        return [Check(OUR_NUMBER, "failed", _("This number cannot make calls. Buy one at Twilio that can."), took)]
    return [Check(OUR_NUMBER, "met", own, took), the_address(channel, row)]


def the_address(channel: Channel, row: dict[str, object]) -> Check:
    entered = clean_words(str(row.get("voice_url") or ""), 300)
    if entered == webhook_address(channel):
        if str(row.get("voice_method") or "POST").upper() != "POST":
            return Check(ADDRESS, "failed", checking.WHY["get"])
        if clean_words(str(row.get("status_callback") or ""), 300) != entered:
            words = _("Paste the address at “Call status changes” too, or a caller who hangs up early is known late.")
            return Check(ADDRESS, "warned", words)
        return Check(ADDRESS, "met", entered)
    if not entered:
        return Check(ADDRESS, "failed", _("No address is entered for this number at Twilio. Paste the one shown here."))
    words = _("Incoming calls go elsewhere: %(address)s. Paste the address shown here at Twilio.")
    return Check(ADDRESS, "failed", words % {"address": entered})


def reachable(channel: Channel) -> list[Check]:
    if channel.is_practice or settings.PUBLIC_URL.startswith("https://"):
        return []
    return [Check(PUBLIC, "failed", _("Twilio connects calls through this desk, which needs a public https address."))]
