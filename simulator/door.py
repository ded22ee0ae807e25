"""The played providers' door: our own adapters knock here instead of at LINE or Twilio. Practice channels only."""

import threading
import time
from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels_ingest.webhooks import body_of
from conversations.models import Channel
from omnidesk import limits
from omnidesk.limits import OverLimit
from omnidesk.waking import wake
from simulator import faults, log
from simulator.models import SimulatorCall
from simulator.parts import provider_of
from simulator.providers import Answered, Asked, Provider

SLOW_SECONDS = 20.0
# A thread that waits serves nobody else: more than so many at a time are answered at once.
SLEEPERS = threading.BoundedSemaphore(2)
REPORT = "simulator.report"


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "PUT", "DELETE"])
def door(request: HttpRequest, public_id: str, path: str) -> HttpResponse:
    channel = Channel.objects.filter(public_id=public_id, is_practice=True).first()
    provider = provider_of(channel) if channel else None
    if channel is None or provider is None:
        raise Http404
    try:
        limits.spend("simulator.call", public_id)
    except OverLimit:
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    asked = asked_of(request, channel, path)
    if asked is None:
        return HttpResponse(status=413)
    begun = time.monotonic()
    answered, note, late = met(provider, asked)
    # Written down before the wait: whoever gave up waiting finds it in the log.
    ms = round((time.monotonic() - begun) * 1000)
    call = keep(asked, answered, note, ms)
    if late and SLEEPERS.acquire(blocking=False):
        try:
            time.sleep(SLOW_SECONDS)
        finally:
            SLEEPERS.release()
        log.answered(call, answered.status, ms + round(SLOW_SECONDS * 1000), answered.content)
    headers = answered.headers | {"Content-Type": answered.content_type}
    return HttpResponse(answered.content, status=answered.status, headers=headers)


def asked_of(request: HttpRequest, channel: Channel, path: str) -> Asked | None:
    body = body_of(request)
    if body is None:
        return None
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Asked(channel, str(request.method), path, headers, request.GET.dict(), request.POST.dict(), body)


def met(provider: Provider, asked: Asked) -> tuple[Answered, str, bool]:
    """The answer, which trouble met it, and whether it comes late. A stranger uses none of the troubles up."""
    refused = provider.refused(asked)
    if refused is not None or not provider.is_sending(asked):
        return refused or provider.answer(asked), "", False
    if faults.take(asked.channel, faults.BROKEN):
        return provider.broken(), faults.BROKEN, False
    if faults.take(asked.channel, faults.THROTTLED):
        return provider.throttled(), faults.THROTTLED, False
    answered = provider.answer(asked)
    if answered.name and faults.take(asked.channel, faults.SLOW):
        return answered, faults.SLOW, True
    return answered, "", False


def keep(asked: Asked, answered: Answered, note: str, ms: int) -> SimulatorCall:
    shown = answered if answered.content_type.startswith(("application/json", "text/")) else replace(answered, body="")
    call = log.keep(
        asked.channel, SimulatorCall.Direction.OUT, method=asked.method, path=f"/{asked.path}", status=answered.status,
        ms=ms, headers={**asked.headers, **answered.headers}, body=asked.body, answer=shown.content, note=note,
        who=answered.who, name=answered.name, said=answered.said,
    )  # fmt: skip
    if answered.report_to:
        wake(REPORT, call.pk)
    return call
