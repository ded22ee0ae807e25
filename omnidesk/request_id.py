"""Every request has an id: taken from the proxy or made here, in each log line, in the answer and on error pages."""

import random
import re
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = taken_or_made(request.headers.get(HEADER, ""))
        request.META["omnidesk.request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response[HEADER] = request_id
        return response


def taken_or_made(offered: str) -> str:
    """Anything else than a plain word could break a log line apart."""
    return offered if WELL_FORMED.fullmatch(offered) else f"{random.getrandbits(96):024x}"


def of(request: HttpRequest) -> str:
    return str(request.META.get("omnidesk.request_id", ""))
