"""One's own page: name, language, look, keys; the devices one is signed in on; password and second factor."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST

from agents import sessions
from agents.access import signed_in
from agents.audit import audit, client_ip
from agents.forms.profile import ProfileForm
from agents.models import Agent
from agents.views.language import remember


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    agent = Agent.objects.get(pk=signed_in(request).pk)
    form = ProfileForm(request.POST or None, instance=agent)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            audit(agent, "person.profile", agent, client_ip(request), fields=sorted(form.changed_data))
        with override(agent.language):
            messages.success(request, _("Your profile is saved."))
        return remember(redirect("profile"), agent.language)
    context = {
        "form": form,
        "sessions": sessions.own(agent, request.session.session_key),
        "second_factor": is_mfa_enabled(agent),
    }
    return render(request, "agents/profile.html", context)


@require_POST
def sign_outs(request: HttpRequest) -> HttpResponse:
    """One other device, all others, or everywhere."""
    agent, which = signed_in(request), request.POST.get("session", "")
    here = request.session.session_key
    if which.isdecimal():
        ended = sessions.end(agent, only=int(which))
    elif which in ("others", "all"):
        ended = sessions.end(agent, keep_key=here if which == "others" else None)
    else:
        raise Http404
    audit(agent, "sessions.ended", agent, client_ip(request), count=ended)
    messages.success(request, ngettext("Signed out %(n)d device.", "Signed out %(n)d devices.", ended) % {"n": ended})
    return redirect("profile")
