from typing import Any

from django import forms

from agents import languages, zones
from agents.models import Agent


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    class Meta:
        model = Agent
        fields = [
            "family_name",
            "given_name",
            "kana",
            "roman",
            "language",
            "time_zone",
            "theme",
            "density",
            "single_key_shortcuts",
        ]
        widgets = {"language": forms.RadioSelect, "theme": forms.RadioSelect, "density": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label, choices=zones.choices(self.instance.time_zone)
        )
        self.fields["language"].widget.choices = languages.choices()
