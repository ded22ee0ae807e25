"""The door at which providers knock: proved first, kept second, answered third. A worker does the rest.

A 5xx makes every provider repeat; so whatever is away, nothing is acknowledged that is not kept.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels_ingest import draining, refusals
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.webhook import WebhookAdapter
from conversations.models import Channel
from omnidesk import request_id
from omnidesk.kept_plans import columns
from omnidesk.limits import OverLimit, address_of, spend
from omnidesk.rows import rows

LARGEST = 1024 * 1024
# More events than any provider sends at once; an adapter may say less.
MOST_PARCELS = WebhookAdapter.most_parcels


# Asked with every request: the ORM takes longer to say it than the database to answer.
KNOWN = f"""
    SELECT {columns(Channel, "channel")} FROM conversations_channel channel WHERE public_id = %s AND kind = %s
"""  # noqa: S608  constants of ours


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    adapter, channel = found(kind, public_id)
    if request.method != "POST":
        return adapter.challenge(request, channel) or HttpResponse(status=405, headers={"Allow": "POST"})
    body = body_of(request)
    if body is None:
        return HttpResponse(status=413)
    try:
        adapter.verify(request, channel)
    except NotVerified as refused:
        return turned_away(request, channel, refused.reason)
    parcels = adapter.unpack(body, request, channel)
    if len(parcels) > adapter.most_parcels:
        return HttpResponse(status=413)
    draining.keep(channel, parcels)
    return adapter.answer(request, channel)


def turned_away(request: HttpRequest, channel: Channel, reason: str) -> HttpResponse:
    """Counted up to a limit: whoever goes on knocking costs no row. What is rightly signed is let in from anywhere."""
    try:
        spend("webhook.refused", address_of(request))
    except OverLimit as over:
        return HttpResponse(status=429, headers={"Retry-After": str(over.seconds)})
    refusals.count(channel, reason, request_id.of(request))
    return HttpResponse(status=403)


def found(kind: str, public_id: str) -> tuple[WebhookAdapter, Channel]:
    adapter = ADAPTERS.get(kind)
    channel = next(iter(known(kind, public_id)), None)
    if not isinstance(adapter, WebhookAdapter) or channel is None:
        raise Http404
    return adapter, channel


def known(kind: str, public_id: str) -> list[Channel]:
    """The request's first question, which changes nothing: by it, and by none of its own, one learns whether the
    connection still lives."""
    link = transaction.get_connection()
    link.health_check_done = True
    try:
        return rows(Channel, KNOWN, [public_id, kind])
    except (OperationalError, InterfaceError):
        if link.in_atomic_block:
            raise
        link.close()
        return rows(Channel, KNOWN, [public_id, kind])


def body_of(request: HttpRequest) -> bytes | None:
    """The raw bytes, which are what is signed; None = more than we read. Its size is asked before a byte is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        return None
    try:
        return request.body
    except RequestDataTooBig:
        return None
