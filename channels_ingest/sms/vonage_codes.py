"""Vonage's numbers in words: what its answer to a sending says (developer.vonage.com/en/api-errors/sms), and what a
delivery receipt says (developer.vonage.com/en/messaging/sms/guides/delivery-receipts)."""

from django.utils.translation import gettext_noop

from channels_ingest.sms.provider import (
    BUSY,
    DAILY,
    NO_SIGN_IN,
    NOT_A_PHONE,
    QUOTA,
    REFUSED,
    STOPPED,
    SUSPENDED,
)
from channels_ingest.sms.twilio_codes import (
    FILTERED,
    NETWORK,
    NO_WAY,
    NOT_THERE,
    OWN_NUMBER,
    TOO_LONG,
    UNKNOWN_NUMBER,
    UNREACHABLE,
)
from conversations.models import Trouble

# What says nothing against the message: the channel waits, or somebody has to do something about it.
TROUBLES = {
    "1": (BUSY, Trouble.AWAY),
    "4": (NO_SIGN_IN, Trouble.SIGN_IN),
    "8": (SUSPENDED, Trouble.QUOTA),
    "9": (QUOTA, Trouble.QUOTA),
    "10": (BUSY, Trouble.AWAY),
    "11": (NO_SIGN_IN, Trouble.SIGN_IN),
    "14": (NO_SIGN_IN, Trouble.SIGN_IN),
    "32": (NO_SIGN_IN, Trouble.SIGN_IN),
}
# "Internal error": nobody knows what became of it.
UNKNOWN = "5"
ANSWERS = {
    "6": UNKNOWN_NUMBER,
    "7": gettext_noop("The phone or its network blocks our messages."),
    "12": TOO_LONG,
    "15": OWN_NUMBER,
    "29": NOT_THERE,
    "33": UNKNOWN_NUMBER,
}
# "User has requested not to receive messages from a specific service."
OPTED_OUT = "9"
BLOCKED = gettext_noop("The phone or its network blocks our messages.")
RECEIPTS = {
    "1": NETWORK,
    "2": UNREACHABLE,
    "3": UNKNOWN_NUMBER,
    "4": BLOCKED,
    "5": NETWORK,
    "6": FILTERED,
    "7": UNREACHABLE,
    "8": NETWORK,
    OPTED_OUT: STOPPED,
    "10": REFUSED,
    "11": NO_WAY,
    "12": NOT_A_PHONE,
    "13": BLOCKED,
    "14": BLOCKED,
    "15": gettext_noop("The customer's prepaid credit does not allow it."),
    "16": DAILY,
    "50": FILTERED,
    "51": FILTERED,
    "52": FILTERED,
    "53": FILTERED,
    "54": FILTERED,
    "99": NETWORK,
}


def answered(status: str, said: str) -> str:
    """Their own words only where we have none, because they are in English only."""
    return ANSWERS.get(status) or (f"Vonage {status}: {said}" if said else REFUSED)


def receipt(code: str) -> str:
    return RECEIPTS.get(code, NETWORK)
