"""What was typed and not sent, and files that wait for their message."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from conversations import drafting, files
from conversations.letter_form import as_typed
from conversations.models import Attachment, Channel
from conversations.views.actions import number
from conversations.views.answers import refused
from conversations.views.nouns import Noun
from conversations.writing import LONGEST, choices_typed, own_uploads


class Drafts(Noun):
    """One per channel; no channel = the note. An empty one is none."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        text = request.POST.get("text", "").replace("\x00", "")
        if len(text) > LONGEST:
            return refused(request, "too_long", _("This text is too long to be kept."), to=self.page, status=413)
        uploads = own_uploads(self.agent, request.POST.getlist("files"))
        choices = choices_typed(request.POST)
        drafting.keep(self.matter, self.agent, self.channel(request), text, uploads, as_typed(request.POST), choices)
        return HttpResponse(status=204)

    def delete(self, request: HttpRequest) -> HttpResponseBase:
        drafting.keep(self.matter, self.agent, self.channel(request), "", ())
        return HttpResponse(status=204)

    def channel(self, request: HttpRequest) -> Channel | None:
        chosen = request.POST.get("channel", "") or request.GET.get("channel", "")
        if not chosen:
            return None
        return get_object_or_404(Channel, pk=number(chosen))


class Uploads(Noun):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        upload = request.FILES.get("file")
        if upload is None:
            return refused(request, "file_missing", _("No file was received."), to=self.page, status=400)
        try:
            attachment = files.keep(upload, name=upload.name or "", uploaded_by=self.agent)
        except files.FileRefused as error:
            return refused(request, error.code, error.message, to=self.page, status=400)
        return JsonResponse(as_json(attachment), status=201)


def as_json(attachment: Attachment) -> dict[str, object]:
    shown = attachment.preview and not attachment.is_shut
    preview = reverse("file-preview", args=[attachment.public_id]) if shown else None
    return {
        "id": str(attachment.public_id),
        "name": attachment.name,
        "size": attachment.size,
        "content_type": attachment.content_type,
        "preview_url": preview,
    }
