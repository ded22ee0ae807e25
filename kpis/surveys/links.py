"""The link in a survey's message, and the stamp of its page.

The link carries 128 bits, of which we keep a hash; in the thread it stands sealed (conversations.private_links). It
shows a page and changes nothing: mail scanners and prefetchers follow links. What counts is sent by the page itself
with its stamp, which is good for one change: it names the answer's turn, so whatever comes with a used one is shown
what holds and asked again.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from agents.tokens import hashed
from conversations import private_links
from kpis.models import SurveyInvitation

SALT = "kpis.surveys"
# Nobody leaves the page open longer without looking again.
LONGEST = 12 * 3600


def new_seal() -> tuple[str, str]:
    """For the message, where the token is written as it leaves; and the token's hash."""
    sealed = private_links.seal()
    return sealed, hashed(private_links.token_of(sealed))


def address(token: str, score: int | None = None) -> str:
    path = f"{settings.PUBLIC_URL}{reverse('survey', args=[token])}"
    return path if score is None else f"{path}?score={score}"


def stamp(invitation: SurveyInvitation, turn: int) -> str:
    return signing.TimestampSigner(salt=SALT).sign(f"{invitation.pk}.{turn}")


def turn_of(given: str, invitation: SurveyInvitation) -> int | None:
    """The turn that the page was shown in; None = this is no stamp of ours, of another page or too old."""
    try:
        pk, turn = signing.TimestampSigner(salt=SALT).unsign(given, max_age=LONGEST).split(".")
    except (signing.BadSignature, ValueError):
        return None
    return int(turn) if pk == str(invitation.pk) else None
