"""The first run: one form makes the company, its first admin, a team with office hours, and the first chat site.

Nothing is saved before its last button, and everything is saved at once.
"""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from agents import calendars, languages, setup, zones
from agents.audit import audit, client_ip
from agents.forms.password import ChoosesPassword
from agents.models import Agent, Company, Membership, SetupToken, Team
from agents.models.agent import Role
from agents.sign_in import sign_in
from channels_ingest.origins import origin_of_page
from conversations.models import Channel

TAKEN = "setup_token"
ANSWERS = {
    setup.State.WRONG: gettext_lazy("This is not the token that was printed last."),
    setup.State.USED: gettext_lazy("This token has been used already."),
    setup.State.EXPIRED: gettext_lazy("This token has expired: it was valid for two hours."),
}


class TokenForm(forms.Form):
    token = forms.CharField(
        label=gettext_lazy("One-time token"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class FirstRunForm(ChoosesPassword):
    company = forms.CharField(label=gettext_lazy("Company name"), max_length=120)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones.choices)
    language = forms.ChoiceField(
        label=gettext_lazy("Company language"), choices=languages.choices, widget=forms.RadioSelect
    )
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=60)
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=60, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    origin = forms.CharField(
        label=gettext_lazy("Address of the site"), max_length=200, widget=forms.URLInput(attrs={"inputmode": "url"})
    )
    desk = forms.CharField(label=gettext_lazy("Name of the desk"), max_length=80)

    def clean_origin(self) -> str:
        return origin_of_page(self.cleaned_data["origin"])


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2", "token")
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Not found once there is a company."""
    if Company.objects.exists():
        raise Http404
    token = setup.still_open(request.session.get(TAKEN))
    return show_form(request, token) if token else ask_token(request)


def ask_token(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST if "token" in request.POST else None)
    if form.is_valid():
        state, row = setup.take(form.cleaned_data["token"])
        if row is not None:
            request.session.cycle_key()
            request.session[TAKEN] = row.pk
            return redirect("setup")
        form.add_error("token", str(ANSWERS[state]))
    return render(request, "setup.html", {"token_form": form})


def show_form(request: HttpRequest, token: SetupToken) -> HttpResponse:
    form = FirstRunForm(request.POST or None, initial={"time_zone": "Asia/Tokyo", "language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        try:
            admin = set_up(form.cleaned_data, client_ip(request))
        except IntegrityError:
            # Somebody with an earlier token was faster: now there is a company.
            raise Http404 from None
        del request.session[TAKEN]
        return sign_in(request, admin, reverse("settings"))
    return render(request, "setup.html", {"form": form, "token": token})


@transaction.atomic
def set_up(said: dict[str, Any], ip: str | None) -> Agent:
    """The company's row can be made once (its key is 1), which is what stops a second set-up at the same time."""
    language, zone = said["language"], said["time_zone"]
    company = Company(pk=1, name=said["company"], language=language, time_zone=zone)
    company.save(force_insert=True)
    admin = Agent.objects.create_user(
        said["email"],
        said["password1"],
        family_name=said["family_name"],
        given_name=said["given_name"],
        role=Role.ADMIN,
        language=language,
        time_zone=zone,
    )
    with override(language):
        calendar = calendars.make_default(_("Office hours"), zone)
        team = Team.objects.create(name=_("Support"), language=language, calendar=calendar)
    Membership.objects.create(agent=admin, team=team)
    Channel.objects.create(
        kind="chat", name=said["desk"], team=team, language=language, settings={"origins": [said["origin"]]}
    )
    audit(admin, "company.set_up", company, ip)
    return admin
