"""Short-lived addresses of files, bound to the session they were made for."""

from django.core import signing

from channels_ingest.models import VisitorSession
from conversations.models import Attachment

SECONDS = 300
SALT = "channels_ingest.chat.file"


def signed(session: VisitorSession, file: Attachment) -> str:
    return signing.dumps([session.pk.hex, file.public_id.hex], salt=SALT)


def session_named(token: str, file: str) -> str | None:
    """The session that may fetch this file by this token; None = not a token for it. Raises SignatureExpired."""
    try:
        session, named = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.SignatureExpired:
        raise
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return session if named == file else None
