"""Setting, changing and ending limits, and explaining what was raised; every deed is audited."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from kpis import aims
from kpis.models import Alert, AlertRule


def save(rule: AlertRule, by: Agent, ip: str | None, changed: list[str]) -> bool:
    """`rule` as its form left it. False = one that says the very same runs already, however close the two came."""
    try:
        keep(rule, by, ip, changed)
    except IntegrityError as error:
        # Its team or channel may have gone meanwhile: that is another matter.
        if "rule_once" not in str(error):
            raise
        return False
    return True


@transaction.atomic
def keep(rule: AlertRule, by: Agent, ip: str | None, changed: list[str]) -> None:
    is_new = rule.pk is None
    if is_new:
        rule.made_by = by
    rule.save()
    deed = "alert.rule_made" if is_new else "alert.rule_changed"
    audit(by, deed, rule, ip, **told(rule), fields=sorted(changed))


@transaction.atomic
def end(rule: AlertRule, by: Agent, ip: str | None) -> bool:
    """What it has raised is kept. False = it was so already."""
    if not AlertRule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=timezone.now()):
        return False
    audit(by, "alert.rule_ended", rule, ip, **told(rule))
    return True


@transaction.atomic
def explain(alert: Alert, why: str, by: Agent, ip: str | None) -> bool:
    """Once. False = somebody was faster."""
    seen = {"seen_at": timezone.now(), "seen_by": by, "why": why}
    if not Alert.objects.filter(pk=alert.pk, seen_at=None).update(**seen):
        return False
    audit(by, "alert.seen", alert, ip, name=aims.name(alert), date=f"{alert.day:%Y/%m/%d}")
    return True


def told(rule: AlertRule) -> dict[str, Any]:
    return {"name": f"{aims.name(rule)} {aims.say(rule, rule.limit)}", "measure": rule.measure, "limit": rule.limit}
