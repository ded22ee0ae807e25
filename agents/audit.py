"""The audit record: who did what to which thing, when and from where."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.db.models import Model
from django.http import HttpRequest

from agents.models import Agent, AuditEntry


def audit(
    actor: Agent | None, action: str, thing: Model | None = None, ip: str | None = None, **data: Any
) -> AuditEntry:
    """Append one line. `data` holds names of fields and plain values: no message text, no secret."""
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        thing=(thing._meta.model_name or "") if thing else "",
        thing_id=str(thing.pk) if thing else "",
        data=data,
        ip=ip,
    )


def client_ip(request: HttpRequest) -> str:
    """The caller's address, by the one rule on trusted proxies that the sign-in library follows too."""
    return str(get_adapter().get_client_ip(request))
