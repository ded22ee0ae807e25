"""The sign-in page and sign-out: the library's views, with what our page shows beside them."""

from typing import Any

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse

from agents import second_factor_duty
from agents.middleware import TIMED_OUT
from agents.models import Agent, Company
from agents.models.agent import Role


class SignInView(LoginView):  # type: ignore[misc]  # the library has no types
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        company = Company.current()
        context["company"] = company
        context["timed_out"] = self.request.session.pop(TIMED_OUT, False)
        context["demo_logins"] = demo_logins() if company and company.is_demo else []
        return context


class SignOutView(LogoutView):  # type: ignore[misc]  # the library has no types
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What this browser keeps of the pages goes too, so that the back button shows nothing."""
        response: HttpResponse = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class EnrolmentView(ActivateTOTPView):  # type: ignore[misc]  # the library has no types
    def get_template_names(self) -> list[str]:
        """A page of its own for whom nothing else opens: no rail and no nav, which would lead nowhere."""
        owed = second_factor_duty.owes(self.request.user)
        return ["mfa/totp/owed.html"] if owed else [str(self.template_name)]


def demo_logins() -> list[Agent]:
    """One of each role; the password stands in the log of the start only."""
    people = Agent.objects.filter(is_demo=True, is_active=True).order_by("pk")
    first: dict[str, Agent] = {}
    for agent in people:
        first.setdefault(agent.role, agent)
    return [first[role] for role in Role.values if role in first]


sign_in = SignInView.as_view()
sign_out = SignOutView.as_view()
enrolment = EnrolmentView.as_view()
