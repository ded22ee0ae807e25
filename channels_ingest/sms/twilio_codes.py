"""Twilio's codes in words, for whoever wonders why a message did not arrive (twilio.com/docs/api/errors)."""

from django.utils.translation import gettext_noop

from channels_ingest.sms.provider import BUSY, NO_SIGN_IN, NOT_A_PHONE, NOTHING, QUOTA, REFUSED, STOPPED
from channels_ingest.twilio.refusing import Words
from conversations.models import Trouble

UNREACHABLE = gettext_noop("The phone is switched off or out of reach.")
FILTERED = gettext_noop("The network took it for spam and kept it back.")
UNKNOWN_NUMBER = gettext_noop("This number is not in use.")
NOT_THERE = gettext_noop("The SMS provider may not send to this country. An admin can allow it there.")
OWN_NUMBER = gettext_noop("Our own number cannot send SMS. An admin has to look at the channel.")
TOO_LONG = gettext_noop("The message is too long for an SMS.")
NETWORK = gettext_noop("The network could not deliver it and does not say why.")

OPTED_OUT = "21610"
REASONS = {
    OPTED_OUT: STOPPED,
    "21211": UNKNOWN_NUMBER,
    "21408": NOT_THERE,
    "21602": NOTHING,
    "21606": OWN_NUMBER,
    "21612": NOT_A_PHONE,
    "21614": NOT_A_PHONE,
    "21617": TOO_LONG,
    "21659": OWN_NUMBER,
    "30003": UNREACHABLE,
    "30004": gettext_noop("The phone or its network blocks our messages."),
    "30005": UNKNOWN_NUMBER,
    "30006": NOT_A_PHONE,
    "30007": FILTERED,
    "30008": NETWORK,
    "30410": NETWORK,
    "30453": NETWORK,
}
# Where the fault is the account's, and not the message's.
TROUBLES = {
    "20003": (NO_SIGN_IN, Trouble.SIGN_IN),
    "20005": (NO_SIGN_IN, Trouble.SIGN_IN),
    "30001": (QUOTA, Trouble.QUOTA),
    "30002": (NO_SIGN_IN, Trouble.SIGN_IN),
    "63038": (QUOTA, Trouble.QUOTA),
}
WORDS = Words(REASONS, TROUBLES, no_sign_in=NO_SIGN_IN, busy=BUSY, refused=REFUSED, repeats=True)
