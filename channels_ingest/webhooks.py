"""The door at which providers knock: proved first, kept second, answered third. A worker does the rest.

A 5xx makes every provider repeat; so whatever is away, nothing is acknowledged that is not kept.
"""

from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels_ingest import draining, recalled, refusals
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import WebhookAdapter
from channels_ingest.models.raw import LARGEST_IN_ROW
from conversations.models import Channel
from omnidesk import request_id
from omnidesk.inserting import Proviso, ProvisoFailed
from omnidesk.limits import OverLimit, address_of, spend

LARGEST = 1024 * 1024
# More events than any provider sends at once; an adapter may say less.
MOST_PARCELS = WebhookAdapter.most_parcels


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    adapter = ADAPTERS.get(kind)
    if not isinstance(adapter, WebhookAdapter):
        raise Http404
    if request.method == "POST" and (known := recalled.channel(kind, public_id)):
        with suppress(NotVerified, ProvisoFailed, OperationalError, InterfaceError):
            return taken_in(request, adapter, *known)
    channel = recalled.asked(kind, public_id)
    if channel is None:
        raise Http404
    if request.method != "POST":
        return adapter.challenge(request, channel) or HttpResponse(status=405, headers={"Allow": "POST"})
    try:
        return taken_in(request, adapter, channel)
    except NotVerified as refused:
        return turned_away(request, channel, refused.reason)


def taken_in(
    request: HttpRequest, adapter: WebhookAdapter, channel: Channel, proviso: Proviso | None = None
) -> HttpResponse:
    """Raises NotVerified; and ProvisoFailed where nothing was kept because the channel may be another by now."""
    body = body_of(request)
    if body is None:
        return HttpResponse(status=413)
    adapter.verify(request, channel)
    parcels = adapter.unpack(body, request, channel)
    if len(parcels) > adapter.most_parcels:
        return HttpResponse(status=413)
    if proviso and (len(parcels) != 1 or len(body) > LARGEST_IN_ROW):
        # Several rows, or a file beside one, are kept by more than one statement.
        raise ProvisoFailed
    draining.keep(channel, parcels, proviso)
    return adapter.answer(request, channel)


def turned_away(request: HttpRequest, channel: Channel, reason: str) -> HttpResponse:
    """Counted up to a limit: whoever goes on knocking costs no row. What is rightly signed is let in from anywhere."""
    try:
        spend("webhook.refused", address_of(request))
    except OverLimit as over:
        return HttpResponse(status=429, headers={"Retry-After": str(over.seconds)})
    refusals.count(channel, reason, request_id.of(request))
    return HttpResponse(status=403)


def body_of(request: HttpRequest) -> bytes | None:
    """The raw bytes, which are what is signed; None = more than we read. Its size is asked before a byte is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        return None
    try:
        return request.body
    except RequestDataTooBig:
        return None
