"""Settings: the company's web forms. For admins; nobody else finds these pages."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from channels_ingest import channel_deeds as deeds
from channels_ingest import channel_setup, removal
from channels_ingest.form_forms import WebFormForm
from channels_ingest.webform.fields import KIND
from conversations.models import Channel
from customers import fact_words

KEYS = [(word.key, word.label) for word in fact_words.WORDS]


def found(pk: int) -> Channel:
    return get_object_or_404(Channel.objects.select_related("team"), kind=KIND, pk=pk)


@require_safe
@needs("channels")
def forms_list(request: HttpRequest) -> HttpResponse:
    rows = Channel.objects.filter(kind=KIND).select_related("team")
    return render(request, "channels_ingest/forms.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def form_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One form; without a number a new one."""
    kept_row = found(pk) if pk else None
    if kept_row and channel_setup.is_open(kept_row) and request.method != "POST":
        return redirect("channel", pk=pk)
    channel = kept_row or Channel(kind=KIND, language=request.LANGUAGE_CODE)
    form = WebFormForm(request.POST or None, instance=channel)
    if request.method == "POST" and form.is_valid():
        deeds.save(form.save(), form.changed_data, signed_in(request), client_ip(request))
        messages.success(request, _("Saved: %(name)s") % {"name": channel.name})
        return redirect("form", pk=channel.pk)
    fresh = found(pk) if pk else None
    kept = removal.told(fresh) if fresh else {}
    context = {"form": form, "row": fresh, "address": address(fresh), "frame": frame(fresh), "keys": KEYS, **kept}
    return render(request, "channels_ingest/form.html", context, status=422 if form.errors else 200)


def address(channel: Channel | None) -> str:
    return f"{settings.PUBLIC_URL}{reverse('form-page', args=[channel.public_id])}" if channel else ""


def frame(channel: Channel | None) -> str:
    return (
        f'<iframe src="{address(channel)}" title="{_("Contact us")}" width="100%" height="760"></iframe>'
        if channel
        else ""
    )


@require_POST
@needs("channels")
def form_pause(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.pause(found(pk), signed_in(request), client_ip(request))
    return redirect("form", pk=pk)


@require_POST
@needs("channels")
def form_resumption(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.resume(found(pk), signed_in(request), client_ip(request))
    return redirect("form", pk=pk)


@require_POST
@needs("channels")
def form_removal(request: HttpRequest, pk: int) -> HttpResponse:
    channel = found(pk)
    try:
        deeds.remove(channel, signed_in(request), client_ip(request))
    except deeds.InUse:
        messages.error(request, _("%(name)s has received messages. Pause it instead.") % {"name": channel.name})
        return redirect("form", pk=pk)
    messages.success(request, _("Removed: %(name)s") % {"name": channel.name})
    return redirect("forms")
