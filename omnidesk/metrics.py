"""Prometheus' figures: how many requests, how long, how they ended."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

REQUESTS = Counter("omnidesk_requests_total", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram("omnidesk_request_seconds", "Time to answer", ["route"])


class MetricsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        route = route_of(request)
        REQUESTS.labels(route, method_of(request), str(response.status_code)).inc()
        SECONDS.labels(route).observe(time.perf_counter() - started)
        return response


def route_of(request: HttpRequest) -> str:
    """The pattern, never the path: a path would make a series per customer."""
    match = request.resolver_match
    return match.route if match else "(none)"


def method_of(request: HttpRequest) -> str:
    return request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "(other)"
