"""What the company's app told of a customer, for agents: beside the thread, and before the first word in the list.

Both are loaded by their addresses: the room that draws the console knows nothing of apps.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agents.access import signed_in
from agents.models import Agent
from channels_ingest.handoff_effects import proves
from channels_ingest.handoffs import BY_NUMBER, account_of, may_act_until
from channels_ingest.models import Handoff, RefusedHandoff
from conversations.models import Conversation
from customers import fact_words, touchpoints
from customers.models import Customer

# A sign-in of last month says nothing of who writes today.
SHOWN_FOR = timedelta(days=7)
REFUSALS_FOR = timedelta(days=1)
# The widget is heard from every 25 seconds.
THERE_FOR = timedelta(seconds=60)
MOST_STEPS, MOST_VISITORS, MOST_REFUSALS = 5, 5, 3

REASONS: dict[str, str | Promise] = {
    "unknown": _("nobody made this token"),
    "expired": _("it had expired"),
    "used": _("it was used before"),
    "foreign": _("it was made for somebody else"),
    "paused": _("its app is paused"),
}

METHODS: dict[str, str | Promise] = {
    "password": _("Password"),
    "passkey": _("Passkey"),
    "otp": _("One-time code"),
    "sso": _("Single sign-on"),
}


@dataclass(frozen=True)
class Told:
    """One hand-off as it is shown. `sure`: it proves the account, and that is this customer's; what it permits ends,
    what it proves does not.
    """

    handoff: Handoff
    sure: bool
    until: datetime | None

    @property
    def is_signed_in(self) -> bool:
        return account_of(self.handoff) is not None

    @property
    def by_number(self) -> bool:
        """Nobody brought it: its number called, which anybody can make up."""
        return self.handoff.taken_by == BY_NUMBER

    @property
    def minutes_left(self) -> int:
        left = (self.until - timezone.now()).total_seconds() if self.until else 0
        return max(0, -int(-left // 60))

    @property
    def share_left(self) -> int:
        return min(100, round(self.minutes_left * 100 / 60))

    @property
    def sender(self) -> str:
        return self.handoff.app.name if self.handoff.app else self.handoff.site.name if self.handoff.site else ""

    @property
    def method(self) -> str:
        """Password (aal1), in the sender's own word where we have none."""
        how, level = (str(self.handoff.authentication.get(name, "")) for name in ("method", "level"))
        word = str(METHODS.get(how, how))
        return f"{word} ({level})" if word and level else word or level

    @property
    def context(self) -> dict[str, Any]:
        found: dict[str, Any] = self.handoff.context
        return found

    @property
    def steps(self) -> list[dict[str, Any]]:
        return list(self.context.get("steps") or [])[-MOST_STEPS:]

    @property
    def attributes(self) -> list[tuple[str, Any]]:
        return [(fact_words.label(name), value) for name, value in self.handoff.attributes.items()]

    @property
    def unknown(self) -> list[tuple[str, Any]]:
        return list(self.handoff.unknown.items())


@require_safe
def customer_apps(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    customer = get_object_or_404(Customer.objects.visible_to(agent), pk=pk)
    context = {"customer": customer, "told": told(customer, agent), "refused": refused(customer, agent)}
    # alone: on a page that has its own place for the rest.
    more = {"alone": True} if "alone" in request.GET else {"recent": touchpoints.recent(customer)}
    return render(request, "conversations/context/apps.html", context | more)


def told(customer: Customer, agent: Agent) -> Told | None:
    """The latest one. What was handed over in a matter behind another team's wall stays there."""
    since = timezone.now() - SHOWN_FOR
    visible = Conversation.objects.visible_to(agent)
    mine = Handoff.objects.filter(of(customer), taken_at__gt=since).filter(Q(matter=None) | Q(matter__in=visible))
    latest = mine.select_related("app__members_of", "site", "identity", "matter").order_by("-taken_at").first()
    return as_told(latest) if latest else None


def as_told(handoff: Handoff) -> Told:
    whose = handoff.matter.customer_id if handoff.matter else handoff.customer_id
    return Told(handoff, whose is not None and proves(handoff, whose), may_act_until(handoff))


def of(customer: Customer) -> Q:
    """Also one whose account is another record's: it was brought by who writes here."""
    return Q(customer=customer) | Q(matter__customer=customer)


def refused(customer: Customer, agent: Agent) -> list[tuple[RefusedHandoff, str]]:
    recent = RefusedHandoff.objects.filter(at__gt=timezone.now() - REFUSALS_FOR)
    by_matter = Q(matter__in=Conversation.objects.visible_to(agent).filter(customer=customer))
    rows = recent.filter(by_matter | Q(session__identity__customer=customer)).order_by("-at")
    return [(row, str(REASONS.get(row.reason, row.reason))) for row in rows[:MOST_REFUSALS]]


@require_safe
def visitors(request: HttpRequest) -> HttpResponse:
    """Who has opened a chat with a hand-off and has not said a word: agents see whom they will be talking to."""
    agent = signed_in(request)
    rows = [(as_told(handoff), matter_of(handoff, agent)) for handoff in silent(agent)[:MOST_VISITORS]]
    return render(request, "channels_ingest/visitors.html", {"rows": rows})


def silent(agent: Agent) -> "QuerySet[Handoff]":
    recently = timezone.now() - THERE_FOR
    there = Q(session__last_seen_at__gt=recently) | Q(taken_at__gt=recently)
    rows = Handoff.objects.filter(there, matter=None, session__ended_at=None, customer__isnull=False)
    if agent.role != "admin":
        rows = rows.filter(session__channel__team__in=agent.memberships.values("team"))
    else:
        rows = rows.filter(session__isnull=False)
    return rows.select_related("customer", "app__members_of", "site", "identity").order_by("-taken_at")


def matter_of(handoff: Handoff, agent: Agent) -> Conversation | None:
    """Where their first word will most likely stand."""
    mine = Conversation.objects.visible_to(agent).open().filter(customer=handoff.customer, joined_into=None)
    return mine.order_by("-last_activity_at").first()
