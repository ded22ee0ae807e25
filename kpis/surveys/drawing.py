"""Which matters are asked, and whether their customer may be: the same answer however often it is asked."""

import hashlib
from datetime import datetime, timedelta

from conversations.models import Conversation
from customers import consents
from customers.models import Customer, Purpose
from kpis.models import Survey, SurveyInvitation, SurveySettings


def is_drawn(matter_id: int, survey: Survey) -> bool:
    """By a lot that nobody can choose or draw again: a hash of both."""
    lot = hashlib.sha256(f"{survey.pk}/{matter_id}".encode()).digest()
    return int.from_bytes(lot[:8]) % 10_000 < survey.share * 100


def is_resting(matter: Conversation, now: datetime) -> bool:
    """Was this person asked lately, by any survey on any channel? Asked of the addresses, which a merge moves along."""
    since = now - timedelta(days=SurveySettings.current().quarantine_days)
    asked = SurveyInvitation.objects.filter(sent_at__gt=since)
    return (
        asked.filter(identity__customer=matter.customer_id).exists()
        or asked.filter(conversation__customer=matter.customer_id).exists()
    )


def wants_none(customer: Customer) -> bool:
    """Said at any of their addresses, it holds for the person."""
    return bool(consents.stopped(customer.identities.all(), Purpose.SURVEY))
