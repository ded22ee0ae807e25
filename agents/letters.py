"""Mail to colleagues: reset links, invitations, notices. A task by name sends it, so that no answer waits for a mail
server and a known address takes no longer than an unknown one; without Redis it is sent at once.
"""

from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agents.models import Agent, Company, Invitation
from agents.tokens import new_token
from omnidesk import waking

log = structlog.get_logger(__name__)

INVITATION_HOURS = 72


def post(kind: str, pk: int) -> None:
    """`pk` of an agent (of an invitation for "invitation"); 0 = nobody, which takes the same time."""
    if not waking.call("agents.letter", kind, pk):
        deliver(kind, pk)


def deliver(kind: str, pk: int) -> bool:
    """True = a mail server (or the folder of the developer) has taken it."""
    if kind == "invitation":
        return invite(pk)
    agent = Agent.objects.filter(pk=pk, is_active=True).first()
    if agent is None:
        return False
    return reset(agent) if kind == "reset" else notify(agent, kind)


def reset(agent: Agent) -> bool:
    key = f"{user_pk_to_url_str(agent)}-{default_token_generator.make_token(agent)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return send("reset", agent.email, agent.language, link=link(path.replace("UID-KEY", key)), agent=agent)


def notify(agent: Agent, kind: str) -> bool:
    return send("notice", agent.email, agent.language, kind=kind, agent=agent, at=timezone.now())


def invite(pk: int) -> bool:
    """Each sending makes a new link and ends the one before; the token is nowhere but in the mail."""
    row = Invitation.objects.filter(pk=pk, accepted_at=None, withdrawn_at=None).select_related("invited_by").first()
    if row is None:
        return False
    token, row.token_hash = new_token()
    row.expires_at = timezone.now() + timedelta(hours=INVITATION_HOURS)
    row.save(update_fields=["token_hash", "expires_at"])
    target = link(reverse("invitation", kwargs={"token": token}))
    sent = send("invitation", row.email, row.language, link=target, invitation=row, hours=INVITATION_HOURS)
    now = timezone.now()
    row.mailed_at, row.mail_failed_at = (now, None) if sent else (row.mailed_at, now)
    row.save(update_fields=["mailed_at", "mail_failed_at"])
    return sent


def link(path: str) -> str:
    """From the setting alone: the Host header of a request is whatever its sender wrote."""
    return f"{settings.PUBLIC_URL}{path}"


def send(name: str, to: str, language: str, **about: Any) -> bool:
    company = Company.current()
    with override(language):
        context = {**about, "company": company.name if company else "Omnidesk", "desk": settings.PUBLIC_URL}
        subject = " ".join(render_to_string(f"agents/mail/{name}_subject.txt", context).split())
        body = render_to_string(f"agents/mail/{name}.txt", context).strip() + "\n"
    try:
        EmailMessage(subject, body, to=[to], headers={"Auto-Submitted": "auto-generated"}).send()
    except (SMTPException, OSError) as error:
        log.warning("a mail could not be sent", letter=name, error=type(error).__name__)
        return False
    return True
