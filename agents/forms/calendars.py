"""The week of a calendar: seven days, each with two spans at most (before and after lunch)."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents import zones
from agents.forms.clock import ClockField
from agents.forms.day import DayField
from agents.hours import Hours
from agents.models import Calendar

SPANS = (1, 2)


@dataclass(frozen=True)
class WeekRow:
    weekday: int
    name: str
    spans: list[tuple[forms.BoundField, forms.BoundField]]
    errors: list[str]


class CalendarForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    class Meta:
        model = Calendar
        fields = ["name", "time_zone", "japanese_holidays", "year_end_holidays"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=gettext_lazy("Time zone"), choices=zones.choices(self.instance.time_zone)
        )
        for weekday in range(7):
            for number in SPANS:
                self.fields[f"opens_{weekday}_{number}"] = ClockField(label=_("Opens"))
                self.fields[f"closes_{weekday}_{number}"] = ClockField(label=_("Closes"))
        self.initial.update(self.present_week())

    def present_week(self) -> dict[str, time]:
        if self.instance._state.adding:
            return {}
        found: dict[int, int] = {}
        values: dict[str, time] = {}
        for span in self.instance.hours.all():
            number = found[span.weekday] = found.get(span.weekday, 0) + 1
            values |= {f"opens_{span.weekday}_{number}": span.opens, f"closes_{span.weekday}_{number}": span.closes}
        return values

    def week(self) -> dict[int, list[Hours]]:
        return {weekday: self.day(weekday) for weekday in range(7)}

    def day(self, weekday: int) -> list[Hours]:
        pairs = [
            (self.cleaned_data.get(f"opens_{weekday}_{number}"), self.cleaned_data.get(f"closes_{weekday}_{number}"))
            for number in SPANS
        ]
        return [(opens, closes) for opens, closes in pairs if opens and closes]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for weekday in range(7):
            for number in SPANS:
                self.check_span(weekday, number)
            self.check_order(weekday)
        return cleaned

    def check_span(self, weekday: int, number: int) -> None:
        opens, closes = (self.cleaned_data.get(f"{end}_{weekday}_{number}") for end in ("opens", "closes"))
        if bool(opens) != bool(closes):
            self.add_error(f"closes_{weekday}_{number}", _("Enter both times, or none to stay closed."))
        elif opens and closes and opens >= closes:
            self.add_error(f"closes_{weekday}_{number}", _("It must close after it opens."))

    def check_order(self, weekday: int) -> None:
        spans = self.day(weekday)
        if len(spans) == len(SPANS) and spans[0][1] > spans[1][0]:
            self.add_error(f"opens_{weekday}_2", _("The second span must start after the first has ended."))

    def rows(self) -> list[WeekRow]:
        return [self.row(weekday) for weekday in range(7)]

    def row(self, weekday: int) -> WeekRow:
        spans = [(self[f"opens_{weekday}_{number}"], self[f"closes_{weekday}_{number}"]) for number in SPANS]
        errors = [str(error) for pair in spans for field in pair for error in field.errors]
        return WeekRow(weekday, str(WEEKDAYS[weekday]), spans, errors)


class ExceptionForm(forms.Form):
    date = DayField(label=gettext_lazy("Date"))
    name = forms.CharField(label=gettext_lazy("Reason"), max_length=80, required=False)
    opens = ClockField(label=gettext_lazy("Opens"))
    closes = ClockField(label=gettext_lazy("Closes"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if bool(opens) != bool(closes):
            self.add_error("closes", _("Enter both times, or none to stay closed."))
        elif opens and closes and opens >= closes:
            self.add_error("closes", _("It must close after it opens."))
        return cleaned

    def hours(self) -> Hours | None:
        opens, closes = self.cleaned_data["opens"], self.cleaned_data["closes"]
        return (opens, closes) if opens and closes else None
