"""The account at Twilio that a channel names: where it is reached, and how we sign in."""

import base64

from channels_ingest import credentials, fields
from conversations.models import Channel

API = "https://api.twilio.com"


def sid_of(channel: Channel) -> str:
    return fields.name(str(channel.settings.get("account_sid") or "")) or "-"


def url_of(channel: Channel, base: str) -> str:
    """base: API, or the simulator's for a channel of practice."""
    return f"{base}/2010-04-01/Accounts/{sid_of(channel)}"


def signed_in(channel: Channel) -> dict[str, str]:
    pair = f"{sid_of(channel)}:{credentials.secret(channel, 'auth_token')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
