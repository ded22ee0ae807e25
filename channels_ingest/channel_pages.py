"""Settings: all channels, and the page of one whose provider calls us. For admins; nobody else finds these pages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from channels_ingest import channel_deeds as deeds
from channels_ingest import channel_health as health
from channels_ingest import (
    channel_kinds,
    channel_list,
    channel_sends,
    channel_setup,
    credentials,
    expiring,
    refusals,
    removal,
)
from channels_ingest.channel_forms import ChannelForm
from conversations.models import Channel


@require_safe
@needs("channels")
def channels(request: HttpRequest) -> HttpResponse:
    return render(request, "channels_ingest/channels/list.html", channel_list.page(request))


@require_safe
@needs("channels")
def channel_rows(request: HttpRequest) -> HttpResponse:
    """The same list again, for a page that stays open; nothing to say while nothing changed."""
    found = channel_list.page(request)
    if found["digest"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "channels_ingest/channels/rows.html", found | {"again": True})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def channel_new(request: HttpRequest) -> HttpResponse:
    """Which kind: a mailbox begins on a page of its own, all others here."""
    if request.method != "POST":
        return render(request, "channels_ingest/channels/new.html", {"kinds": channel_kinds.kinds()})
    adapter = channel_kinds.with_steps(request.POST.get("kind", ""))
    if adapter is None:
        raise Http404
    row = channel_setup.start(adapter, request.LANGUAGE_CODE, signed_in(request), client_ip(request))
    return redirect("channel-step", pk=row.pk, step=channel_setup.next_of(row))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """One that has gone live; one that has not goes on where it was left."""
    row = found(pk)
    if channel_setup.is_open(row) and request.method != "POST":
        return redirect("channel-step", pk=pk, step=channel_setup.next_of(row))
    if channel_setup.is_placed(row):
        return redirect(channel_list.href(row))
    form = ChannelForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        deeds.save(form.save(), form.changed_data, signed_in(request), client_ip(request))
        messages.success(request, _("Saved: %(name)s") % {"name": row.name})
        return redirect("channel", pk=pk)
    return render(request, "channels_ingest/channels/channel.html", about(found(pk), form))


def about(row: Channel, form: ChannelForm) -> dict[str, Any]:
    one = health.of([row])[0]
    return {
        "channel": row,
        "form": form,
        "health": one,
        "by_hand": channel_setup.is_by_hand(row),
        "row": channel_list.row(one),
        "refused": refusals.recent(row).first(),
        "sends": channel_sends.failed(row),
        "waiting": channel_sends.waiting(row),
        "pace": pace_of(row),
        "token": expiring.words(row),
        "overlap": credentials.overlapping(row),
        **removal.told(row),
    }


def pace_of(row: Channel) -> str:
    """ "" = nobody limits it."""
    adapter = channel_setup.adapter_of(row)
    rate = adapter.pace(row) if adapter else None
    return f"{rate:g}" if rate else ""


def found(pk: int) -> Channel:
    """What is set up by steps; a mailbox has pages of its own."""
    row = get_object_or_404(channel_list.listed(), pk=pk)
    if channel_kinds.with_steps(row.kind) is None:
        raise Http404
    return row


@require_POST
@needs("channels")
def channel_pause(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.pause(found(pk), signed_in(request), client_ip(request))
    return redirect("channel", pk=pk)


@require_POST
@needs("channels")
def channel_resumption(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.resume(found(pk), signed_in(request), client_ip(request))
    return redirect("channel", pk=pk)


@require_POST
@needs("channels")
def channel_retry(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.try_now(found(pk), signed_in(request), client_ip(request))
    messages.success(request, _("What waits is being sent now."))
    return redirect("channel", pk=pk)


@require_POST
@needs("channels")
def channel_previous(request: HttpRequest, pk: int) -> HttpResponse:
    channel_setup.end_previous(found(pk), signed_in(request), client_ip(request))
    messages.success(request, _("Only the credentials in use count from now on."))
    return redirect("channel", pk=pk)


@require_POST
@needs("channels")
def channel_removal(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    try:
        deeds.remove(row, signed_in(request), client_ip(request))
    except deeds.InUse:
        messages.error(request, _("%(name)s has received messages. Pause it instead.") % {"name": row.name})
        return redirect("channel", pk=pk)
    messages.success(request, _("Removed: %(name)s") % {"name": row.name})
    return redirect("channels")
