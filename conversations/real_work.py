"""Which matters count: figures speak of real work, not of practice, spam or the demo of somebody else's desk."""

from django.db.models import QuerySet

from agents.models import Company
from conversations.models import Conversation, Status


def of_real_work(matters: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """In the demo itself its own matters are the real ones."""
    company = Company.current()
    real = matters.filter(is_simulated=False).exclude(status=Status.SPAM)
    return real if company is not None and company.is_demo else real.filter(is_demo=False)
