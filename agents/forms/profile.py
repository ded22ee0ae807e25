from typing import Any

from django import forms
from django.utils.translation import gettext as _

from agents import languages, telephones, zones
from agents.models import Agent


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    class Meta:
        model = Agent
        fields = [
            "family_name",
            "given_name",
            "kana",
            "roman",
            "telephone",
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

    def clean_telephone(self) -> str:
        said = str(self.cleaned_data["telephone"]).strip()
        try:
            return telephones.e164(said) if said else ""
        except telephones.NoTelephone:
            raise forms.ValidationError(
                _("This is no telephone number. Write it as 090-1234-5678 or +81 90 1234 5678.")
            ) from None
