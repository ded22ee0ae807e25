import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from agents import letters, lockout, passwords, rights, setup
from agents.access import RULES, can, needs
from agents.models import Agent
from agents.models.agent import Role

DOCS = Path(__file__).parents[2] / "docs" / "access.md"
LEADS_ONLY = {
    "asked.again", "figures", "figures.alerts", "figures.goals", "figures.notes", "figures.reviews", "looks",
    "surveys.results",
}  # fmt: skip
ADMIN_ONLY = {"figures.all", "people", "teams", "calendars", "channels", "company", "audit", "surveys", "costs"}


@pytest.mark.parametrize("action", sorted(RULES))
def test_the_desk_s_deeds_are_everybody_s_and_settings_the_admin_s(action: str) -> None:
    may = {role for role in Role if can(Agent(role=role), action)}
    without_agents = {Role.SUPERVISOR, Role.ADMIN} if action in LEADS_ONLY else set(Role)
    assert may == ({Role.ADMIN} if action in ADMIN_ONLY else without_agents)


@pytest.mark.parametrize("action", sorted(RULES))
def test_nobody_may_who_left_or_has_not_signed_in(action: str) -> None:
    assert not can(Agent(role=Role.ADMIN, is_active=False), action)
    assert not can(AnonymousUser(), action)
    assert not can(None, action)


def test_an_unknown_action_is_a_mistake_and_not_a_no() -> None:
    with pytest.raises(KeyError):
        can(Agent(role=Role.ADMIN), "fly")
    with pytest.raises(KeyError):
        needs("fly")


def test_a_page_that_is_not_yours_is_not_found(rf: RequestFactory) -> None:
    view = needs("people")(lambda request: HttpResponse("people"))
    request = rf.get("/")
    request.user = Agent(role=Role.ADMIN)
    assert view(request).status_code == 200
    request.user = Agent(role=Role.SUPERVISOR)
    with pytest.raises(Http404):
        view(request)


def test_the_docs_print_the_matrix_that_holds() -> None:
    rows = re.findall(r"^\| ([a-z.]+) \| (yes|–) \| (yes|–) \| (yes|–) \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    printed = {action: {role for role, may in zip(Role, mays, strict=True) if may == "yes"} for action, *mays in rows}
    assert printed == {action: set(roles) for action, roles in RULES.items()}


def test_the_docs_print_the_limits_that_hold(settings) -> None:
    said = DOCS.read_text("utf-8")
    for limit in (
        f"{lockout.TRIES}, then locked for {lockout.MINUTES} minutes",
        f"ends after {rights.IDLE.seconds // 60} minutes",
        f"ends after {rights.ABSOLUTE.seconds // 3600} hours",
        f"{settings.PASSWORD_RESET_TIMEOUT // 60} minutes, once",
        f"{letters.INVITATION_HOURS} hours, once",
        f"{setup.HOURS} hours, once",
        f"12 to {passwords.LONGEST} characters",
    ):
        assert limit in said
