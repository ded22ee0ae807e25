"""The form of a connected app's page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from channels_ingest.models import ConnectedApp, Scope
from channels_ingest.origins import origins_of
from conversations.models import Channel

MOST_DAYS = 3650


class ConnectedAppForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    origins = forms.CharField(
        label=_("Pages that report by themselves"),
        help_text=_("One address a line, such as https://shop.example.com. What pages report counts as claimed."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    members_of = forms.ModelChoiceField(
        Channel.objects.filter(kind="chat", is_practice=False),
        label=_("Its accounts are the same as on"),
        help_text=_("Then somebody who signs in on that chat site and in this app is one person."),
        empty_label=_("No chat site: accounts of its own"),
        required=False,
    )
    keep_days = forms.IntegerField(
        label=_("Keep touchpoints for"), min_value=1, max_value=MOST_DAYS, help_text=_("Days. Older ones are deleted.")
    )

    class Meta:
        model = ConnectedApp
        fields = ["name", "scopes", "members_of", "keep_days"]
        labels = {"name": pgettext_lazy("of a system", "Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["origins"] = "\n".join(self.instance.origins)

    def clean_origins(self) -> list[str]:
        typed = self.cleaned_data["origins"]
        return origins_of(typed) if typed.strip() else []

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name:
            raise ValidationError(_("Enter a name."))
        return name

    def save(self, commit: bool = True) -> ConnectedApp:
        """Only fills the row: the deed in apps saves it."""
        app: ConnectedApp = self.instance
        app.origins = self.cleaned_data["origins"]
        return app
