"""The door at which providers knock: proved first, kept second, answered third. A worker does the rest.

A 5xx makes every provider repeat; so whatever is away, nothing is acknowledged that is not kept.
"""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels_ingest import draining, recalled, refusals
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import Parcel, WebhookAdapter
from channels_ingest.models.raw import LARGEST_IN_ROW
from conversations.models import Channel
from omnidesk import request_id
from omnidesk.kept_plans import PlansOutdated
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
    if request.method == "POST" and length_of(request) <= LARGEST_IN_ROW:
        response = by_recalled(request, adapter, kind, public_id)
        if response is not None:
            return response
    channel = recalled.asked(kind, public_id)
    if channel is None:
        raise Http404
    if request.method != "POST":
        return adapter.challenge(request, channel) or HttpResponse(status=405, headers={"Allow": "POST"})
    try:
        return taken_in(request, adapter, channel)
    except NotVerified as refused:
        return turned_away(request, channel, refused.reason)


def by_recalled(request: HttpRequest, adapter: WebhookAdapter, kind: str, public_id: str) -> HttpResponse | None:
    """None = nothing was kept, and all is to be looked at with the channel as it is now."""
    known = recalled.found(kind, public_id)
    if known is None:
        return None
    channel = known.channel()
    try:
        parcels = proved(request, adapter, channel)
        # Several rows are kept by more than one statement.
        if parcels is None or len(parcels) != 1 or not known.keep(parcels[0]):
            return None
    except NotVerified:
        return None
    except (OperationalError, InterfaceError) as error:
        if not isinstance(error, PlansOutdated) and transaction.get_connection().is_usable():
            raise
        return None
    draining.wake_for(channel.pk)
    return adapter.answer(request, channel)


def taken_in(request: HttpRequest, adapter: WebhookAdapter, channel: Channel) -> HttpResponse:
    """Raises NotVerified."""
    parcels = proved(request, adapter, channel)
    if parcels is None or len(parcels) > adapter.most_parcels:
        return HttpResponse(status=413)
    draining.keep(channel, parcels)
    return adapter.answer(request, channel)


def proved(request: HttpRequest, adapter: WebhookAdapter, channel: Channel) -> list[Parcel] | None:
    """What a request brings, once it is known whose it is; None = more than we read. Raises NotVerified."""
    body = body_of(request)
    if body is None:
        return None
    adapter.verify(request, channel)
    return adapter.unpack(body, request, channel)


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
    if length_of(request) > LARGEST:
        return None
    try:
        return request.body
    except RequestDataTooBig:
        return None


def length_of(request: HttpRequest) -> int:
    """In bytes, as it is said; more than any where that is no number."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else sys.maxsize
