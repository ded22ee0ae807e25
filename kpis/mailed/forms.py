"""What is typed to send a view by mail."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agents.models import Agent
from kpis.mailed import scheduling
from kpis.models import File, MailedReport
from kpis.reports.asking import Asked
from kpis.reports.asking_days import DEFAULT_PERIOD, PERIODS

MOST_RECIPIENTS = 50
# As its column.
LONGEST_QUERY: int = MailedReport._meta.get_field("query").max_length or 0


class ScheduleForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """period: days that move on with every mail. A view of certain days would be the same for ever."""

    period = forms.ChoiceField(label=_("Days in the report"), choices=PERIODS)
    weekday = forms.TypedChoiceField(
        label=pgettext_lazy("every", "On"), coerce=int, choices=[(n, WEEKDAYS[n]) for n in range(7)]
    )
    hour = forms.TypedChoiceField(
        label=pgettext_lazy("every", "At"), coerce=int, choices=[(n, f"{n}:00") for n in range(24)]
    )
    files = forms.MultipleChoiceField(  # type: ignore[assignment]  # fields are taken off the class
        label=_("Attached"), choices=File, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The headline is in the mail itself."),
    )  # fmt: skip
    recipients = forms.ModelMultipleChoiceField(
        Agent.objects.none(), label=_("To"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Colleagues who may see figures. Each gets those that they themselves may see."),
    )  # fmt: skip

    class Meta:
        model = MailedReport
        fields = ["every", "weekday", "hour"]
        labels = {"every": pgettext_lazy("every", "How often")}
        widgets = {"every": forms.RadioSelect}

    def __init__(self, agent: Agent, asked: Asked, data: QueryDict | None = None) -> None:
        initial = {
            "period": asked.period if asked.period in PERIODS else DEFAULT_PERIOD,
            "files": [File.PDF],
            "recipients": [agent.pk],
            "hour": 8,
        }
        super().__init__(data, initial=initial)
        self.asked = asked
        people: Any = self.fields["recipients"]
        people.queryset = scheduling.may_receive(asked.slice.team)
        if asked.slice.team is not None:
            people.help_text = _("Colleagues who see the figures of this team. Each gets those that they may see.")

    def clean_recipients(self) -> Any:
        chosen = self.cleaned_data["recipients"]
        if len(chosen) > MOST_RECIPIENTS:
            raise forms.ValidationError(_("At most %(n)s people.") % {"n": MOST_RECIPIENTS})
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if len(self.query()) > LONGEST_QUERY:
            self.add_error(None, _("This view is narrowed to too many channels to be sent: choose fewer of them."))
        return cleaned

    def query(self) -> str:
        period = self.cleaned_data.get("period", DEFAULT_PERIOD)
        return self.asked.query(period=period, **{"from": None, "to": None, "step": None})

    def report(self) -> MailedReport:
        """Not saved yet: the deed does that."""
        row: MailedReport = self.instance
        row.measure, row.files, row.query = self.asked.measure, self.cleaned_data["files"], self.query()
        return row
