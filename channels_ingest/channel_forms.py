"""The forms of a channel: what every kind has, and what an adapter of a provider asks for."""

import re
import unicodedata
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.models import Team
from channels_ingest import credentials
from channels_ingest.adapters.webhook import Setting, WebhookAdapter
from conversations.models import Channel
from customers.identities import NotAnAddress, normalise
from customers.models import IdentityKind

LONGEST = 500
NO_FILL = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Name, team and language; each kind says when the language counts."""

    language_label: ClassVar[str | Promise] = gettext_lazy("Language when a customer's is unknown")
    team = forms.ModelChoiceField(
        Team.objects.all(), label=gettext_lazy("Team"), empty_label=gettext_lazy("Choose a team")
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.RadioSelect)

    class Meta:
        model = Channel
        fields: ClassVar[list[str]] = ["name", "team", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].label = str(self.language_label)

    def save(self, commit: bool = True) -> Channel:
        """Only fills the row: a deed saves it."""
        row: Channel = self.instance
        return row


class SetupForm(forms.Form):
    """What an adapter asks for. A secret goes in and never comes out; left empty, the kept one stays."""

    def __init__(self, data: Any = None, *, channel: Channel, adapter: WebhookAdapter) -> None:
        super().__init__(data)
        self.channel, self.adapter = channel, adapter
        self.asked = {asked.name: asked for asked in adapter.setup}
        for asked in adapter.setup:
            self.fields[asked.name] = self.field(asked)

    def field(self, asked: Setting) -> forms.Field:
        kept = self.is_kept(asked)
        about: dict[str, Any] = {
            "label": asked.label,
            "help_text": _("A value is kept. Leave empty to keep it.") if kept else asked.help_text,
            "required": asked.is_required and not kept,
            "initial": "" if asked.is_secret else self.channel.settings.get(asked.name) or asked.default,
        }
        if asked.choices:
            choices = [*asked.choices] if asked.is_required or asked.default else [("", "–"), *asked.choices]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **about)
        attrs = NO_FILL | ({"placeholder": asked.placeholder} if asked.placeholder else {})
        if asked.is_secret:
            widget: forms.Widget = forms.PasswordInput(attrs | {"autocomplete": "new-password"})
        else:
            widget = forms.TextInput(attrs)
        return forms.CharField(max_length=LONGEST, widget=widget, **about)

    @property
    def marked(self) -> list[tuple[forms.BoundField, bool]]:
        """Each with whether the channel can do without it: not without a secret that is kept, though it may be left
        empty, nor without what its provider needs, though another one would not."""
        return [
            (self[name], not (asked.is_required or asked.required_by or asked.choices))
            for name, asked in self.asked.items()
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name, value in list(said.items()):
            try:
                said[name] = self.written(self.asked[name], value)
            except NotAnAddress as error:
                self.add_error(name, ValidationError(error.sentence))
            except ValidationError as error:
                self.add_error(name, error)
        for name in self.lacking(said):
            self.add_error(name, self.fields[name].error_messages["required"])
        return {name: value for name, value in said.items() if name not in self.errors}

    def lacking(self, said: dict[str, Any]) -> list[str]:
        """What the chosen provider cannot do without, and is neither entered nor kept."""
        asked = [one for one in self.asked.values() if said.get("provider") in one.required_by]
        return [one.name for one in asked if said.get(one.name) == "" and not self.is_kept(one)]

    def is_kept(self, asked: Setting) -> bool:
        return asked.is_secret and bool(credentials.secret(self.channel, asked.name))

    def written(self, asked: Setting, value: str) -> str:
        """As it is kept. A short code or a name that sends is no number, and stays as it is."""
        text = unicodedata.normalize("NFKC", value).strip() if asked.is_number else value
        if asked.is_number and text[:1] in ("0", "+", "("):
            text = normalise(IdentityKind.PHONE, text)
        if text and asked.pattern and not re.fullmatch(asked.pattern, text):
            raise ValidationError(self.unlike(asked))
        return text

    def unlike(self, asked: Setting) -> str:
        """What would be right, by its example; the adapter's own words stand beside the field already."""
        if asked.placeholder:
            return _("This does not look right. It looks like this: %(example)s") % {"example": asked.placeholder}
        if asked.help_text:
            return _("This does not look right.")
        return _("This does not look right. Copy it again from your provider, without blanks.")

    @property
    def told(self) -> dict[str, str]:
        """What is no secret, as it lies in the channel's settings."""
        return {name: self.cleaned_data[name] for name, asked in self.asked.items() if not asked.is_secret}

    @property
    def secrets(self) -> dict[str, str]:
        """Only those that were entered."""
        said = self.cleaned_data
        return {name: said[name] for name, asked in self.asked.items() if asked.is_secret and said.get(name)}
