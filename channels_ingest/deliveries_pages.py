"""Settings: raw deliveries, set aside or taken in. For admins; nobody else finds these pages."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from channels_ingest import deliveries as deeds
from channels_ingest.models import RawDelivery
from channels_ingest.reading_again import Outcome
from conversations.models import Channel

READ_AGAIN = {
    Outcome.SAME: (messages.INFO, gettext_lazy("It reads as before. Its message stays as it is.")),
    Outcome.RENEWED: (messages.SUCCESS, gettext_lazy("It was read again, and its message shows what was found.")),
    Outcome.GONE: (messages.WARNING, gettext_lazy("There is nothing of it left that could be read again.")),
    Outcome.UNREADABLE: (messages.ERROR, gettext_lazy("It could not be read again. Its message stays as it is.")),
}


@require_safe
@needs("channels")
def deliveries(request: HttpRequest) -> HttpResponse:
    return render(request, "channels_ingest/deliveries.html", deeds.page(request.GET))


@require_POST
@needs("channels")
@never_cache
def delivery_raw(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST, because looking is written down."""
    raw = found(pk)
    whole = deeds.opened(raw, signed_in(request), client_ip(request))
    size, most = len(whole), deeds.MOST_SHOWN
    about = {"text": deeds.visible(whole), "size": size, "most": most, "cut": size > most}
    context = {"raw": raw, "reasons": deeds.reasons(raw.error), **about}
    return render(request, "channels_ingest/delivery_raw.html", context)


@require_POST
@needs("channels")
def delivery_run(request: HttpRequest, pk: int) -> HttpResponse:
    raw = found(pk)
    return run(request, RawDelivery.objects.filter(pk=pk), raw.channel)


@require_POST
@needs("channels")
def delivery_runs(request: HttpRequest) -> HttpResponse:
    """All of one channel."""
    named = request.POST.get("channel", "")
    channel = get_object_or_404(Channel, pk=int(named) if deeds.is_key(named) else 0)
    return run(request, RawDelivery.objects.all(), channel)


def run(request: HttpRequest, rows: QuerySet[RawDelivery], channel: Channel) -> HttpResponseRedirect:
    n = deeds.run_again(rows, channel, signed_in(request), client_ip(request))
    messages.success(request, ngettext("%(n)d is processed again.", "%(n)d are processed again.", n) % {"n": n})
    return back(request, channel)


@require_POST
@needs("channels")
def delivery_solution(request: HttpRequest, pk: int) -> HttpResponse:
    raw = found(pk)
    if deeds.solve(raw, signed_in(request), client_ip(request)):
        messages.success(request, _("Marked as solved. What was received has been deleted."))
    return back(request, raw.channel)


@require_POST
@needs("channels")
def delivery_reading(request: HttpRequest, pk: int) -> HttpResponse:
    raw = found(pk)
    outcome = deeds.read_again(raw, signed_in(request), client_ip(request))
    messages.add_message(request, *READ_AGAIN[outcome])
    return back(request, raw.channel, raw.state)


def found(pk: int) -> RawDelivery:
    return get_object_or_404(RawDelivery.objects.select_related("channel"), pk=pk)


def back(request: HttpRequest, channel: Channel, state: str = "") -> HttpResponseRedirect:
    """To the list as it was: of all channels, or of this one."""
    asked = {"channel": str(channel.pk) if request.POST.get("narrowed") else "", "state": state}
    query = urlencode({name: value for name, value in asked.items() if value})
    return redirect(reverse("deliveries") + (f"?{query}" if query else ""))
