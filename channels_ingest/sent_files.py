"""Files that we send where a message carries no file: behind an address that only its reader was told.

Whoever has the address has the file, as with any message in their hands; so it is signed, ends, and is dead as soon as
the message is taken back or the file is found to be harmful.
"""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from conversations.downloads import as_download
from conversations.models import Attachment, Direction

SALT = "channels_ingest.sent_file"
# Messengers fetch a picture when its reader first looks, which may be after a holiday.
LASTS = 30 * 24 * 3600


def host() -> str:
    return settings.FILES_URL or settings.PUBLIC_URL


def address(attachment: Attachment) -> str:
    token = signing.dumps(attachment.public_id.hex, salt=SALT)
    return f"{host()}{reverse('file-sent', args=[token])}"


@login_not_required
@require_safe
def sent(request: HttpRequest, token: str) -> HttpResponseBase:
    try:
        public_id = UUID(signing.loads(token, salt=SALT, max_age=LASTS))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise Http404 from None
    of_ours = Attachment.objects.filter(message__direction=Direction.OUT, message__unsent_at=None)
    return as_download(get_object_or_404(of_ours, public_id=public_id))
