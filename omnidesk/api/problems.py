"""What the API answers when something is not possible: problem details of RFC 9457 in the caller's tongue."""

from typing import Any

import structlog
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.log import log_response
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from omnidesk import request_id
from omnidesk.api.findings import findings
from omnidesk.cleaning import Unreadable
from omnidesk.limits import OverLimit

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

REASONS: dict[str, tuple[int, str | Promise]] = {
    "bad_request": (400, _("The body must be one JSON object.")),
    "bad_parameter": (400, _("Some parameters do not fit. See errors.")),
    "no_key": (401, _("Send the key of a connected app: Authorization: Bearer od_…")),
    "wrong_key": (401, _("This key is not valid, or its app is paused.")),
    "no_scope": (403, _("This app may not do this. An admin can allow it under Settings, Connected apps.")),
    "foreign_origin": (403, _("This page is not on the list of the app.")),
    "not_found": (404, _("There is nothing here.")),
    "method": (405, _("This is not possible here.")),
    "id_reused": (409, _("This external_id was used before, for another hand-off.")),
    "not_offered": (409, _("No team offers callbacks here. An admin can switch them on under Settings, Callbacks.")),
    "slot_full": (409, _("This time is not free (any more). Ask for the free ones again.")),
    "too_large": (413, _("The body is too large.")),
    "media_type": (415, _("Send the body as application/json.")),
    "too_many_events": (422, _("Send events as a list of 1 to 1,000 (from a page: 100).")),
    "too_many_reviews": (422, _("Send reviews as a list of 1 to 1,000.")),
    "invalid": (422, _("Some values do not fit. See errors.")),
    "too_often": (429, _("That was too often. Wait as long as Retry-After says.")),
    "broken": (500, _("Something went wrong on our side.")),
    "not_ready": (503, _("The figures are being worked out. Ask again when Retry-After has passed.")),
    "unavailable": (503, _("We cannot take this right now. Please try again in a moment.")),
}


# Of 500 and more, these are no error of anybody's: a log that names them as one would wake somebody for nothing.
EXPECTED = frozenset({"not_ready"})


class Problem(Exception):
    def __init__(self, code: str, errors: list[dict[str, str]] | None = None, retry_after: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors or []
        self.retry_after = retry_after


def as_problem(error: Exception) -> Problem | None:
    """None = a mistake of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationError):
        return Problem("invalid", findings(error))
    if isinstance(error, OverLimit):
        return Problem("too_often", retry_after=error.seconds)
    for kinds, code in KINDS:
        if isinstance(error, kinds):
            return Problem(code, retry_after=2 if code == "unavailable" else 0)
    return None


KINDS: list[tuple[tuple[type[Exception], ...], str]] = [
    ((exceptions.NotAuthenticated,), "no_key"),
    ((exceptions.AuthenticationFailed,), "wrong_key"),
    ((exceptions.PermissionDenied,), "no_scope"),
    ((exceptions.MethodNotAllowed,), "method"),
    ((exceptions.UnsupportedMediaType,), "media_type"),
    ((exceptions.NotFound, Http404), "not_found"),
    ((Unreadable, exceptions.ParseError, BadRequest, SuspiciousOperation, UnicodeError), "bad_request"),
    ((OperationalError, InterfaceError), "unavailable"),
]


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler for every view of the API."""
    problem = as_problem(error)
    if problem is None:
        log.exception("an API request broke", exc_info=error)
        problem = Problem("broken")
    set_rollback()
    request: HttpRequest = context["request"]._request
    status, body = body_of(problem, request)
    response = Response(body, status=status, content_type=MEDIA_TYPE)
    if problem.code in EXPECTED:
        log_response("%s: %s", problem.code, request.path, response=response, request=request, level="info")
    return with_headers(response, problem)


def body_of(problem: Problem, request: HttpRequest) -> tuple[int, dict[str, Any]]:
    status, detail = REASONS[problem.code]
    body: dict[str, Any] = {
        "type": "about:blank",
        "status": status,
        "code": problem.code,
        "detail": str(detail),
        "request_id": request_id.of(request),
    }
    return status, body | ({"errors": problem.errors} if problem.errors else {})


def with_headers[R: (Response, JsonResponse)](response: R, problem: Problem) -> R:
    if problem.retry_after:
        response["Retry-After"] = str(problem.retry_after)
    if response.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response
