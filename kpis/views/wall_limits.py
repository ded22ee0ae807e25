"""Settings of the wall, for admins: what is too long a wait, for all teams and for each that differs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from agents.access import needs, signed_in
from agents.audit import client_ip
from agents.models import Team
from kpis import wall_limits
from kpis.models import WallLimits


class LimitsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    class Meta:
        model = WallLimits
        fields = list(wall_limits.FIELDS)
        help_texts = {
            "soon_percent": gettext_lazy("Of the limit. Past the limit it is an alarm, while the team is open."),
            "within_seconds": gettext_lazy("Calls and chats of today count as in time up to here."),
            "target_percent": gettext_lazy("Below it the service level is marked, from 30 calls and chats on."),
        }


@require_http_methods(["GET", "HEAD", "POST"])
@needs("company")
def company(request: HttpRequest) -> HttpResponse:
    row = WallLimits.objects.filter(team=None).first() or WallLimits()
    return shown(request, row, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("company")
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """A team begins with what holds for all."""
    of_team = get_object_or_404(Team, pk=pk)
    if request.method == "POST" and "clear" in request.POST:
        wall_limits.clear(of_team, signed_in(request), client_ip(request))
        messages.success(request, _("Saved."))
        return redirect("wall-limits")
    row = WallLimits.objects.filter(team=of_team).first()
    whole = wall_limits.known().of(None)
    first = {name: getattr(whole, name) for name in wall_limits.FIELDS}
    return shown(request, row or WallLimits(team=of_team, **first), of_team)


def shown(request: HttpRequest, row: WallLimits, of_team: Team | None) -> HttpResponse:
    form = LimitsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        wall_limits.save(form.save(commit=False), signed_in(request), client_ip(request))
        messages.success(request, _("Saved."))
        return redirect("wall-limits")
    return render(request, "kpis/wall/limits.html", {"form": form, "team": of_team, "row": row, "teams": teams()})


def teams() -> list[dict[str, Any]]:
    known = wall_limits.known()
    return [
        {"team": one, "own": one.pk in known.rows, "limits": known.of(one.pk)} for one in Team.objects.order_by("name")
    ]
