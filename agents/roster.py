"""The list of people: search, filters and counts, in a fixed number of queries."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents import invitations
from agents.models import Agent, Invitation, Team
from agents.models.agent import Presence, Role

# More people than this are found by the search.
MOST = 300
STATES = {
    "here": _("Present"),
    "away": _("Away"),
    "offline": _("Offline"),
    "invited": _("Invited"),
    "left": _("Deactivated"),
}
SEARCHED = ("family_name", "given_name", "kana", "roman", "email")


def page(asked: QueryDict) -> dict[str, Any]:
    named = (asked.get(name, "") for name in ("q", "role", "team", "state"))
    query, role, team, state = (typed.replace("\x00", "").strip() for typed in named)
    found = [] if state == "invited" else list(people(query, role, team, state)[:MOST])
    counts = Agent.objects.filter(is_active=True).aggregate(
        all=Count("pk"), here=Count("pk", filter=Q(presence=Presence.AVAILABLE))
    )
    return {
        "people": found,
        "invitations": list(invited(query, role, team)[:MOST]) if state in ("", "invited") else [],
        "counts": counts | {"invited": invitations.open_invitations().count()},
        "teams": list(Team.objects.all()),
        "roles": Role.choices,
        "states": list(STATES.items()),
        "asked": {"q": query, "role": role, "team": team, "state": state},
        "filtered": bool(query or role or team or state),
        "now": timezone.now(),
    }


def people(query: str, role: str, team: str, state: str) -> QuerySet[Agent]:
    rows = Agent.objects.prefetch_related("teams").order_by("-is_active", "kana", "family_name", "pk")
    rows = rows.filter(is_active=state != "left") if state else rows
    rows = rows.filter(role=role) if role else rows
    rows = rows.filter(memberships__team=int(team)) if team.isdecimal() else rows
    if state in ("here", "away", "offline"):
        rows = rows.filter(presence={"here": Presence.AVAILABLE}.get(state, state))
    for word in query.split():
        rows = rows.filter(matches(word))
    return rows


def matches(word: str) -> Q:
    found = Q()
    for name in SEARCHED:
        found |= Q(**{f"{name}__icontains": word})
    return found


def invited(query: str, role: str, team: str) -> QuerySet[Invitation]:
    rows = invitations.open_invitations().prefetch_related("teams")
    rows = rows.filter(role=role) if role else rows
    rows = rows.filter(teams=int(team)) if team.isdecimal() else rows
    return rows.filter(email__icontains=query) if query else rows
