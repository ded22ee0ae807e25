"""The lines of a connection test at Twilio: whether the account works, has our number, and sends to our address."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest import checking
from channels_ingest.adapters.webhook import Check, webhook_address
from channels_ingest.checking import ACCOUNT, AWAY
from channels_ingest.twilio.labels import ACCOUNT_SID, AUTH_TOKEN
from conversations.models import Channel
from omnidesk.cleaning import clean_words

OUR_NUMBER, ADDRESS = _("Phone number"), _("Webhook address")

type Row = dict[str, object]
type AboutAddress = Callable[[Channel, Row], Check]


@dataclass(frozen=True)
class Use:
    """What a number is wanted for: the name of that ability at Twilio, which also begins its fields."""

    ability: str
    # Our number, as its setting is called.
    label: str | Promise
    unable: str | Promise
    # Says %(address)s.
    elsewhere: str | Promise


def lines(
    channel: Channel, own: str, url: str, headers: dict[str, str], use: Use, about: AboutAddress, also: list[Check]
) -> list[Check]:
    """own: our number; about: what is to be said of its addresses; also: lines of the use's own."""
    wanted = {"number": use.label, "account_sid": ACCOUNT_SID}
    if absent := checking.missing(channel, wanted, {"auth_token": AUTH_TOKEN}):
        return absent
    account = the_account(url, headers)
    if account.outcome == "failed":
        return [account]
    number, row = the_number(own, url, headers, use)
    return [account, number, *([about(channel, row)] if row else []), *also, *checking.refused(channel)]


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


def the_number(own: str, url: str, headers: dict[str, str], use: Use) -> tuple[Check, Row | None]:
    """With the number as Twilio lists it; None = it is none of the account's, or cannot do what it is for."""
    answer, took = checking.asked(f"{url}/IncomingPhoneNumbers.json?{urlencode({'PhoneNumber': own})}", headers)
    if answer is None or answer.status != 200:
        return Check(OUR_NUMBER, "failed", AWAY, took), None
    listed = answer.json.get("incoming_phone_numbers")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    row = next((row for row in rows if row.get("phone_number") == own), None)
    if row is None:
        words = _("%(number)s is not among the numbers of this account.")
        return Check(OUR_NUMBER, "failed", words % {"number": own}, took), None
    able = row.get("capabilities")
    if not (isinstance(able, dict) and able.get(use.ability) is not False):
        return Check(OUR_NUMBER, "failed", use.unable, took), None
    return Check(OUR_NUMBER, "met", own, took), row


def entered(row: Row, field: str) -> str:
    return clean_words(str(row.get(field) or ""), 300)


def the_address(channel: Channel, row: Row, use: Use) -> Check:
    """Whether what comes in is sent to us, by POST."""
    address = entered(row, f"{use.ability}_url")
    if address == webhook_address(channel):
        if str(row.get(f"{use.ability}_method") or "POST").upper() != "POST":
            return Check(ADDRESS, "failed", checking.WHY["get"])
        return Check(ADDRESS, "met", address)
    if not address:
        return Check(ADDRESS, "failed", _("No address is entered for this number at Twilio. Paste the one shown here."))
    return Check(ADDRESS, "failed", str(use.elsewhere) % {"address": address})
