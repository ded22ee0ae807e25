import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents import invitations, languages
from agents.forms.password import ChoosesPassword
from agents.models import Agent, Invitation, Team
from agents.models.agent import Role

MOST_AT_ONCE = 50


def teams_field() -> "forms.ModelMultipleChoiceField[Team]":
    return forms.ModelMultipleChoiceField(
        Team.objects.all(), required=False, label=gettext_lazy("Teams"), widget=forms.CheckboxSelectMultiple
    )


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=Role.choices, label=gettext_lazy("Role"), widget=forms.RadioSelect, initial=Role.AGENT
    )


def what_is_wrong(email: str) -> str:
    """Why this address cannot be invited; empty when it can."""
    try:
        validate_email(email)
    except ValidationError:
        return _("%(email)s is not an e-mail address.") % {"email": email}
    if member := Agent.objects.filter(email=email.lower()).first():
        return _("%(name)s is already registered. Remove the address to go on.") % {"name": member.full_name}
    if invitations.open_invitations().filter(email=email.lower()).exists():
        return _("%(email)s is invited already. You can send that invitation again.") % {"email": email}
    return ""


class InviteForm(forms.Form):
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One per line, or with commas between them."),
    )
    role = role_field()
    teams = teams_field()
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invitation"), choices=languages.choices, widget=forms.RadioSelect
    )

    def clean_emails(self) -> list[str]:
        found = [part for part in re.split(r"[\s,;、，]+", self.cleaned_data["emails"]) if part]
        addresses = list(dict.fromkeys(address.lower() for address in found))
        if len(addresses) > MOST_AT_ONCE:
            raise ValidationError(_("Invite at most %(count)d people at once.") % {"count": MOST_AT_ONCE})
        wrong = [reason for address in addresses if (reason := what_is_wrong(address))]
        if wrong:
            raise ValidationError(wrong)
        return addresses


class PersonForm(forms.Form):
    role = role_field()
    teams = teams_field()

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"role": agent.role, "teams": [team.pk for team in agent.teams.all()]}


class AcceptForm(ChoosesPassword):
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=60)
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=60, required=False)
    kana = forms.CharField(label=gettext_lazy("Reading (kana)"), max_length=120, required=False)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def person(self) -> Agent:
        agent = super().person()
        agent.email = self.invitation.email
        return agent
