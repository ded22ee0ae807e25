"""Settings: the settings of channels, out to a file and in from one. For admins; nobody else finds these pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from agents.access import needs, signed_in
from agents.audit import client_ip
from channels_ingest import channel_transfer


@require_POST
@needs("channels")
@never_cache
def channels_export(request: HttpRequest) -> HttpResponse:
    """A POST, because it is written down."""
    content = channel_transfer.exported(signed_in(request), client_ip(request))
    name = f"omnidesk-channels-{timezone.localdate():%Y-%m-%d}.json"
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=told)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def channels_import(request: HttpRequest) -> HttpResponse:
    wrong = ""
    if request.method == "POST":
        try:
            rows = channel_transfer.imported(uploaded(request), signed_in(request), client_ip(request))
        except channel_transfer.Refused as refused:
            wrong = str(refused)
        else:
            n = len(rows)
            messages.success(request, ngettext("%(n)d channel was made.", "%(n)d channels were made.", n) % {"n": n})
            return redirect("channels")
    context = {"wrong": wrong}
    return render(request, "channels_ingest/channels/import.html", context, status=422 if wrong else 200)


def uploaded(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise channel_transfer.Refused(_("Choose a file."))
    if (file.size or 0) > channel_transfer.LARGEST:
        raise channel_transfer.Refused(_("This file is too large for settings of channels."))
    return bytes(file.read())
