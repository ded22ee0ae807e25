"""The door for a page's own script: no key, because a page can keep none. What it says is a claim of one device.

Only pages on the app's list are answered, and no cookie is ever asked for.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from channels_ingest import touchpoint_body
from channels_ingest.api.views import rows_of
from channels_ingest.models import ConnectedApp
from customers import touchpoints
from omnidesk.api.door import body_of
from omnidesk.api.forms import taken
from omnidesk.api.problems import MEDIA_TYPE, Problem, as_problem, log, with_headers
from omnidesk.api.problems import body_of as told
from omnidesk.limits import address_of, spend

MOST_BYTES = 64 * 1024
MOST_EVENTS = 100


@csrf_exempt
@login_not_required
def events(request: HttpRequest) -> HttpResponse:
    """Sent as text/plain too: a page that is being closed can only send what needs no asking beforehand."""
    origin = request.headers.get("Origin", "")
    try:
        answer = preflight() if request.method == "OPTIONS" else taken_in(request, origin)
    except Exception as error:  # a page's script reads JSON also where we made a mistake; the log has the rest
        problem = as_problem(error)
        if problem is None:
            log.exception("an event door broke")
            problem = Problem("broken")
        status, body = told(problem, request)
        answer = with_headers(JsonResponse(body, status=status, content_type=MEDIA_TYPE), problem)
    answer.headers["Vary"] = "Origin"
    answer.headers["Cache-Control"] = "no-store"
    if origin and is_listed(origin):
        answer.headers["Access-Control-Allow-Origin"] = origin
    return answer


def is_listed(origin: str) -> bool:
    """On the list of any living app: which one it must be is asked when the body is read."""
    return ConnectedApp.objects.filter(origins__contains=[origin], paused_at=None).exists()


def preflight() -> HttpResponse:
    allowed = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "content-type",
        "Access-Control-Max-Age": "600",
    }
    return HttpResponse(status=204, headers=allowed)


def taken_in(request: HttpRequest, origin: str) -> JsonResponse:
    if request.method != "POST":
        raise Problem("method")
    spend("api.events.address", address_of(request))
    said = body_of(request, MOST_BYTES, ("application/json", "text/plain"))
    app = app_named(said.get("app"), origin)
    rows = rows_of(said, MOST_EVENTS)
    good, bad = touchpoint_body.read_all(rows)
    good = [touchpoint_body.of_browser(event) for event in good if event.device]
    for device in {event.device for event in good}:
        spend("api.events.device", f"{app.pk}/{device}")
    new = touchpoints.write(app.source, app.scope, good)
    return JsonResponse(taken(len(new), len(good) - len(new), bad), status=207 if bad else 201)


def app_named(public_id: Any, origin: str) -> ConnectedApp:
    try:
        app = ConnectedApp.objects.select_related("members_of").get(public_id=UUID(str(public_id)), paused_at=None)
    except (ValueError, ConnectedApp.DoesNotExist):
        raise Problem("foreign_origin") from None
    if origin not in app.origins:
        raise Problem("foreign_origin")
    return app
