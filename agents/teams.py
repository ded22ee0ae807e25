"""Teams: a change of members is a change of rights of each who came or went."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from agents import kept_hours, people
from agents.audit import audit
from agents.models import Agent, Team


def listed() -> QuerySet[Team]:
    # Where rows are counted together, Django leaves out the order that the model names.
    counted = Count("memberships", filter=Q(memberships__agent__is_active=True))
    return Team.objects.select_related("calendar").annotate(people=counted).order_by("name")


@transaction.atomic
def save(team: Team, members: Iterable[Agent], changed: list[str], by: Agent, ip: str | None = None) -> None:
    is_new = team.pk is None
    with kept_hours.noted([] if is_new else [team.pk]):
        team.save()
    fields = sorted(set(changed) - {"members"})
    audit(by, "team.made" if is_new else "team.changed", team, ip, name=team.name, fields=fields)
    set_members(team, {agent.pk: agent for agent in members}, by, ip)


def set_members(team: Team, wanted: dict[int, Agent], by: Agent, ip: str | None) -> None:
    """Those who left the company keep their place: it comes back with them."""
    present = {agent.pk: agent for agent in team.members.filter(is_active=True)}
    moved = {pk: agent for pk, agent in (present | wanted).items() if (pk in present) != (pk in wanted)}
    for pk in sorted(moved):
        others = set(moved[pk].teams.exclude(pk=team.pk))
        people.set_teams(moved[pk], others | ({team} if pk in wanted else set()), by, ip)
