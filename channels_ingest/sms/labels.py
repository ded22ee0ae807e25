"""What an admin enters for a channel of SMS, and does at the provider."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.webhook import PER_SECOND, WAITS, Setting
from channels_ingest.sms.mms import OFFERED
from channels_ingest.twilio.labels import settings_of_account

NUMBER = _("Number that sends")
API_KEY, API_SECRET = _("Vonage: API key"), _("Vonage: API secret")
SIGNATURE_SECRET, METHOD = _("Vonage: signature secret"), _("Vonage: signature method")
METHODS = (
    ("sha256", "SHA-256 HMAC"),
    ("sha512", "SHA-512 HMAC"),
    ("sha1", "SHA1 HMAC"),
    ("md5", "MD5 HMAC"),
    ("md5hash", "MD5 hash"),
)

SETUP: tuple[Setting, ...] = (
    Setting("provider", _("SMS provider"), choices=(("twilio", "Twilio"), ("vonage", "Vonage"))),
    Setting(
        "number",
        NUMBER,
        _("With its country code. A short code or a name works too, where the network allows it."),
        pattern=r"\+[1-9][0-9 ()-]{6,24}|[A-Za-z0-9]{3,11}",
        placeholder="+81 90 1234 5678",
        is_number=True,
    ),
    *settings_of_account(_("Beside the account SID. By it we sign in, and know that a message is Twilio's.")),
    Setting(
        "messaging_service_sid",
        _("Twilio: messaging service SID"),
        _("Only where a messaging service chooses the number."),
        is_required=False,
        pattern=r"MG[0-9a-f]{32}",
    ),
    OFFERED,
    Setting(
        "api_key",
        API_KEY,
        _("On the first page of Vonage's dashboard."),
        is_required=False,
        required_by=("vonage",),
        pattern=r"\w{4,40}",
    ),
    Setting(
        "api_secret",
        API_SECRET,
        _("Beside the API key. By it we send."),
        is_secret=True,
        is_required=False,
        required_by=("vonage",),
        pattern=r"[!-~]{8,100}",
    ),
    Setting(
        "signature_secret",
        SIGNATURE_SECRET,
        _("Vonage's dashboard, “API settings”. By it we know that a message is Vonage's."),
        is_secret=True,
        is_required=False,
        required_by=("vonage",),
        pattern=r"[!-~]{8,200}",
    ),
    Setting(
        "signature_method",
        METHOD,
        _("The same as chosen there."),
        is_required=False,
        choices=METHODS,
        default="sha256",
    ),
    PER_SECOND,
    WAITS,
)

STEPS: tuple[str | Promise, ...] = (
    _("Choose the provider and enter the number that sends, with its country code."),
    _("Twilio: copy the account SID and the auth token from the first page of its console."),
    _("Twilio: open the number under “Phone Numbers”, paste the webhook address at “A message comes in”, with POST."),
    _("Vonage: copy the API key and the API secret from the first page of its dashboard."),
    _("Vonage: under “API settings”, paste the webhook address for inbound SMS and for delivery receipts, with POST."),
    _("Vonage: ask its support to sign webhooks, and enter the signature secret and the method shown there."),
    _("Run the connection test here, and send an SMS from your own phone."),
)
