from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agents import languages
from agents.models import Agent, Team

LONGEST_SIGNATURE = 500


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    members = forms.ModelMultipleChoiceField(
        Agent.objects.filter(is_active=True), required=False, label=_("Members"), widget=forms.CheckboxSelectMultiple
    )
    signature_ja = forms.CharField(
        label=_("Signature in Japanese"),
        required=False,
        max_length=LONGEST_SIGNATURE,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ja"}),
    )
    signature_en = forms.CharField(
        label=_("Signature in English"),
        required=False,
        max_length=LONGEST_SIGNATURE,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )

    class Meta:
        model = Team
        fields = ["name", "language", "calendar", "reopen_days", "reference_days"]
        labels = {"calendar": _("Business calendar")}
        widgets = {"language": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].widget.choices = languages.choices()
        self.fields["calendar"].empty_label = _("None")  # type: ignore[attr-defined]  # a ModelChoiceField by its model
        if self.instance.pk:
            self.initial["members"] = list(self.instance.members.filter(is_active=True).values_list("pk", flat=True))
        for code, _word in settings.LANGUAGES:
            # As browsers send line ends, so that an untouched text counts as unchanged.
            self.initial[f"signature_{code}"] = self.instance.signatures.get(code, "").replace("\n", "\r\n")
        for name in ("reopen_days", "reference_days"):
            field = self.fields[name]
            field.min_value, field.max_value = 0, 365  # type: ignore[attr-defined]  # an IntegerField by its model
            field.widget.attrs |= {"min": 0, "max": 365}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        typed = {code: said.get(f"signature_{code}", "") for code, _word in settings.LANGUAGES}
        self.instance.signatures = {code: "\n".join(text.splitlines()) for code, text in typed.items()}
        return said

    def clean_reopen_days(self) -> int:
        return within_a_year(self.cleaned_data["reopen_days"])

    def clean_reference_days(self) -> int:
        return within_a_year(self.cleaned_data["reference_days"])


def within_a_year(days: int) -> int:
    if not 0 <= days <= 365:
        raise forms.ValidationError(_("Enter a number from 0 to 365."))
    return days
