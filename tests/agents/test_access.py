import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from agents.access import RULES, can, needs
from agents.models import Agent
from agents.models.agent import Role

ADMIN_ONLY = {"people", "teams", "calendars", "channels", "company", "audit"}


@pytest.mark.parametrize("action", sorted(RULES))
def test_the_desk_s_deeds_are_everybody_s_and_settings_the_admin_s(action: str) -> None:
    may = {role for role in Role if can(Agent(role=role), action)}
    assert may == ({Role.ADMIN} if action in ADMIN_ONLY else set(Role))


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
