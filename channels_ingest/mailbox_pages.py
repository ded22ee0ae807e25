"""Settings: the company's mailboxes. For admins; nobody else finds these pages."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from channels_ingest import mailbox_health as health
from channels_ingest import mailboxes as deeds
from channels_ingest import removal
from channels_ingest.mail import arrived
from channels_ingest.mail.presets import BY_KEY, PRESETS, Preset
from channels_ingest.mail.settings import KIND, MailboxSettings
from channels_ingest.mailbox_forms import MailboxForm, ServersForm
from conversations.models import Channel


@require_safe
@needs("channels")
def mailboxes(request: HttpRequest) -> HttpResponse:
    return render(request, "channels_ingest/mailboxes.html", rows(request))


@require_safe
@needs("channels")
def mailbox_rows(request: HttpRequest) -> HttpResponse:
    """The same list again, for a page that stays open; nothing to say while nothing changed."""
    found = rows(request)
    if found["digest"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "channels_ingest/mailbox_list.html", found)


def rows(request: HttpRequest) -> dict[str, Any]:
    found = health.of(deeds.listed())
    each = (render_to_string("channels_ingest/mailbox_row.html", {"health": one}, request) for one in found)
    text = format_html_join("", "{}", ((row,) for row in each))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return {"rows": found, "text": text, "digest": digest, "worst": health.worst(found)}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def mailbox(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One mailbox; without a number a new one, whose provider is chosen first."""
    channel = found(pk) if pk else Channel(kind=KIND, language=request.LANGUAGE_CODE)
    if request.method != "POST":
        return page(request, channel, *forms(request, channel, chosen(request)))
    form, servers = forms(request, channel)
    if not (form.is_valid() & servers.is_valid()):
        return page(request, channel, form, servers)
    row = form.save()
    row.settings["provider"] = servers.cleaned_data["provider"]
    changed = [*form.changed_data, *servers.changed_data]
    deeds.save(row, servers.servers, changed, signed_in(request), client_ip(request))
    messages.success(request, _("Saved: %(name)s") % {"name": row.name})
    return redirect("mailbox-test" if pk is None else "mailbox", pk=row.pk)


def chosen(request: HttpRequest) -> Preset | None:
    return BY_KEY.get(request.GET.get("provider", ""))


def forms(request: HttpRequest, channel: Channel, preset: Preset | None = None) -> tuple[MailboxForm, ServersForm]:
    kept, provider = MailboxSettings.of(channel), str(channel.settings.get("provider", ""))
    data = request.POST if request.method == "POST" else None
    return MailboxForm(data, instance=channel), ServersForm(data, kept=kept, preset=preset, provider=provider)


def page(request: HttpRequest, channel: Channel, form: MailboxForm, servers: ServersForm) -> HttpResponse:
    """`preset` tells its hints; with none on a new mailbox, the page asks for it first."""
    fresh = deeds.listed().filter(pk=channel.pk).first() if channel.pk else None
    preset = BY_KEY.get(str(servers["provider"].value() or ""))
    context = {
        "box": fresh,
        "form": form,
        "servers": servers,
        "preset": preset,
        "presets": PRESETS,
        "choosing": request.method != "POST" and (not (fresh or preset) or "providers" in request.GET),
        "authserv_ids": arrived.authserv_ids(fresh) if fresh else [],
        "health": health.of(deeds.listed().filter(pk=fresh.pk))[0] if fresh else None,
        **(removal.told(fresh, has_messages=deeds.has_messages(fresh)) if fresh else {}),
    }
    return render(request, "channels_ingest/mailbox.html", context)


def found(pk: int) -> Channel:
    return get_object_or_404(deeds.listed(), pk=pk)


@require_POST
@needs("channels")
def mailbox_pause(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.pause(found(pk), signed_in(request), client_ip(request))
    return redirect("mailbox", pk=pk)


@require_POST
@needs("channels")
def mailbox_resumption(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.resume(found(pk), signed_in(request), client_ip(request))
    return redirect("mailbox", pk=pk)


@require_POST
@needs("channels")
def mailbox_removal(request: HttpRequest, pk: int) -> HttpResponse:
    box = found(pk)
    try:
        deeds.remove(box, signed_in(request), client_ip(request))
    except deeds.InUse:
        messages.error(request, _("%(name)s has received messages. Pause it instead.") % {"name": box.name})
        return redirect("mailbox", pk=pk)
    messages.success(request, _("Removed: %(name)s") % {"name": box.name})
    return redirect("mailboxes")
