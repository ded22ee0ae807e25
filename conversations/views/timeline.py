from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agents.access import signed_in
from conversations.timeline import piece
from customers.models import Customer


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer's page loads its history from here."""
    agent = signed_in(request)
    customer = get_object_or_404(Customer.objects.visible_to(agent), pk=pk)
    lines, older = piece(agent, customer, request.GET.get("before", ""))
    first = "before" not in request.GET
    return render(
        request, "conversations/timeline.html", {"lines": lines, "older": older, "customer": customer, "first": first}
    )
