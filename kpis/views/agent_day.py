"""One person's day: for those who lead a team of theirs, and for the person themselves. Each look of a lead is kept."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agents.access import needs, signed_in
from agents.audit import audit, client_ip
from kpis import agent_day, agent_day_page
from kpis.reports.asking import whole
from kpis.reports.asking_days import a_day
from kpis.slices import today


@require_safe
@needs("figures")
def chosen(request: HttpRequest) -> HttpResponse:
    """Leads to the day of whoever was chosen; else asks whose."""
    reader, day = signed_in(request), day_of(request)
    people = agent_day.led_by(reader)
    agent = people.filter(pk=whole(request.GET.get("agent")) or 0).first()
    if agent:
        return redirect(f"{reverse('agent-day', args=[agent.pk])}?day={day}")
    return render(request, "kpis/agent_day/page.html", {"people": list(people), "day": day, "today": today()})


@require_safe
@needs("figures")
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    reader, day = signed_in(request), day_of(request)
    people = agent_day.led_by(reader)
    agent = get_object_or_404(people, pk=pk)
    if agent.pk != reader.pk:
        audit(reader, "agent.day", agent, client_ip(request), name=agent.full_name, day=str(day))
    context = agent_day_page.page(agent, day, reader) | {"people": list(people)}
    return render(request, "kpis/agent_day/page.html", context)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    reader = signed_in(request)
    return render(request, "kpis/agent_day/page.html", agent_day_page.page(reader, day_of(request), reader))


def day_of(request: HttpRequest) -> date:
    """None that is to come, and none that means nothing."""
    return min(a_day(request.GET.get("day")) or today(), today())
