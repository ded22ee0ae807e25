"""Inviting people, and the page behind the link in their mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents import invitations as deeds
from agents.access import needs, signed_in
from agents.audit import client_ip
from agents.forms.people import AcceptForm, InviteForm, what_is_wrong
from agents.letters import INVITATION_HOURS
from agents.models import Company, Invitation
from agents.sign_in import chosen_language, sign_in

LINK = "invitation"


@require_http_methods(["GET", "POST"])
@needs("people")
def invite(request: HttpRequest) -> HttpResponse:
    """A page of its own, or the part that fills the dialog over the list."""
    is_part = bool(request.headers.get("HX-Request") or request.headers.get("X-Requested-With"))
    company = Company.current()
    form = InviteForm(request.POST or None, initial={"language": company.language if company else "ja"})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        count = deeds.invite_all(found["emails"], found, signed_in(request), client_ip(request))
        messages.success(request, ngettext("Invited %(n)d person.", "Invited %(n)d people.", count) % {"n": count})
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("people")}) if is_part else redirect("people")
    template = "agents/people/invite_form.html" if is_part else "agents/people/invite.html"
    context = {"form": form, "hours": INVITATION_HOURS}
    return render(request, template, context)


@require_GET
@needs("people")
def addresses(request: HttpRequest) -> JsonResponse:
    """Asked for each address while the invitation is being written."""
    reason = what_is_wrong(request.GET.get("email", "")[:254].strip())
    return JsonResponse({"ok": not reason, "message": reason})


@require_POST
@needs("people")
def mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(deeds.open_invitations(), pk=pk)
    deeds.send_again(row, signed_in(request), client_ip(request))
    messages.success(request, _("The invitation is on its way to %(email)s again.") % {"email": row.email})
    return redirect("people")


@require_POST
@needs("people")
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(deeds.open_invitations(), pk=pk)
    deeds.withdraw(row, signed_in(request), client_ip(request))
    messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": row.email})
    return redirect("people")


@login_not_required
@never_cache
@require_GET
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The token leaves the address line at once: it goes into the session and the page has an address of its own."""
    if deeds.find(token) is None:
        return render(request, "agents/invitation/spent.html", status=404)
    request.session[LINK] = token
    return redirect("invitation-accept")


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    row = deeds.find(request.session.get(LINK, ""))
    if row is None:
        return render(request, "agents/invitation/spent.html", status=404)
    with override(chosen_language(request, row.language)):
        return accepting(request, row)


def accepting(request: HttpRequest, row: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST or None, invitation=row)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            agent = deeds.accept(
                request.session[LINK],
                found["family_name"],
                found["given_name"],
                found["kana"],
                found["password1"],
                client_ip(request),
            )
        except deeds.Spent:
            return render(request, "agents/invitation/spent.html", status=404)
        del request.session[LINK]
        return sign_in(request, agent, reverse("home"))
    context = {"form": form, "invitation": row, "company": Company.current()}
    return render(request, "agents/invitation/accept.html", context)
