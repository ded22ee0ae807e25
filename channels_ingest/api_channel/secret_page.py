"""Settings: a signing secret that we make for whoever builds the other side; it is shown once."""

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from agents.access import needs, signed_in
from agents.audit import client_ip
from channels_ingest import channel_setup, credentials
from channels_ingest.channel_pages import found

PREFIX = "odsec_"


@require_POST
@needs("channels")
@never_cache
def channel_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown on this answer and never again; the one before counts on for a day."""
    row = found(pk)
    adapter = channel_setup.adapter_of(row)
    if adapter is None or not adapter.gives_secret:
        raise Http404
    secret = PREFIX + secrets.token_urlsafe(32)
    channel_setup.enter(row, {}, {"secret": secret}, signed_in(request), client_ip(request))
    context = {"channel": found(pk), "secret": secret, "overlap": credentials.overlapping(found(pk))}
    return render(request, "channels_ingest/channels/secret.html", context)
