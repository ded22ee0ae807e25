"""Twilio's codes for a call that was refused, in words (twilio.com/docs/api/errors)."""

from django.utils.translation import gettext_noop

from channels_ingest.phone.provider import BUSY, NO_NUMBER, NO_SIGN_IN, REFUSED, SUSPENDED
from channels_ingest.twilio.refusing import Words
from conversations.models import Trouble

NOT_THERE = gettext_noop("The provider may not call this country. An admin can allow it there.")
OWN_NUMBER = gettext_noop("Our own number cannot make calls. An admin has to look at the channel.")
TRIAL = gettext_noop("A trial account may only call numbers that were verified at the provider.")
NO_CONNECTION = gettext_noop("The provider does not take the address by which we connect calls.")
BLOCKED = gettext_noop("The provider blocks calls to this number. An admin can ask there to allow it.")
NO_CALLS = gettext_noop("The account at the provider may make no calls. An admin can ask there to allow it.")

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
    "21216": BLOCKED,
    "21217": NO_NUMBER,
    "21219": TRIAL,
    "21609": NO_CONNECTION,
    "13223": NO_NUMBER,
    "13224": NO_NUMBER,
    "13225": BLOCKED,
    "13227": NOT_THERE,
    "10002": TRIAL,
    "10005": NO_CALLS,
}
# What passes, or is the account's fault and not the call's.
TROUBLES = {
    "10001": (SUSPENDED, Trouble.QUOTA),
    "20003": (NO_SIGN_IN, Trouble.SIGN_IN),
    "20005": (SUSPENDED, Trouble.QUOTA),
    # So many calls at once, and a queue of a day: it places one a second of an account, and what is more waits there.
    "10004": (BUSY, Trouble.AWAY),
    "20429": (BUSY, Trouble.AWAY),
    "22005": (BUSY, Trouble.AWAY),
    "90010": (SUSPENDED, Trouble.QUOTA),
}
# A telephone rings when somebody presses the button, or not at all.
WORDS = Words(REASONS, TROUBLES, no_sign_in=NO_SIGN_IN, busy=BUSY, refused=REFUSED, repeats=False)
