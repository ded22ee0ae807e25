"""What keeps machines out, and loses no person's words: whoever is doubted sees their form again, filled in."""

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from conversations.models import Channel

# A field that no person sees.
TRAP = "website"
STAMP = "stamp"
# Nobody reads and fills in a form faster; and nobody leaves it open longer without looking again.
QUICKEST, LONGEST = 2, 12 * 3600
SALT = "channels_ingest.webform"


def stamp(channel: Channel) -> str:
    return signing.TimestampSigner(salt=SALT).sign(channel.public_id)


def doubt(request: HttpRequest, channel: Channel, origins: list[str]) -> str:
    """Why this is not taken yet, in words; '' = it is."""
    if request.POST.get(TRAP):
        return _("Leave the field that is not meant for people empty, and send once more.")
    given = request.POST.get(STAMP, "")
    if not given:
        return "" if request.headers.get("Origin") in origins else _("Please look over what you wrote, and send it.")
    try:
        quick = is_quick(given, channel)
    except signing.BadSignature:
        return _("This page was open for long. Nothing is lost: please send once more.")
    return _("That was very quick. Please look over what you wrote, and send it.") if quick else ""


def is_quick(given: str, channel: Channel) -> bool:
    signer = signing.TimestampSigner(salt=SALT)
    if signer.unsign(given, max_age=LONGEST) != channel.public_id:
        raise signing.BadSignature
    # How old it is: a signature of the last two seconds is still fresh.
    try:
        signer.unsign(given, max_age=QUICKEST)
    except signing.SignatureExpired:
        return False
    return True
