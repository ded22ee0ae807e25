from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agents.access import can, needs, signed_in
from agents.audit import audit, client_ip
from agents.forms.company import CompanyForm
from agents.models import Company


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
    form = CompanyForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            audit(signed_in(request), "company.changed", row, client_ip(request), fields=sorted(form.changed_data))
        messages.success(request, _("The company's settings are saved."))
        return redirect("company")
    return render(request, "agents/company.html", {"form": form})
