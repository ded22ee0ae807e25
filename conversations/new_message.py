"""A message that we begin: to whom, on which channel that reaches them, for which team."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agents.models import Agent, Team
from conversations.capabilities import capabilities_of
from conversations.letter_form import LONGEST_SUBJECT, one_line
from conversations.letters import Letter
from conversations.routes import Route, routes_to
from conversations.writing import LONGEST
from customers.models import Customer


@dataclass(frozen=True)
class Way:
    """A route with what a person should know of it before choosing."""

    route: Route
    address: str


def ways(customer: Customer) -> list[Way]:
    """Usable ones first; the others with their reason."""
    found = [judged(route) for route in routes_to(customer)]
    return [Way(route, route.identity.address) for route in sorted(found, key=lambda route: not route.usable)]


def judged(route: Route) -> Route:
    """A chat reaches a browser that has not left it; the message waits there for the next visit."""
    comes_back = capabilities_of(route.channel).comes_back
    if not route.usable or comes_back is None or comes_back(route.identity):
        return route
    return replace(route, usable=False, reason=_("The visitor has left the chat"))


def teams_of(agent: Agent) -> Any:
    return Team.objects.all() if agent.role == "admin" else agent.teams.all()


class NewMessageForm(forms.Form):
    route = forms.ChoiceField(label=_("Channel"), widget=forms.RadioSelect)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    # Asked, and taken, only where the way writes letters.
    subject = forms.CharField(label=_("Subject"), required=False, max_length=LONGEST_SUBJECT, strip=False)
    text = forms.CharField(label=_("Message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agent: Agent, found: list[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.routes = {way.route.key: way.route for way in found if way.route.usable}
        self.fields["route"].choices = [(key, key) for key in self.routes]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["team"].queryset = teams_of(agent)  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_subject(self) -> str:
        return one_line(self.cleaned_data["subject"], str(_("The subject has to be one line.")))

    def letter(self) -> Letter | None:
        channel = self.routes[self.cleaned_data["route"]].channel
        return Letter(subject=self.cleaned_data["subject"]) if capabilities_of(channel).letters else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        route = self.routes.get(cleaned.get("route", ""))
        most = capabilities_of(route.channel).max_length if route else 0
        if route and len(cleaned.get("text", "")) > most:
            self.add_error("text", _("At most %(most)d characters fit on this channel.") % {"most": most})
        return cleaned
