"""Twilio's codes in words, for whoever wonders why a message did not arrive.

By twilio.com/docs/api/errors; those of 2024 that say more closely what is wrong with a number (21264 to 21269, 21635,
21659 to 21661) by its changelog of 10 July 2024. An answer to our call has a code of 2xxxx, what a receipt tells 3xxxx.
"""

from django.utils.translation import gettext_noop

from channels_ingest.sms.provider import (
    BUSY,
    DAILY,
    NO_SIGN_IN,
    NOT_A_PHONE,
    NOTHING,
    REFUSED,
    STOPPED,
    SUSPENDED,
)
from channels_ingest.twilio.refusing import Words
from conversations.models import Trouble

UNREACHABLE = gettext_noop("The phone is switched off or out of reach.")
FILTERED = gettext_noop("The network took it for spam and kept it back.")
UNKNOWN_NUMBER = gettext_noop("This number is not in use.")
NOT_THERE = gettext_noop("The SMS provider may not send to this country. An admin can allow it there.")
OWN_NUMBER = gettext_noop("Our own number cannot send SMS. An admin has to look at the channel.")
TOO_LONG = gettext_noop("The message is too long for an SMS.")
NO_WAY = gettext_noop("Our number cannot reach this one by SMS. An admin has to look at the channel.")
TRIAL = gettext_noop("A trial account may only write to numbers that were verified at the provider.")
TOO_MUCH = gettext_noop("Too much waited at the SMS provider, so it was thrown away there. Send it again.")
UNREGISTERED = gettext_noop("Our number is not registered for this country or network. An admin has to do that.")
NETWORK = gettext_noop("The network could not deliver it and does not say why.")

OPTED_OUT = "21610"
REASONS = {
    OPTED_OUT: STOPPED,
    "21211": UNKNOWN_NUMBER,
    "21408": NOT_THERE,
    "21602": NOTHING,
    "21606": OWN_NUMBER,
    "21608": TRIAL,
    "21612": NO_WAY,
    "21614": NOT_A_PHONE,
    "21617": TOO_LONG,
    "21635": NOT_A_PHONE,
    "21659": OWN_NUMBER,
    "21660": OWN_NUMBER,
    "21661": OWN_NUMBER,
    "21703": OWN_NUMBER,
    "21704": OWN_NUMBER,
    # Of what is queued by a messaging service: Twilio tells it afterwards.
    "30001": TOO_MUCH,
    "30002": SUSPENDED,
    "30003": UNREACHABLE,
    "30004": gettext_noop("The phone or its network blocks our messages."),
    "30005": UNKNOWN_NUMBER,
    "30006": NOT_A_PHONE,
    "30007": FILTERED,
    "30008": NETWORK,
    "30022": TOO_MUCH,
    "30023": DAILY,
    "30024": UNREGISTERED,
    "30027": DAILY,
    "30032": UNREGISTERED,
    "30034": UNREGISTERED,
    "30036": TOO_MUCH,
    "30410": NETWORK,
    "30453": NETWORK,
}
# What passes, or is the account's fault and not the message's.
TROUBLES = {
    "10001": (SUSPENDED, Trouble.QUOTA),
    "20003": (NO_SIGN_IN, Trouble.SIGN_IN),
    # "Potentially because you ran out of funds".
    "20005": (SUSPENDED, Trouble.QUOTA),
    "20429": (BUSY, Trouble.AWAY),
    "14107": (BUSY, Trouble.AWAY),
    # Ten hours' worth wait at our number already.
    "21611": (BUSY, Trouble.AWAY),
    "63017": (BUSY, Trouble.AWAY),
    "63038": (DAILY, Trouble.QUOTA),
    "90010": (SUSPENDED, Trouble.QUOTA),
}
WORDS = Words(REASONS, TROUBLES, no_sign_in=NO_SIGN_IN, busy=BUSY, refused=REFUSED, repeats=True)
