"""Who works here: the list, one person's role and teams, leaving and coming back."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents import people as deeds
from agents import roster
from agents.access import needs, signed_in
from agents.audit import client_ip
from agents.forms.people import PersonForm
from agents.models import Agent


@require_GET
@needs("people")
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "agents/people/list.html", roster.page(request.GET))


@require_http_methods(["GET", "POST"])
@needs("people")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(Agent.objects.prefetch_related("teams"), pk=pk)
    form = PersonForm(request.POST or None, agent=agent)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.set_role(agent, form.cleaned_data["role"], signed_in(request), client_ip(request))
            deeds.set_teams(agent, form.cleaned_data["teams"], signed_in(request), client_ip(request))
        except deeds.LastAdmin as reason:
            form.add_error("role", str(reason))
        else:
            messages.success(request, _("Saved: %(name)s") % {"name": agent.full_name})
            return redirect("people")
    context = {"form": form, "person": agent, "last_admin": deeds.is_last_admin(agent)}
    context["has_second_step"] = is_mfa_enabled(agent)
    return render(request, "agents/people/person.html", context)


@require_POST
@needs("people")
def deactivation(request: HttpRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(Agent, pk=pk)
    try:
        deeds.deactivate(agent, signed_in(request), client_ip(request))
    except deeds.LastAdmin as reason:
        messages.error(request, str(reason))
        return redirect("person", pk=pk)
    messages.success(request, _("%(name)s can no longer sign in.") % {"name": agent.full_name})
    return redirect("people")


@require_POST
@needs("people")
def second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(Agent, pk=pk)
    if deeds.forget_second_factor(agent, signed_in(request), client_ip(request)):
        words = _("%(name)s signs in with the password alone until a new second step is set up.")
        messages.success(request, words % {"name": agent.full_name})
    else:
        messages.info(request, _("%(name)s has no second step.") % {"name": agent.full_name})
    return redirect("person", pk=pk)


@require_POST
@needs("people")
def reactivation(request: HttpRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(Agent, pk=pk)
    deeds.reactivate(agent, signed_in(request), client_ip(request))
    messages.success(request, _("%(name)s can sign in again.") % {"name": agent.full_name})
    return redirect("people")
