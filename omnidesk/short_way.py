"""The short way of what comes by the thousand: a provider's knock passes none of the layers that were made for people.

Sessions, languages, sign-in and what is told to browsers took a third of the time of a webhook. What guards machines
lies further out and holds for them too: the request's id, its count, and SecurityMiddleware.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import ResolverMatch, resolve
from django.utils import translation

DOORS = "/in/"
LONGEST_DOOR = 80
# To a browser, which has no business here: show and run nothing of an answer, and put it into no frame.
POLICY = "default-src 'none'; frame-ancestors 'none'"


class ShortWay:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(DOORS):
            return self.get_response(request)
        # Raises where the name is not ours.
        request.get_host()
        try:
            response = answered(request)
        except Http404:
            response = HttpResponseNotFound()
        response.headers["Content-Security-Policy"] = POLICY
        # Else it would go in chunks, of which an empty one needs several.
        response.headers["Content-Length"] = str(len(response.content))
        return response


def answered(request: HttpRequest) -> HttpResponse:
    path = request.path_info
    # A longer one is no door's, and is not remembered.
    match = request.resolver_match = match_of(path) if len(path) <= LONGEST_DOOR else resolve(path)
    # A thread speaks whatever the page before spoke; a provider, the language that is set for the installation.
    with translation.override(settings.LANGUAGE_CODE):
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


# To look for the door takes longer than to verify what comes through it.
@lru_cache(maxsize=1024)
def match_of(path: str) -> ResolverMatch:
    return resolve(path)
