"""The forms of a chat site's pages."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_ingest import colour, sharing
from channels_ingest.channel_forms import ChannelForm
from channels_ingest.chat import identify
from channels_ingest.continuing import mailbox_for
from channels_ingest.mail.settings import KIND as MAIL
from channels_ingest.origins import origins_of
from conversations.models import Channel

LONGEST_GREETING = 200
PEM = re.compile(r"-----BEGIN [A-Z ]+-----.*?-----END [A-Z ]+-----", re.DOTALL)


class Look(forms.Form):
    """What the sample shows while somebody types; nothing in it is required."""

    name = forms.CharField(required=False, max_length=80)
    color = forms.RegexField("^#[0-9a-fA-F]{6}$", required=False)
    greeting_ja = forms.CharField(required=False, max_length=LONGEST_GREETING)
    greeting_en = forms.CharField(required=False, max_length=LONGEST_GREETING)


class ChatSiteForm(ChannelForm):
    language_label = gettext_lazy("Language when the visitor's browser names neither")
    origins = forms.CharField(
        label=gettext_lazy("Sites that may show the chat"),
        help_text=gettext_lazy(
            "One address a line, such as https://shop.example.com. Everywhere else it stays closed."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    color = forms.RegexField(
        "^#[0-9a-fA-F]{6}$",
        label=gettext_lazy("Colour"),
        help_text=gettext_lazy("Text on it is black or white, whichever reads better."),
        initial=colour.DEFAULT,
        widget=forms.ColorInput,
    )
    greeting_ja = forms.CharField(
        label=gettext_lazy("Greeting in Japanese"),
        required=False,
        max_length=LONGEST_GREETING,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ja"}),
    )
    greeting_en = forms.CharField(
        label=gettext_lazy("Greeting in English"),
        required=False,
        max_length=LONGEST_GREETING,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
    )

    continues_by = forms.ModelChoiceField(
        Channel.objects.filter(kind=MAIL),
        label=gettext_lazy("Mailbox for visitors who have left"),
        help_text=gettext_lazy(
            "What we answer after a visitor with an address has gone follows by mail, once, from this mailbox."
        ),
        empty_label=gettext_lazy("Do not send by mail"),
        required=False,
    )

    share = sharing.field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.settings
        self.initial[sharing.KEY] = sharing.share(self.instance)
        self.initial["origins"] = "\n".join(kept.get("origins", []))
        self.initial["color"] = kept.get("color") or colour.DEFAULT
        self.initial["continues_by"] = kept.get("continues_by") or first_mailbox(self.instance)
        for code, _name in settings.LANGUAGES:
            self.initial[f"greeting_{code}"] = (kept.get("greeting") or {}).get(code, "")

    def clean_origins(self) -> list[str]:
        return origins_of(self.cleaned_data["origins"])

    def save(self, commit: bool = True) -> Channel:
        """Only fills the row: the deed in chat_sites saves it."""
        said = self.cleaned_data
        greeting = {code: said[f"greeting_{code}"].strip() for code, _name in settings.LANGUAGES}
        site: Channel = self.instance
        site.kind = "chat"
        # 0 = not by mail, as somebody decided; unset = nobody has decided yet.
        site.settings["continues_by"] = said["continues_by"].pk if said["continues_by"] else 0
        site.settings |= {"origins": said["origins"], "color": said["color"].lower(), "greeting": greeting}
        if said.get(sharing.KEY) is not None:
            site.settings[sharing.KEY] = said[sharing.KEY]
        return site


def first_mailbox(site: Channel) -> int | None:
    """What is proposed as long as nobody has decided: what would be used anyway."""
    found = mailbox_for(site) if "continues_by" not in site.settings else None
    return found.pk if found else None


class IdentifyForm(forms.Form):
    algorithm = forms.ChoiceField(
        label=gettext_lazy("Signing method"),
        required=False,
        choices=[
            ("", gettext_lazy("Not used")),
            ("HS256", gettext_lazy("Shared secret (HS256)")),
            ("RS256", gettext_lazy("Public key (RS256)")),
            ("ES256", gettext_lazy("Public key (ES256)")),
        ],
        widget=forms.RadioSelect,
    )
    public_keys = forms.CharField(
        label=gettext_lazy("Public keys"),
        help_text=gettext_lazy("For RS256 and ES256: up to three in PEM form, one below the other."),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    @classmethod
    def of(cls, channel: Channel, data: Any = None) -> "IdentifyForm":
        kept = channel.settings.get("identify") or {}
        keys = [row["pem"] if isinstance(row, dict) else row for row in kept.get("public_keys", [])]
        return cls(data, initial={"algorithm": kept.get("algorithm", ""), "public_keys": "\n".join(keys)})

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        algorithm, typed = said.get("algorithm", ""), said.get("public_keys", "")
        said["keys"] = PEM.findall(typed) if algorithm in ("RS256", "ES256") else []
        if algorithm in ("RS256", "ES256"):
            self.judge(algorithm, said["keys"])
        return said

    def judge(self, algorithm: str, keys: list[str]) -> None:
        if not 1 <= len(keys) <= identify.MOST_KEYS:
            self.add_error("public_keys", ValidationError(_("Paste one to three public keys in PEM form.")))
        elif not all(identify.public_key(pem, algorithm) for pem in keys):
            message = _("A key does not fit %(algorithm)s: RSA with 2048 bits or more, or P-256; never a private key.")
            self.add_error("public_keys", ValidationError(message % {"algorithm": algorithm}))
