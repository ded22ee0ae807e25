"""What an admin enters of an account at Twilio, whatever it is used for."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.webhook import Setting

ACCOUNT_SID, AUTH_TOKEN = _("Twilio: account SID"), _("Twilio: auth token")


def settings_of_account(by_it: str | Promise) -> tuple[Setting, Setting]:
    """by_it: where the token is found, and what it is for."""
    sid = Setting(
        "account_sid",
        ACCOUNT_SID,
        _("On the first page of Twilio's console."),
        is_required=False,
        required_by=("twilio",),
        pattern=r"AC[0-9a-f]{32}",
        placeholder="AC0123456789abcdef0123456789abcdef",
    )
    token = Setting(
        "auth_token",
        AUTH_TOKEN,
        by_it,
        is_secret=True,
        is_required=False,
        required_by=("twilio",),
        pattern=r"[0-9A-Za-z]{16,64}",
    )
    return sid, token
