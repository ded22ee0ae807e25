"""Vonage's numbers in words: what its answer to a sending says, and what a delivery receipt says."""

from django.utils.translation import gettext_noop

from channels_ingest.sms.provider import BUSY, NO_SIGN_IN, NOT_A_PHONE, QUOTA, REFUSED
from channels_ingest.sms.twilio_codes import (
    FILTERED,
    NETWORK,
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
    "8": (NO_SIGN_IN, Trouble.SIGN_IN),
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
    "22": UNKNOWN_NUMBER,
    "29": NOT_THERE,
    "33": UNKNOWN_NUMBER,
}
BLOCKED = gettext_noop("The phone or its network blocks our messages.")
RECEIPTS = {
    "1": NETWORK,
    "2": UNREACHABLE,
    "3": UNKNOWN_NUMBER,
    "4": BLOCKED,
    "6": FILTERED,
    "7": UNREACHABLE,
    "8": NETWORK,
    "9": UNKNOWN_NUMBER,
    "10": REFUSED,
    "11": NOT_A_PHONE,
    "12": UNREACHABLE,
    "14": BLOCKED,
    "15": gettext_noop("The customer's prepaid credit does not allow it."),
    "99": NETWORK,
}


def answered(status: str, said: str) -> str:
    """Their own words only where we have none, because they are in English only."""
    return ANSWERS.get(status) or (f"Vonage {status}: {said}" if said else REFUSED)


def receipt(code: str) -> str:
    return RECEIPTS.get(code, NETWORK)
