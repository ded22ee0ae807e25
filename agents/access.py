"""Who may do what: one matrix for code, docs and tests. Rows are asked of `visible_to`, never of this."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase

from agents.models import Agent
from agents.models.agent import Role

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

DESK = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})
LEADS = frozenset({Role.SUPERVISOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})

RULES: dict[str, frozenset[Role]] = {
    "reply": DESK,
    "assign": DESK,
    "label": DESK,
    "snooze": DESK,
    "split": DESK,
    "spam": DESK,
    "block": DESK,
    "merge": DESK,
    "customers.edit": DESK,
    "asked.again": LEADS,
    "surveys.results": LEADS,
    # Reports and the wall, of the teams one is in; of all teams.
    "figures": LEADS,
    "figures.all": ADMINS,
    # Set goals and limits, write notes on days, keep retrospectives: for the teams one is in.
    "figures.goals": LEADS,
    "figures.alerts": LEADS,
    "figures.notes": LEADS,
    "figures.reviews": LEADS,
    # See what is masked at first; every look is audited, and those who lead read who looked.
    "unmask": DESK,
    "looks": LEADS,
    "people": ADMINS,
    "teams": ADMINS,
    "calendars": ADMINS,
    "channels": ADMINS,
    "company": ADMINS,
    "surveys": ADMINS,
    "costs": ADMINS,
    "audit": ADMINS,
}


def can(agent: Agent | AnonymousUser | None, action: str) -> bool:
    """An action that the matrix does not know is a mistake of ours, so it raises instead of answering no."""
    roles = RULES[action]
    return isinstance(agent, Agent) and agent.is_active and agent.role in roles


def needs[**P](action: str) -> Callable[[View[P]], View[P]]:
    """A page that is not yours is not found; nothing tells that it exists."""
    if action not in RULES:
        raise KeyError(action)

    def fenced(view: View[P]) -> View[P]:
        @wraps(view)
        def ask(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not can(current(request), action):
                raise Http404
            return view(request, *args, **kwargs)

        return ask

    return fenced


def current(request: HttpRequest) -> Agent | None:
    """Who is signed in on this request, if anybody."""
    user: Any = getattr(request, "user", None)
    return user if isinstance(user, Agent) else None


def signed_in(request: HttpRequest) -> Agent:
    """Who is signed in; for views behind the login, where nobody else comes."""
    agent = current(request)
    if agent is None:
        raise Http404
    return agent
