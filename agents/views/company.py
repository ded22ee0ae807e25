from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agents import rights
from agents.access import can, needs, signed_in
from agents.audit import audit, client_ip
from agents.forms.company import CompanyForm
from agents.models import Agent, Company
from agents.second_factor_duty import COVERS


@require_GET
def settings_home(request: HttpRequest) -> HttpResponse:
    """Narrow windows have no room for the nav: there it is a page of its own."""
    if "menu" in request.GET:
        return render(request, "agents/menu.html")
    return redirect("people" if can(signed_in(request), "people") else "profile")


@require_http_methods(["GET", "POST"])
@needs("company")
def company(request: HttpRequest) -> HttpResponse:
    row = Company.current()
    if row is None:
        raise Http404
    before = row.second_factor_for
    form = CompanyForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            audit(signed_in(request), "company.changed", row, client_ip(request), fields=sorted(form.changed_data))
            lay_duty(before, row, signed_in(request), client_ip(request))
        messages.success(request, _("The company's settings are saved."))
        return redirect("company")
    return render(request, "agents/company.html", {"form": form})


def lay_duty(before: str, row: Company, by: Agent, ip: str | None) -> None:
    """Open pages and sockets of those whom it concerns ask again what they may."""
    after = row.second_factor_for
    if after == before:
        return
    audit(by, "company.second_factor", row, ip, before=before, after=after)
    for agent in Agent.objects.filter(is_active=True, role__in=COVERS.get(after, ())):
        rights.changed(agent)
