"""The people of the desk: role, teams, leaving and coming back. Each deed is one transaction and one audit line."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from agents import presence, rights, sessions
from agents.audit import audit
from agents.models import Agent, Membership, Team
from agents.models.agent import Presence, Role


class LastAdmin(Exception):
    """Without an admin nobody could ever change a setting again."""

    def __str__(self) -> str:
        return _("This is the last admin. Make somebody else an admin first.")


@transaction.atomic
def set_role(agent: Agent, role: str, by: Agent, ip: str | None = None) -> bool:
    """False = already so."""
    row = locked(agent, leaves_the_admins=role != Role.ADMIN)
    if row.role == role:
        return False
    before, row.role = row.role, role
    row.save(update_fields=["role"])
    agent.role = role
    rights.changed(row)
    audit(by, "person.role", row, ip, before=before, after=role)
    return True


@transaction.atomic
def set_teams(agent: Agent, teams: Iterable[Team], by: Agent, ip: str | None = None) -> bool:
    row = locked(agent)
    before, after = set(row.memberships.values_list("team_id", flat=True)), {team.pk for team in teams}
    if before == after:
        return False
    row.memberships.filter(team_id__in=before - after).delete()
    Membership.objects.bulk_create(Membership(agent=row, team_id=team) for team in sorted(after - before))
    rights.changed(row)
    audit(by, "person.teams", row, ip, before=sorted(before), after=sorted(after))
    return True


@transaction.atomic
def deactivate(agent: Agent, by: Agent, ip: str | None = None) -> bool:
    """Sessions and sockets end; what they had open stays theirs until somebody takes it over; the name stays."""
    row = locked(agent, leaves_the_admins=True)
    if not row.is_active:
        return False
    presence.set_presence(row, Presence.OFFLINE)
    row.is_active = False
    row.save(update_fields=["is_active"])
    sessions.end(row)
    audit(by, "person.deactivated", row, ip)
    return True


@transaction.atomic
def reactivate(agent: Agent, by: Agent, ip: str | None = None) -> bool:
    row = locked(agent)
    if row.is_active:
        return False
    row.is_active = True
    row.save(update_fields=["is_active"])
    rights.changed(row)
    audit(by, "person.reactivated", row, ip)
    return True


@transaction.atomic
def forget_second_factor(agent: Agent, by: Agent, ip: str | None = None) -> bool:
    """Their phone is lost: the password alone opens again (or leads to where a new one is set up), once signed in anew.

    Every session ends, because whoever found the phone may be signed in on it.
    """
    row = locked(agent)
    found = Authenticator.objects.filter(user=row)
    if not found.exists():
        return False
    found.delete()
    sessions.end(row)
    audit(by, "person.second_factor", row, ip)
    return True


def is_last_admin(agent: Agent) -> bool:
    if agent.role != Role.ADMIN or not agent.is_active:
        return False
    return not Agent.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=agent.pk).exists()


def locked(agent: Agent, *, leaves_the_admins: bool = False) -> Agent:
    """The row under lock, together with every admin: of two admins who demote each other one stays."""
    if leaves_the_admins:
        admins = list(Agent.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).order_by("pk"))
        if [admin.pk for admin in admins] == [agent.pk]:
            raise LastAdmin
    return Agent.objects.select_for_update().get(pk=agent.pk)
