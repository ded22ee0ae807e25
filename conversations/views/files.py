"""Files, for those who may see the matter they belong to."""

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from agents.access import signed_in
from conversations.downloads import as_download, as_preview
from conversations.models import Attachment


@require_safe
def file(request: HttpRequest, public_id: UUID) -> FileResponse:
    return as_download(seen(request, public_id))


@require_safe
def preview(request: HttpRequest, public_id: UUID) -> FileResponse:
    return as_preview(seen(request, public_id))


def seen(request: HttpRequest, public_id: UUID) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(signed_in(request)), public_id=public_id)
