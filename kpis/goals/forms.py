"""What leads type about a goal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.forms.day import DayField
from agents.models import Agent
from kpis import aims
from kpis.aim_forms import AimForm, AmountField, people_of
from kpis.models import Goal
from kpis.slices import today

LONGEST_OUTCOME = 500


class GoalForm(AimForm):
    amount = AmountField(label=gettext_lazy("Target"))
    due_on = DayField(label=gettext_lazy("To be met by"))

    class Meta:
        model = Goal
        fields = ["percent", "clock", "formula", "within", "short", "team", "channel", "owner", "due_on", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, agent: Agent, *args: Any, **kwargs: Any) -> None:
        super().__init__(agent, *args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = people_of(agent, self.instance.owner_id)
        owner.empty_label = gettext_lazy("Choose somebody")
        self.fields["amount"].help_text = (
            gettext_lazy("Met when the figure is this or more.")
            if aims.more_is_better(self.instance.measure)
            else gettext_lazy("Met when the figure is this or less.")
        )

    def clean_due_on(self) -> Any:
        due = self.cleaned_data["due_on"]
        if due < today() and due != self.instance.due_on:
            raise ValidationError(_("Choose a day that is not over."))
        return due


class ClosingForm(forms.Form):
    outcome = forms.CharField(
        label=gettext_lazy("What came of it"), max_length=LONGEST_OUTCOME,
        error_messages={"required": gettext_lazy("Say in a few words what came of it.")},
    )  # fmt: skip
