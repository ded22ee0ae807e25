from typing import Any

from django import forms

from agents import languages, zones
from agents.models import Company


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    class Meta:
        model = Company
        fields = ["name", "language", "time_zone", "second_factor_for", "trickle_on"]
        widgets = {"language": forms.RadioSelect, "second_factor_for": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label, choices=zones.choices(self.instance.time_zone)
        )
        self.fields["language"].widget.choices = languages.choices()
        if not self.instance.is_demo:
            del self.fields["trickle_on"]
