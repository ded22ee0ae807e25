from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agents import teams as deeds
from agents.access import needs, signed_in
from agents.audit import client_ip
from agents.forms.teams import TeamForm
from agents.models import Team


@require_GET
@needs("teams")
def teams(request: HttpRequest) -> HttpResponse:
    return render(request, "agents/teams/list.html", {"teams": deeds.listed()})


@require_http_methods(["GET", "POST"])
@needs("teams")
def team(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One team; without a number a new one."""
    row = get_object_or_404(Team, pk=pk) if pk else Team()
    form = TeamForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        deeds.save(row, form.cleaned_data["members"], form.changed_data, signed_in(request), client_ip(request))
        messages.success(request, _("Saved: %(name)s") % {"name": row.name})
        return redirect("teams")
    name = Team.objects.values_list("name", flat=True).get(pk=pk) if pk else ""
    context = {"form": form, "team": row, "name": name}
    return render(request, "agents/teams/team.html", context)
