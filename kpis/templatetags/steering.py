"""What the pages beside the reports share: how many alerts wait for a word."""

from typing import Any

from django.template import Library

from agents.models import Agent
from kpis.alerts import page

register = Library()


@register.simple_tag
def alerts_unseen(agent: Any) -> int:
    return page.unseen(agent) if isinstance(agent, Agent) else 0
