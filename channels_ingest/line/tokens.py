"""When the channel access token ends. Long-lived ones do not; short-lived ones and those of version 2.1 do, after 30
days at most, and LINE says of each how long it has. The token goes in the body of a POST or, as LINE wants it for
version 2.1, in the address; so it is asked over the guarded line only, and never logged."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from channels_ingest import credentials
from channels_ingest.line.quota import whole
from conversations.models import Channel
from omnidesk.calling import Broke, as_form, call

KEPT = "expires_at"
SECONDS = 5.0
# A token that is said to last longer than any that ends does not end.
LONGEST = timedelta(days=366)


def expiry(channel: Channel, base: str) -> datetime | None:
    token = credentials.secret(channel, "token")
    headers, body = as_form([("access_token", token)])
    answer = call("POST", f"{base}/v2/oauth/verify", headers=headers, body=body, seconds=SECONDS)
    if answer.status == 400:
        address = f"{base}/oauth2/v2.1/verify?{urlencode({'access_token': token})}"
        answer = call("GET", address, seconds=SECONDS)
    if answer.status == 400:
        # Neither kind: it has ended, or was revoked.
        return timezone.now()
    if answer.status != 200:
        raise Broke(f"status {answer.status}")
    left = whole(answer.json.get("expires_in"))
    return timezone.now() + timedelta(seconds=left) if left and left < LONGEST.total_seconds() else None
