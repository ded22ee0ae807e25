"""Whether the connected system hears us: a signed ping to its address, and what was turned away at our door."""

import time
import uuid

from django.utils.translation import gettext_lazy as _

from channels_ingest import credentials, refusals
from channels_ingest.adapters.webhook import Check
from channels_ingest.api_channel import calls
from channels_ingest.api_channel.body import Ping
from conversations.models import Channel
from omnidesk.calling import Answer, Broke, NotReached

SETTINGS, OUT, CALLS_US = _("Settings"), _("Our call to your system"), _("What comes in")
NOT_HTTPS = _("The address must begin with https://.")
NOT_REACHED = _(
    "It cannot be reached: the name must lead to the public network, on port 443, with a valid certificate."
)
BROKE = _("It took the call and did not answer within 10 seconds.")
WHY = {
    "signature": _("The signature is not right. Compare the secret, and sign the time, a full stop and the raw body."),
    "time": _("They were signed more than five minutes ago, or by a clock that is wrong."),
    "recipient": _("They name another channel."),
    "no_secret": _("No secret is entered here yet."),
}


def check(channel: Channel, url: str) -> list[Check]:
    if not url or not credentials.secret(channel, "secret"):
        return [Check(SETTINGS, "failed", _("Enter the address and make a secret first."))]
    return [pinged(channel, url), *refused(channel)]


def pinged(channel: Channel, url: str) -> Check:
    if not calls.may_call(url):
        return Check(OUT, "failed", NOT_HTTPS)
    name, begun = f"ping-{uuid.uuid4()}", time.monotonic()
    try:
        answer = calls.post(channel, url, name, Ping(id=name, channel=channel.public_id).model_dump())
    except NotReached:
        return Check(OUT, "failed", NOT_REACHED, since(begun))
    except Broke:
        return Check(OUT, "failed", BROKE, since(begun))
    return judged(answer, since(begun))


def since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def judged(answer: Answer, took: int) -> Check:
    told = {"status": answer.status}
    if 200 <= answer.status < 300:
        return Check(OUT, "met", _("It answered %(status)s.") % told, took)
    if answer.status in (401, 403):
        return Check(OUT, "failed", _("It refuses our signature (%(status)s). Compare the secret.") % told, took)
    if 300 <= answer.status < 400:
        words = _("It sends us on (%(status)s), and we do not follow. Enter the address where it leads.")
        return Check(OUT, "failed", words % told, took)
    return Check(OUT, "failed", _("It answered %(status)s. Answer a ping with 200.") % told, took)


def refused(channel: Channel) -> list[Check]:
    last = refusals.recent(channel).first()
    if last is None:
        return []
    told = {"number": refusals.of_a_day(channel), "why": WHY.get(last.reason, last.reason)}
    return [Check(CALLS_US, "warned", _("%(number)s were refused in 24 hours. %(why)s") % told)]
