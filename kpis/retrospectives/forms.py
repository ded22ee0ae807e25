"""What leads type about a retrospective, and each thing that was decided."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agents.access import can
from agents.forms.day import DayField
from agents.models import Agent
from kpis.aim_forms import people_of, teams_of
from kpis.models import Decision, Retrospective
from kpis.reports import catalogue
from kpis.slices import today

OVERVIEW = "overview"
# Lines for what was decided: so many are empty, and no more than so many fit one sheet.
EMPTY, MOST = 3, 20


def choices() -> list[tuple[str, Any]]:
    reports = [(measure, catalogue.name(measure)) for group in catalogue.GROUPS for measure in group.measures]
    return [(OVERVIEW, gettext_lazy("Overview")), *reports]


class RetrospectiveForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    held_on = DayField(label=gettext_lazy("Held on"))
    first = DayField(label=gettext_lazy("First day looked at"))
    last = DayField(label=gettext_lazy("Last day looked at"))
    measures = forms.MultipleChoiceField(
        label=gettext_lazy("What was looked at"), choices=choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Retrospective
        fields = ["held_on", "team", "first", "last", "measures", "findings"]
        widgets = {"findings": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, agent: Agent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sees_all = can(agent, "figures.all")
        team: Any = self.fields["team"]
        team.label, team.queryset, team.required = gettext_lazy("Team"), teams_of(agent), not sees_all
        team.empty_label = pgettext_lazy("figures", "All teams") if sees_all else gettext_lazy("Choose a team")

    def clean_held_on(self) -> Any:
        held = self.cleaned_data["held_on"]
        if held > today():
            raise ValidationError(_("It is recorded once it was held: this day is still to come."))
        return held

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", ValidationError(_("The last day is before the first.")))
        return cleaned


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]  # ditto
    text = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    due_on = DayField(label=gettext_lazy("By"))

    class Meta:
        model = Decision
        fields = ["text", "owner", "due_on"]

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.label, owner.empty_label = gettext_lazy("Who does it"), gettext_lazy("Choose somebody")
        owner.queryset = people_of(agent, self.instance.owner_id)


Decisions: Any = inlineformset_factory(
    Retrospective, Decision, form=DecisionForm, extra=EMPTY, max_num=MOST, can_delete=True
)
