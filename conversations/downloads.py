"""How a stranger's file is handed out: as a download that no page can run; only pictures of our making are shown."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.csp import CSP

from conversations import pictures
from conversations.models import Attachment

_INERT = "sandbox; default-src 'none'; frame-ancestors 'none'"


def as_download(attachment: Attachment) -> FileResponse:
    stored, kind = opened(attachment, attachment.file), attachment.content_type
    return sealed(FileResponse(stored, as_attachment=True, filename=attachment.name, content_type=kind))


def as_preview(attachment: Attachment) -> FileResponse:
    if not attachment.preview:
        raise Http404
    drawn = opened(attachment, attachment.preview)
    return sealed(FileResponse(drawn, filename="preview.webp", content_type=pictures.CONTENT_TYPE))


def opened(attachment: Attachment, file: FieldFile) -> FieldFile:
    if attachment.is_shut:
        raise Http404
    try:
        file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return file


def sealed[R: HttpResponseBase](response: R) -> R:
    response.headers[str(CSP.HEADER_ENFORCE)] = _INERT
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Kept by no cache: the link is asked for again each time, and is dead after sign-out.
    response.headers["Cache-Control"] = "no-store"
    return response
