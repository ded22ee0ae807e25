"""Between a request and its page: the session's limits, the fence, the person's language and clock, the first run."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from agents import rights, sessions
from agents.access import current
from agents.models import Agent, Company

type Answer = Callable[[HttpRequest], HttpResponseBase]

TIMED_OUT = "timed_out"
# Asked by scripts because something was pushed, not because a person did something: an open page is no activity.
BACKGROUND = frozenset(
    (
        "conversation-bar",
        "conversation-panel",
        "customer-apps",
        "customer-visit",
        "inbox-counts",
        "inbox-rows",
        "javascript-catalog",
        "thread-changes",
        "visitors",
        "wall-tiles",
    )
)


class PersonMiddleware:
    """Ends sessions that are over; speaks the language and reads the clock of who is signed in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        agent = current(request)
        if agent is None:
            return self.get_response(request)
        if rights.is_over(request.session, timezone.now()):
            logout(request)
            # The sign-in page says why.
            request.session[TIMED_OUT] = True
            return self.get_response(request)
        return self.answered(request, agent)

    def answered(self, request: HttpRequest, agent: Agent) -> HttpResponseBase:
        request.LANGUAGE_CODE = agent.language
        if request.method in ("GET", "HEAD"):
            # Looking changes nothing, so the teams stay what they are until the page is done.
            agent.known_teams = {}
        with translation.override(agent.language), timezone.override(zone(agent.time_zone)):
            response = self.get_response(request)
            response.headers["Content-Language"] = agent.language
        # What a person saw must not lie in a shared cache or come back by the back button after sign-out.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        agent, match = current(request), request.resolver_match
        if agent is not None and match is not None and match.url_name not in BACKGROUND:
            sessions.note_activity(request.session, agent, timezone.now())


class FirstRunMiddleware:
    """An installation without a company leads to its set-up page, from wherever one would sign in."""

    known = False

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not leads_inside(request, view) or self.is_set_up() or current(request):
            return None
        return redirect("setup")

    def is_set_up(self) -> bool:
        """Once there is a company there always is one: the answer is kept for the life of the process."""
        FirstRunMiddleware.known = FirstRunMiddleware.known or Company.objects.exists()
        return FirstRunMiddleware.known


class FenceMiddleware(LoginRequiredMiddleware):
    """Strangers are sent to the sign-in page, and from there back to where they wanted to go."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        return redirect_to_login(where(request), resolve_url(settings.LOGIN_URL))


def leads_inside(request: HttpRequest, view: Any) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else ""
    return getattr(view, "login_required", True) or str(name).startswith(("account_", "mfa_"))


def where(request: HttpRequest) -> str:
    """The page to come back to: this one if it can be opened again, else the one it was asked from."""
    if request.method == "GET":
        return request.get_full_path()
    asked_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(asked_from, {request.get_host()}):
        return reverse("home")
    parts = urlsplit(asked_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
