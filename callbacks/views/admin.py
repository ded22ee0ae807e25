"""What each team offers: the admin's pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agents.access import needs, signed_in
from agents.audit import audit, client_ip
from agents.models import Team
from callbacks import slots
from callbacks.forms import SettingsForm
from callbacks.models import CallbackSettings


@require_safe
@needs("channels")
def teams(request: HttpRequest) -> HttpResponse:
    known = {row.team_id: row for row in CallbackSettings.objects.select_related("channel")}
    listed = [(team, known.get(team.pk) or CallbackSettings(team=team)) for team in Team.objects.order_by("name")]
    return render(request, "callbacks/teams.html", {"listed": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def team(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Team.objects.select_related("calendar"), pk=pk)
    form = SettingsForm(request.POST or None, instance=slots.settings_of(row))
    if request.method == "POST" and form.is_valid():
        form.save()
        changed = sorted(form.changed_data)
        audit(signed_in(request), "team.callbacks", row, client_ip(request), name=row.name, fields=changed)
        messages.success(request, _("Saved: %(name)s") % {"name": row.name})
        return redirect("callback-teams")
    return render(request, "callbacks/team.html", {"form": form, "team": row})
