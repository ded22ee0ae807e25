"""The form by which an admin sets up a web form."""

from itertools import islice
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_ingest.channel_forms import ChannelForm
from channels_ingest.origins import origins_of
from channels_ingest.webform import fields
from conversations.models import Channel


class WebFormForm(ChannelForm):
    language_label = gettext_lazy("Language when the visitor's browser names neither")
    origins = forms.CharField(
        label=gettext_lazy("Sites that may show or send the form"),
        help_text=gettext_lazy("One address a line, such as https://shop.example.com."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    asks = forms.MultipleChoiceField(
        label=gettext_lazy("Asked besides the e-mail address and the message"),
        choices=list(fields.OPTIONAL.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    choices = forms.CharField(
        label=gettext_lazy("What it may be about"),
        help_text=gettext_lazy("One a line. After a bar (|) comes what it is called in the other language."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    own = forms.CharField(
        label=gettext_lazy("Fields of your own"),
        help_text=gettext_lazy(
            "One a line: the label, = and a word of the list below for what it tells, "
            "a star where it must be filled in."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    acknowledges = forms.BooleanField(
        label=gettext_lazy("Confirm by mail that it has arrived"),
        help_text=gettext_lazy(
            "From a mailbox of the team, if it has one. One a day to an address at most, and without what was typed."
        ),
        required=False,
    )
    title_ja = forms.CharField(label=gettext_lazy("Heading in Japanese"), required=False, max_length=80)
    title_en = forms.CharField(label=gettext_lazy("Heading in English"), required=False, max_length=80)
    thanks_ja = forms.CharField(
        label=gettext_lazy("Words after sending, in Japanese"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ja"}),
    )
    thanks_en = forms.CharField(
        label=gettext_lazy("Words after sending, in English"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.settings
        self.initial = {
            **self.initial,
            "origins": "\n".join(kept.get("origins", [])),
            "asks": kept.get("asks", list(fields.OPTIONAL)),
            "choices": "\n".join(kept.get("choices", [])),
            "acknowledges": kept.get("acknowledges", True),
            "own": fields.written_own(kept.get("own", [])),
        }
        for code, _name in settings.LANGUAGES:
            for name in ("title", "thanks"):
                self.initial[f"{name}_{code}"] = (kept.get(name) or {}).get(code, "")

    def clean_origins(self) -> list[str]:
        return origins_of(self.cleaned_data["origins"])

    def clean_choices(self) -> list[str]:
        found = list(dict.fromkeys(filter(None, (line.strip() for line in self.cleaned_data["choices"].splitlines()))))
        if len(found) > fields.MOST_CHOICES or any(len(line) > 80 for line in found):
            raise ValidationError(_("At most %(n)s lines of 80 characters.") % {"n": fields.MOST_CHOICES})
        return found

    def clean_own(self) -> list[dict[str, str | bool]]:
        try:
            found = list(islice(fields.read_own(self.cleaned_data["own"]), fields.MOST_OWN + 1))
        except ValueError as wrong:
            words = _("This line is not understood: %(line)s. Write it as name = key, with a key of the list below.")
            raise ValidationError(words % {"line": str(wrong)[:80]}) from None
        if len(found) > fields.MOST_OWN:
            raise ValidationError(_("At most %(n)s fields of your own.") % {"n": fields.MOST_OWN})
        return found

    def save(self, commit: bool = True) -> Channel:
        """Only fills the row: the deed in chat_sites saves it."""
        said = self.cleaned_data
        channel: Channel = self.instance
        channel.kind = fields.KIND
        channel.settings |= {name: said[name] for name in ("origins", "asks", "choices", "own", "acknowledges")}
        for name in ("title", "thanks"):
            channel.settings[name] = {code: said[f"{name}_{code}"].strip() for code, _language in settings.LANGUAGES}
        return channel
