"""Invitations: a link by mail that makes one account once, within 72 hours."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from agents import letters, tokens
from agents.audit import audit
from agents.models import Agent, Invitation, Membership, Team


class Spent(Exception):
    """The link was used, withdrawn, replaced or is out of date."""


def open_invitations() -> QuerySet[Invitation]:
    """Not accepted and not withdrawn; those out of date are still listed, so that they can be sent again."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


@transaction.atomic
def invite(email: str, role: str, teams: Iterable[Team], language: str, by: Agent, ip: str | None = None) -> Invitation:
    """The token is made when the mail is written; until then the row has a hash that no token has."""
    _unsent, placeholder = tokens.new_token()
    row = Invitation.objects.create(
        email=email.strip().lower(),
        role=role,
        language=language,
        invited_by=by,
        token_hash=placeholder,
        expires_at=timezone.now() + timedelta(hours=letters.INVITATION_HOURS),
    )
    row.teams.set(teams)
    audit(by, "invitation.made", row, ip, email=row.email, role=role)
    transaction.on_commit(partial(letters.post, "invitation", row.pk))
    return row


def invite_all(emails: Iterable[str], said: Mapping[str, Any], by: Agent, ip: str | None = None) -> int:
    """`said`: the invitation form's role, teams and language."""
    return len([invite(email, said["role"], said["teams"], said["language"], by, ip) for email in emails])


@transaction.atomic
def send_again(row: Invitation, by: Agent, ip: str | None = None) -> None:
    audit(by, "invitation.sent_again", row, ip, email=row.email)
    transaction.on_commit(partial(letters.post, "invitation", row.pk))


@transaction.atomic
def withdraw(row: Invitation, by: Agent, ip: str | None = None) -> bool:
    if not open_invitations().filter(pk=row.pk).update(withdrawn_at=timezone.now()):
        return False
    audit(by, "invitation.withdrawn", row, ip, email=row.email)
    return True


def find(token: str) -> Invitation | None:
    """The open invitation of a link; None for wrong, used, withdrawn, replaced and expired ones alike."""
    rows = open_invitations().filter(expires_at__gt=timezone.now(), token_hash=tokens.hashed(token))
    return rows.first() if token else None


def accept(token: str, family_name: str, given_name: str, kana: str, password: str, ip: str | None = None) -> Agent:
    """Of two who open the same link at once, one gets the account."""
    try:
        with transaction.atomic():
            return make_account(token, family_name, given_name, kana, password, ip)
    except IntegrityError:
        # The address got an account meanwhile, by another invitation.
        raise Spent from None


def make_account(token: str, family_name: str, given_name: str, kana: str, password: str, ip: str | None) -> Agent:
    row = find(token)
    if row is None or not tokens.claim(open_invitations(), token, "accepted_at"):
        raise Spent
    agent = Agent.objects.create_user(
        row.email,
        password,
        family_name=family_name,
        given_name=given_name,
        kana=kana,
        role=row.role,
        language=row.language,
    )
    Membership.objects.bulk_create(Membership(agent=agent, team=team) for team in row.teams.all())
    audit(agent, "invitation.accepted", row, ip, email=row.email)
    return agent
