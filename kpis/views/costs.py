"""Settings: what costs are reckoned with, for admins. Nobody else finds the page."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agents.access import needs, signed_in
from agents.audit import client_ip
from kpis import assumptions
from kpis.forms import CostsForm
from kpis.models import CostAssumptions
from kpis.reports.asking_days import a_day
from kpis.slices import today

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@needs("costs")
def costs(request: HttpRequest) -> HttpResponse:
    """?since=2026-04-01 opens what was entered for that day; else the newest, to be entered from today on."""
    row = shown(a_day(request.GET.get("since")))
    form = CostsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "fees": form.fees}
        assumptions.enter(form.cleaned_data["since"], told, signed_in(request), client_ip(request))
        messages.success(request, _("Saved."))
        return redirect("costs")
    rows = CostAssumptions.objects.select_related("changed_by")[:SHOWN]
    return render(request, "kpis/costs.html", {"form": form, "rows": rows, "now": CostAssumptions.on(today())})


def shown(since: date | None) -> CostAssumptions:
    kept = CostAssumptions.objects.filter(since=since).first() if since else None
    if kept:
        return kept
    newest = CostAssumptions.objects.first() or CostAssumptions()
    newest.pk, newest.since = None, today()
    return newest


@require_POST
@needs("costs")
def removed(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CostAssumptions, pk=pk)
    assumptions.remove(row, signed_in(request), client_ip(request))
    messages.success(request, _("Removed."))
    return redirect("costs")
