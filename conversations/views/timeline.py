"""What happened with a customer, for their page: the road so far with its toggles, the lines, and what they told us."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agents.access import can, signed_in
from agents.models import Agent
from conversations import journey_steps, profile_told
from conversations.models import Conversation
from conversations.timeline import piece
from conversations.timeline_filters import toggles
from customers.models import Customer

LONGEST_FILTER = 30


def theirs(agent: Agent, pk: int) -> Customer:
    found: Customer = get_object_or_404(Customer.objects.visible_to(agent), pk=pk)
    return found


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer's page loads its history from here."""
    agent, show = signed_in(request), request.GET.get("show", "")
    if len(show) > LONGEST_FILTER or "\0" in show:
        raise BadRequest("show")
    customer = theirs(agent, pk)
    lines, older = piece(agent, customer, request.GET.get("before", ""), show)
    first = "before" not in request.GET
    context = {"lines": lines, "older": older, "customer": customer, "first": first, "show": show}
    return render(request, "conversations/timeline.html", context)


@require_safe
def journey(request: HttpRequest, pk: int) -> HttpResponse:
    """The head over the timeline: the drawing, its table, and the toggles with their counts."""
    agent = signed_in(request)
    customer = theirs(agent, pk)
    total, found = toggles(agent, customer)
    context = {
        "customer": customer,
        "strip": journey_steps.of_profile(customer, agent),
        "total": total,
        "toggles": found,
        "show": request.GET.get("show", ""),
    }
    return render(request, "conversations/timeline/head.html", context)


@require_safe
def matter_journey(request: HttpRequest, pk: int) -> HttpResponse:
    """The same road in the pane beside a thread, with that matter shaded."""
    agent = signed_in(request)
    matter = get_object_or_404(Conversation.objects.visible_to(agent).select_related("customer"), pk=pk)
    return render(request, "conversations/context/journey.html", {"strip": journey_steps.of_panel(matter, agent)})


@require_safe
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """What they told us, what we promised and what they ordered, as far as this agent may see it."""
    agent = signed_in(request)
    customer = theirs(agent, pk)
    context = {"customer": customer, "may_look": can(agent, "unmask")} | profile_told.context(customer, agent)
    return render(request, "conversations/timeline/told.html", context)
