"""Whether LINE knows our token, and whether it will call us: the lines of a connection test, with what to do."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.webhook import Check, webhook_address
from channels_ingest.line import api, quota
from channels_ingest.line.words import line
from conversations.models import Channel
from omnidesk.calling import Answer, timed
from omnidesk.cleaning import clean_words

# An admin sits before it.
SECONDS = 5.0

# In the channel's settings, by LINE's own names for it.
LEARNED = {"bot_user_id": "userId", "basic_id": "basicId", "display_name": "displayName"}

TOKEN = _("Access token")
ADDRESS = _("Webhook address")
CALLS_US = _("LINE calls us")
QUOTA = _("Messages left this month")
AWAY = _("LINE did not answer. Try again in a moment.")


def check(channel: Channel, base: str) -> list[Check]:
    info, took = timed(lambda: api.get(channel, base, "/v2/bot/info", SECONDS))
    if info is None or info.status != 200:
        return [no_token(info, took)]
    learn(channel, info)
    name = f"{line(info.json, 'displayName')} {line(info.json, 'basicId')}".strip()
    return [
        Check(TOKEN, "met", name, took),
        address_at_line(channel, base),
        test_call(channel, base),
        left(channel, base),
    ]


def no_token(info: Answer | None, took: int) -> Check:
    if info is None:
        return Check(TOKEN, "failed", AWAY, took)
    advice = _("LINE refuses the token (%(status)s). Issue a new one under “Messaging API” and enter it here.")
    return Check(TOKEN, "failed", advice % {"status": info.status}, took)


@transaction.atomic
def learn(channel: Channel, info: Answer) -> None:
    """The bot's own id is the `destination` of every delivery: from now on another one's is refused."""
    row = Channel.objects.select_for_update().get(pk=channel.pk)
    if row.credentials != channel.credentials:
        # Others were entered while LINE was asked: this answer is of the account before.
        return
    row.settings |= {name: line(info.json, theirs) for name, theirs in LEARNED.items()}
    row.save(update_fields=["settings"])
    channel.settings = row.settings


def address_at_line(channel: Channel, base: str) -> Check:
    """Only one tool can own the webhook: what another one entered there takes our messages away."""
    found, took = timed(lambda: api.get(channel, base, "/v2/bot/channel/webhook/endpoint", SECONDS))
    if found is None or found.status >= 500:
        return Check(ADDRESS, "failed", AWAY, took)
    entered = line(found.json, "endpoint")
    if found.status != 200 or not entered:
        return Check(ADDRESS, "failed", _("No address is entered at LINE yet. Paste the one shown here."), took)
    if entered != webhook_address(channel):
        words = _(
            "Another tool's address is entered at LINE: %(address)s. LINE calls one only; paste the one shown here."
        )
        return Check(ADDRESS, "failed", words % {"address": entered}, took)
    if found.json.get("active") is not True:
        return Check(ADDRESS, "failed", _("“Use webhook” is off at LINE. Switch it on."), took)
    return Check(ADDRESS, "met", entered, took)


def test_call(channel: Channel, base: str) -> Check:
    """LINE sends us a signed delivery without events, and tells what we answered."""
    told, took = timed(lambda: api.post(channel, base, "/v2/bot/channel/webhook/test", {}))
    if told is None or told.status >= 500:
        return Check(CALLS_US, "failed", AWAY, took)
    if told.status == 429:
        return Check(CALLS_US, "warned", _("LINE allows only so many tests in an hour. Try again later."), took)
    if told.status == 200 and told.json.get("success") is True:
        return Check(CALLS_US, "met", _("The test delivery arrived and its signature is right."), took)
    if str(told.json.get("statusCode")) == "403":
        advice = _("The test delivery arrived with another signature. Enter the channel secret of this very channel.")
        return Check(CALLS_US, "failed", advice, took)
    reason = clean_words(f"{line(told.json, 'reason')} {line(told.json, 'detail')} {api.told(told)}", 200)
    words = _("LINE could not reach us: %(reason)s. The address must be reachable from the internet, by https.")
    return Check(CALLS_US, "failed", words % {"reason": reason}, took)


def left(channel: Channel, base: str) -> Check:
    number = quota.refresh(channel, base)
    if number is None:
        return Check(QUOTA, "met", _("No limit"))
    if number == 0:
        return Check(QUOTA, "warned", _("None. Answers within a minute of a message still go out."))
    return Check(QUOTA, "met", str(number))
