"""Whether Twilio knows the account, has the number, and will call us."""

from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.webhook import Check, webhook_address
from channels_ingest.cleaning import clean_words
from channels_ingest.sms import checking, numbers
from channels_ingest.sms.checking import ACCOUNT, AWAY
from channels_ingest.sms.labels import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from conversations.models import Channel

OUR_NUMBER, ADDRESS = _("Phone number"), _("Webhook address")
WANTED: checking.Labels = {"number": NUMBER, "account_sid": ACCOUNT_SID}


def lines(channel: Channel, url: str, headers: dict[str, str]) -> list[Check]:
    absent = checking.missing(channel, WANTED, {"auth_token": AUTH_TOKEN})
    if absent:
        return absent
    account = the_account(url, headers)
    if account.outcome == "failed":
        return [account]
    return [account, *the_number(channel, url, headers), *checking.refused(channel)]


def the_account(url: str, headers: dict[str, str]) -> Check:
    answer, took = checking.asked(f"{url}.json", headers)
    if answer is None or answer.status >= 500:
        return Check(ACCOUNT, "failed", AWAY, took)
    if answer.status != 200:
        words = _("Twilio refuses the account SID or the auth token (%(status)s). Copy both from its console again.")
        return Check(ACCOUNT, "failed", words % {"status": answer.status}, took)
    if answer.json.get("status", "active") != "active":
        return Check(ACCOUNT, "failed", _("The account is suspended or closed at Twilio."), took)
    return Check(ACCOUNT, "met", clean_words(str(answer.json.get("friendly_name", "")), 80), took)


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
    if not (isinstance(able, dict) and able.get("sms") is not False):
        return [Check(OUR_NUMBER, "failed", _("This number cannot send SMS. Buy one at Twilio that can."), took)]
    return [Check(OUR_NUMBER, "met", own, took), the_address(channel, row)]


def the_address(channel: Channel, row: dict[str, object]) -> Check:
    entered = clean_words(str(row.get("sms_url") or ""), 300)
    if entered == webhook_address(channel):
        if str(row.get("sms_method") or "POST").upper() != "POST":
            return Check(ADDRESS, "failed", checking.WHY["get"])
        return Check(ADDRESS, "met", entered)
    if channel.settings.get("messaging_service_sid"):
        words = _("With a messaging service, its own page at Twilio says where incoming messages go. Look there.")
        return Check(ADDRESS, "warned", words)
    if not entered:
        return Check(ADDRESS, "failed", _("No address is entered for this number at Twilio. Paste the one shown here."))
    words = _("Incoming messages go elsewhere: %(address)s. Paste the address shown here at Twilio.")
    return Check(ADDRESS, "failed", words % {"address": entered})
