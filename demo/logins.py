"""Who signs in to the demo. These accounts exist only where the demo was loaded."""

from django.conf import settings
from django.utils.translation import gettext as _

from agents.models import Agent, Company
from agents.models.agent import Role
from demo.sites import shop_port

PASSWORD = "minato-demo-2026"  # noqa: S105  printed at every start, and refused outside the demo


def logins() -> list[Agent]:
    """One agent, one supervisor, one admin."""
    people = Agent.objects.filter(is_demo=True, is_active=True).order_by("pk")
    first = {agent.role: agent for agent in reversed(people)}
    return [first[role] for role in Role.values if role in first]


def greeting() -> list[str]:
    """What the start prints below the address; nothing where there is no demo."""
    company = Company.current()
    if company is None or not company.is_demo or settings.PRODUCTION:
        return []
    lines = [f"  {agent.get_role_display()}: {agent.email}" for agent in logins()]
    return [
        _("Demo logins, password %(password)s:") % {"password": PASSWORD},
        *lines,
        _("The demo shop with the chat: http://localhost:%(port)s") % {"port": shop_port()},
    ]
