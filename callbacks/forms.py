"""What is typed about callbacks: a wish, an outcome, a team's settings."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callbacks.asked import LONGEST_NOTE, moment, number_of
from callbacks.deeds import LONGEST_NOTE as LONGEST_WRAP_UP
from callbacks.models import CallbackSettings, Outcome, Wish
from conversations.capabilities import capabilities_of
from conversations.models import Channel
from customers.identities import NotAnAddress


class PlaceForm(forms.Form):
    """{wish, at}: when to call; `at` is one of the times that were offered."""

    wish = forms.ChoiceField(label=_("When to call"), choices=Wish.choices)
    at = forms.CharField(required=False, max_length=40)

    def clean_at(self) -> datetime | None:
        typed = self.cleaned_data["at"]
        if not typed:
            return None
        found = moment(typed)
        if found is None:
            raise forms.ValidationError(_("Choose one of the times offered."))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("wish") == Wish.BOOKED and not said.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose one of the times offered."))
        return said


class WishForm(PlaceForm):
    number = forms.CharField(label=_("Phone number"), max_length=60)
    note = forms.CharField(label=_("What it is about"), required=False, max_length=LONGEST_NOTE)

    def clean_number(self) -> str:
        try:
            return number_of(self.cleaned_data["number"])
        except NotAnAddress as error:
            raise forms.ValidationError(error.sentence) from error


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(choices=Outcome.choices)
    note = forms.CharField(required=False, max_length=LONGEST_WRAP_UP)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    class Meta:
        model = CallbackSettings
        fields = [
            "is_offered", "channel", "slot_minutes", "capacity", "days_ahead", "retries", "pause_minutes",
            "overdue_minutes",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dialling = [one.pk for one in Channel.objects.all() if capabilities_of(one).dials]
        field: Any = self.fields["channel"]
        field.queryset = Channel.objects.filter(pk__in=dialling)
        field.empty_label = _("The telephone on the desk")
