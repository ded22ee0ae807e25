"""The nav at the left of every settings page; other rooms' pages extend agents/settings.html and get it too."""

from typing import Any

from django.template import Context, Library
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from agents import calendars, teams
from agents.access import can
from agents.models import Agent

register = Library()


@register.inclusion_tag("agents/nav.html", takes_context=True)
def settings_nav(context: Context) -> dict[str, Any]:
    request = context["request"]
    agent, path = request.user, request.path
    is_admin = can(agent, "people")
    return {
        "request": request,
        "is_admin": is_admin,
        "people_count": Agent.objects.filter(is_active=True).count() if is_admin else 0,
        "teams": list(teams.listed()) if is_admin else [],
        "calendars": calendars.listed(timezone.now()) if is_admin else [],
        "in_teams": path.startswith("/settings/teams/"),
        "in_calendars": path.startswith("/settings/calendars/"),
        "channels": address("channels") if is_admin else "",
        "simulator": address("simulator") if is_admin else "",
        "chat_sites": address("chat-sites") if is_admin else "",
        "deliveries": address("deliveries") if is_admin else "",
        "callbacks": address("callback-teams") if is_admin else "",
        "apps": address("apps") if is_admin else "",
        "forms": address("forms") if is_admin else "",
        "mailboxes": address("mailboxes") if is_admin else "",
        "products": address("products") if is_admin else "",
        "patterns": address("patterns") if is_admin else "",
        "surveys": address("survey-settings") if is_admin else "",
        "wall": address("wall-limits") if is_admin else "",
        "reviews": address("reviews") if is_admin else "",
        "costs": address("costs") if is_admin else "",
    }


def address(name: str) -> str:
    """Of a page in a room above, where that room is there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
