"""Retrospectives: what was looked at, found and decided; and whether that is done."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from kpis.models import Decision, Retrospective
from kpis.retrospectives import editing, page
from kpis.retrospectives.forms import Decisions, RetrospectiveForm
from kpis.slices import today


@require_safe
@needs("figures")
def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "kpis/retrospectives/list.html", page.page(signed_in(request), request.GET.get("after", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures.reviews")
def made(request: HttpRequest) -> HttpResponse:
    """Usually of the last 28 days, and written down on the same day."""
    day = today()
    return edited(request, Retrospective(held_on=day, first=day - timedelta(days=27), last=day, measures=[]))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures.reviews")
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    return edited(request, get_object_or_404(editing.seen_by(signed_in(request)), pk=pk))


def edited(request: HttpRequest, row: Retrospective) -> HttpResponse:
    agent, given = signed_in(request), request.POST or None
    form = RetrospectiveForm(agent, given, instance=row)
    decisions = Decisions(given, instance=row, form_kwargs={"agent": agent})
    if request.method == "POST" and form.is_valid() and decisions.is_valid():
        editing.save(form.save(commit=False), decisions, agent, client_ip(request), form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("retrospectives")
    return render(request, "kpis/retrospectives/edit.html", {"form": form, "decisions": decisions, "row": row})


@require_POST
@needs("figures.reviews")
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    row = get_object_or_404(Decision, pk=pk, retrospective__in=editing.seen_by(agent))
    editing.tick(row, agent, client_ip(request), done=request.POST.get("done") == "yes")
    return redirect("retrospectives")
