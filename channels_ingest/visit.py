"""The page a chat visitor is on, for the agents' panel; the panel loads it by its address."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agents.access import signed_in
from channels_ingest.models import VisitorSession
from customers.models import Customer

# The widget is heard from every 25 seconds.
THERE_FOR = timedelta(seconds=60)


@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(signed_in(request)), pk=pk)
    sessions = VisitorSession.objects.filter(identity__customer=customer, ended_at=None).exclude(page_url="")
    session = sessions.order_by("-last_seen_at").first()
    is_there = session is not None and session.last_seen_at > timezone.now() - THERE_FOR
    return render(request, "channels_ingest/visit.html", {"session": session, "is_there": is_there})
