"""Connected apps as an admin keeps them. Each deed is one transaction and one line in the audit record."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from channels_ingest.api import keys
from channels_ingest.models import ConnectedApp, RefusedHandoff

SHOWN = 50


def listed() -> QuerySet[ConnectedApp]:
    """The refusals are those of the last days: an old one is no news."""
    since = timezone.now() - timedelta(days=7)
    refused = Count("refused", filter=Q(refused__at__gt=since))
    return ConnectedApp.objects.select_related("members_of").annotate(refusals=refused).order_by("name", "pk")


@transaction.atomic
def add(app: ConnectedApp, by: Agent, ip: str | None) -> str:
    """The key, for the only moment it can be read."""
    key = keys.give(app)
    app.created_by = by
    app.save()
    audit(by, "app.made", app, ip, name=app.name, scopes=sorted(app.scopes))
    return key


@transaction.atomic
def change(app: ConnectedApp, fields: list[str], by: Agent, ip: str | None) -> None:
    app.save(update_fields=["name", "scopes", "origins", "members_of", "keep_days"])
    audit(by, "app.changed", app, ip, name=app.name, fields=sorted(fields))


@transaction.atomic
def rotate(app: ConnectedApp, by: Agent, ip: str | None) -> str:
    row = ConnectedApp.objects.select_for_update().get(pk=app.pk)
    key = keys.rotate(row)
    row.save(update_fields=["key_hash", "key_hint", "previous_key_hash", "previous_key_until"])
    audit(by, "app.key", row, ip, name=row.name)
    return key


@transaction.atomic
def end_previous(app: ConnectedApp, by: Agent, ip: str | None) -> None:
    """The key before is known to somebody else, or no longer needed."""
    if (
        ConnectedApp.objects.filter(pk=app.pk)
        .exclude(previous_key_hash="")
        .update(previous_key_hash="", previous_key_until=None)
    ):
        audit(by, "app.key_ended", app, ip, name=app.name)


@transaction.atomic
def pause(app: ConnectedApp, by: Agent, ip: str | None) -> None:
    if ConnectedApp.objects.filter(pk=app.pk, paused_at=None).update(paused_at=timezone.now()):
        audit(by, "app.paused", app, ip, name=app.name)


@transaction.atomic
def resume(app: ConnectedApp, by: Agent, ip: str | None) -> None:
    if ConnectedApp.objects.filter(pk=app.pk, paused_at__isnull=False).update(paused_at=None):
        audit(by, "app.resumed", app, ip, name=app.name)


def refusals(app: ConnectedApp | None = None) -> QuerySet[RefusedHandoff]:
    """Of one app; without one, those that nobody's app made."""
    rows = RefusedHandoff.objects.filter(app=app) if app else RefusedHandoff.objects.filter(app=None)
    return rows.select_related("matter", "handoff").order_by("-at")[:SHOWN]
