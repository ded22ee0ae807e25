"""Every request has an id: taken from the proxy or made here, in each log line, in the answer and on error pages."""

import random
import re
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from structlog.typing import EventDict, WrappedLogger

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = taken_or_made(request.headers.get(HEADER, ""))
        request.META["omnidesk.request_id"] = request_id
        mark = _current.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(mark)
        response[HEADER] = request_id
        return response


def taken_or_made(offered: str) -> str:
    """Anything else than a plain word could break a log line apart."""
    return offered if WELL_FORMED.fullmatch(offered) else f"{random.getrandbits(96):024x}"


def current() -> str:
    """Of the request that is being answered here; also known where a page has no request (500)."""
    return _current.get()


def in_log_line(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    if known := current():
        event["request_id"] = known
    return event


def of(request: HttpRequest) -> str:
    return str(request.META.get("omnidesk.request_id", ""))
