"""Prometheus' figures: how many requests, how long, how they ended."""

import os
import secrets
import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)

REQUESTS = Counter("omnidesk_requests_total", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram("omnidesk_request_seconds", "Time to answer", ["route"])


class MetricsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        route = route_of(request)
        requests_of(route, method_of(request), response.status_code).inc()
        seconds_of(route).observe(time.perf_counter() - started)
        return response


# To look for a series takes longer than to count in it, and there are as many as routes.
@cache
def requests_of(route: str, method: str, status: int) -> Counter:
    return REQUESTS.labels(route, method, str(status))


@cache
def seconds_of(route: str) -> Histogram:
    return SECONDS.labels(route)


def route_of(request: HttpRequest) -> str:
    """The pattern, never the path: a path would make a series per customer."""
    match = request.resolver_match
    return match.route if match else "(none)"


def method_of(request: HttpRequest) -> str:
    return request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "(other)"


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read(request):
        raise Http404
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """With the token; or on this very machine, where no proxy hides who asks and this is not production."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        return secrets.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    local = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and "X-Forwarded-For" not in request.headers
    return local and not settings.PRODUCTION


def registry() -> CollectorRegistry:
    """Several processes of one host add up through files, where PROMETHEUS_MULTIPROC_DIR names a folder for them."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library has no types there
    return together
