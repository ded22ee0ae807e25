"""Twilio's codes for a call that was refused, in words (twilio.com/docs/api/errors)."""

from django.utils.translation import gettext_noop

from channels_ingest.phone.provider import BUSY, NO_NUMBER, NO_SIGN_IN, QUOTA, REFUSED
from channels_ingest.twilio.refusing import Words
from conversations.models import Trouble

NOT_THERE = gettext_noop("The provider may not call this country. An admin can allow it there.")
OWN_NUMBER = gettext_noop("Our own number cannot make calls. An admin has to look at the channel.")
TRIAL = gettext_noop("A trial account may only call numbers that were verified at the provider.")
NO_CONNECTION = gettext_noop("The provider does not take the address by which we connect calls.")

REASONS = {
    "21201": NO_NUMBER,
    "21202": NO_NUMBER,
    "21205": NO_CONNECTION,
    "21210": OWN_NUMBER,
    "21211": NO_NUMBER,
    "21212": OWN_NUMBER,
    "21213": OWN_NUMBER,
    "21214": NO_NUMBER,
    "21215": NOT_THERE,
    "21216": NO_NUMBER,
    "21217": NO_NUMBER,
    "21219": TRIAL,
    "21609": NO_CONNECTION,
    "13223": NO_NUMBER,
    "13224": NO_NUMBER,
    "13227": NOT_THERE,
}
# Where the fault is the account's, and not the call's.
TROUBLES = {
    "10001": (NO_SIGN_IN, Trouble.SIGN_IN),
    "20003": (NO_SIGN_IN, Trouble.SIGN_IN),
    "20005": (NO_SIGN_IN, Trouble.SIGN_IN),
    "10002": (QUOTA, Trouble.QUOTA),
    "10003": (QUOTA, Trouble.QUOTA),
}
# A telephone rings when somebody presses the button, or not at all.
WORDS = Words(REASONS, TROUBLES, no_sign_in=NO_SIGN_IN, busy=BUSY, refused=REFUSED, repeats=False)
