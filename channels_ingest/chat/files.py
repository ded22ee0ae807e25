"""Files of a visitor: up by the session, down by the session or by a link that lives for minutes."""

from django.core import signing
from django.db.models import Q
from django.http import HttpResponseBase, JsonResponse

from channels_ingest.chat import links, sessions, thread
from channels_ingest.chat.door import Visit
from channels_ingest.chat.refusals import Refused
from channels_ingest.chat.views import answer
from channels_ingest.models import VisitorSession
from conversations.downloads import as_download, as_preview
from conversations.file_types import LARGEST
from conversations.files import keep
from conversations.models import Attachment

# The form around the file.
MARGIN = 64 * 1024
# Uploaded and not sent yet.
MOST_WAITING = 20


def up(visit: Visit) -> JsonResponse:
    visit.must_be_open()
    visit.bound(LARGEST + MARGIN)
    visit.limit("chat.upload.address")
    visit.limit("chat.upload")
    scope = str(visit.session.pk)
    if Attachment.objects.filter(upload_scope=scope, message=None).count() >= MOST_WAITING:
        raise Refused("too_many_files")
    file = visit.request.FILES.get("file")
    if file is None:
        raise Refused("bad_request")
    kept = keep(file, name=file.name or "", upload_scope=scope)
    return answer(thread.file_json(kept, visit.session), 201)


def down(visit: Visit) -> HttpResponseBase:
    return as_download(found(visit))


def preview(visit: Visit) -> HttpResponseBase:
    return as_preview(found(visit))


def found(visit: Visit) -> Attachment:
    """Through the same question as the thread; all that is not theirs does not exist."""
    public_id = visit.args["public_id"]
    session = asking(visit, public_id.hex)
    own = Q(message=None, upload_scope=str(session.pk)) | Q(message__in=thread.visible(session).filter(unsent_at=None))
    file = Attachment.objects.filter(own, public_id=public_id).first()
    if file is None:
        raise Refused("not_found")
    return file


def asking(visit: Visit, file: str) -> VisitorSession:
    """By the bearer where one is sent; a link in a new tab carries a signed token instead."""
    if sessions.bearer(visit.request):
        return visit.session
    try:
        name = links.session_named(visit.request.GET.get("t", ""), file)
    except signing.SignatureExpired:
        raise Refused("link_expired") from None
    session = VisitorSession.objects.filter(pk=name, channel=visit.channel).first() if name else None
    if session is None or not sessions.lives(session):
        raise Refused("not_found")
    session.channel = visit.channel
    return session
