"""Who must have a second step at sign-in. Until they have it, the page where it is set up is all that opens."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from agents.access import current
from agents.models import Agent, Company
from agents.models.agent import Role
from agents.models.company import Duty

type Answer = Callable[[HttpRequest], HttpResponseBase]

ENROLMENT = "mfa_activate_totp"
OPEN = frozenset((ENROLMENT, "mfa_reauthenticate", "account_reauthenticate", "account_logout"))
COVERS: dict[str, frozenset[Role]] = {
    Duty.ADMINS: frozenset({Role.ADMIN}),
    Duty.SUPERVISORS: frozenset({Role.ADMIN, Role.SUPERVISOR}),
    Duty.EVERYBODY: frozenset(Role),
}
MOST_REMEMBERED = 10_000
# Whoever owes nothing, by the version of their rights, which every change of role, factor or duty raises.
_settled: set[tuple[int, int]] = set()


def is_laid_on(agent: Agent) -> bool:
    covering = [duty for duty, roles in COVERS.items() if agent.role in roles]
    return Company.objects.filter(pk=1, second_factor_for__in=covering).exists()


def owes(agent: Agent) -> bool:
    """Asked with every request, so that a no is remembered until the agent's rights change."""
    key = (agent.pk, agent.rights_version)
    if key in _settled:
        return False
    if is_laid_on(agent) and not is_mfa_enabled(agent):
        return True
    if len(_settled) >= MOST_REMEMBERED:
        _settled.clear()
    _settled.add(key)
    return False


class SecondFactorMiddleware:
    """Leads whoever owes a second step to where it is set up; what scripts ask for is refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        agent, match = current(request), request.resolver_match
        is_open = not getattr(view, "login_required", True) or (match is not None and match.url_name in OPEN)
        if agent is None or is_open or not owes(agent):
            return None
        by_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" or "HX-Request" in request.headers
        return HttpResponse(status=403) if by_script else redirect(ENROLMENT)
