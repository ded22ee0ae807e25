"""What an admin enters for a telephone channel, and does at the provider."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.webhook import Setting
from channels_ingest.twilio.labels import settings_of_account

NUMBER = _("Our telephone number")
TWILIO, BY_HAND = "twilio", "manual"

SETUP: tuple[Setting, ...] = (
    Setting("provider", _("How calls are made"), choices=((TWILIO, "Twilio Voice"), (BY_HAND, _("By hand")))),
    Setting(
        "number",
        NUMBER,
        _("Customers see it when they are called."),
        pattern=r"\+[1-9][0-9 ()-]{6,24}",
        placeholder="050-1234-5678",
        is_number=True,
    ),
    *settings_of_account(_("Beside the account SID. By it we sign in, and know that a call is Twilio's.")),
    Setting(
        "forward_to",
        _("Twilio: who is rung"),
        _("A number of the team's. Empty: the telephones of all who are available."),
        is_required=False,
        pattern=r"\+[1-9][0-9 ()-]{6,24}",
        placeholder="03-1234-5678",
        is_number=True,
    ),
    Setting(
        "record",
        _("Twilio: recording"),
        _("Callers hear that the call is recorded. When we call, whoever talks has to say so."),
        is_required=False,
        choices=(("no", _("Calls are not recorded")), ("yes", _("Calls are recorded"))),
        default="no",
    ),
)

STEPS: tuple[str | Promise, ...] = (
    _("By hand: enter the number only. Agents dial on their own telephone and say how the call went."),
    _("Twilio: copy the account SID and the auth token from the first page of its console."),
    _("Twilio: open the number under “Phone Numbers”, paste the webhook address at “A call comes in”, with POST."),
    _("Twilio: paste the same address at “Call status changes”, so that a caller who hangs up is known at once."),
    _("Each agent enters their own telephone number in their profile: it rings before the customer's."),
    _("Run the connection test here, and call the number from your own phone."),
)
