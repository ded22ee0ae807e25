"""The forms of a mailbox: who it is, and its two servers. Passwords go in and never come out again."""

from ipaddress import ip_address
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_ingest import mailboxes
from channels_ingest.channel_forms import ChannelForm
from channels_ingest.mail.presets import BY_KEY, End, Preset
from channels_ingest.mail.settings import KIND, MailboxSettings, Server
from channels_ingest.origins import in_ascii
from conversations.models import Channel

SECURITIES = [
    ("tls", gettext_lazy("SSL/TLS")),
    ("starttls", gettext_lazy("STARTTLS")),
    ("none", gettext_lazy("None (only inside your own network)")),
]
MOST_ALIASES = 50
LONGEST_START = 30
NO_FILL = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class MailboxForm(ChannelForm):
    address = forms.EmailField(label=gettext_lazy("Mail address"), max_length=254)
    language_label = gettext_lazy("Language of automatic mails when a customer's is unknown")
    since_days = forms.IntegerField(
        label=gettext_lazy("Also read mail of the last"),
        help_text=gettext_lazy("0 = only what comes from now on. Old mail is never answered automatically."),
        min_value=0,
        max_value=LONGEST_START,
        initial=0,
    )
    aliases = forms.CharField(
        label=gettext_lazy("Other addresses that arrive in this mailbox"),
        help_text=gettext_lazy("One a line."),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    plus_address = forms.BooleanField(
        label=gettext_lazy("Customers reply to an address with a mark: name+mark@domain"),
        help_text=gettext_lazy("Only where the mail server delivers such addresses. The echo test tries it."),
        required=False,
    )
    authserv_id = forms.CharField(
        label=gettext_lazy("Whose verification of senders is believed (authserv-id)"),
        help_text=gettext_lazy(
            "The name at the beginning of your mail server's Authentication-Results. Empty = all count as unverified."
        ),
        required=False,
        max_length=253,
        widget=forms.TextInput(attrs=NO_FILL | {"list": "authserv-ids"}),
    )

    class Meta(ChannelForm.Meta):
        labels = {"name": gettext_lazy("Name shown to customers")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = MailboxSettings.of(self.instance)
        self.initial.update(
            {
                "address": kept.address,
                "aliases": "\n".join(kept.aliases),
                "since_days": kept.since_days,
                "plus_address": kept.plus_address,
                "authserv_id": kept.authserv_id,
            }
        )
        if self.instance.pk:
            del self.fields["since_days"]

    def clean_address(self) -> str:
        return self.free(str(self.cleaned_data["address"]))

    def clean_aliases(self) -> list[str]:
        lines = list(dict.fromkeys(str(self.cleaned_data["aliases"]).split()))
        if len(lines) > MOST_ALIASES:
            raise ValidationError(_("Enter up to %(n)s addresses.") % {"n": MOST_ALIASES})
        for line in lines:
            checked(line)
        return [self.free(line) for line in lines]

    def clean_authserv_id(self) -> str:
        name = str(self.cleaned_data["authserv_id"]).strip().rstrip(";")
        if any(sign.isspace() or sign in ';="' for sign in name):
            raise ValidationError(_("Enter the name only, such as mx.example.com."))
        return name

    def free(self, address: str) -> str:
        if address.casefold() in mailboxes.others(self.instance):
            raise ValidationError(_("%(address)s belongs to another mailbox.") % {"address": address})
        return address

    def save(self, commit: bool = True) -> Channel:
        """Only fills the row: the deed in mailboxes saves it."""
        said, channel = self.cleaned_data, self.instance
        channel.kind = KIND
        names = ("address", "aliases", "plus_address", "authserv_id", "since_days")
        channel.settings |= {name: said[name] for name in names if name in said} | {"from_name": said["name"]}
        row: Channel = channel
        return row


def checked(line: str) -> None:
    try:
        validate_email(line)
    except ValidationError:
        raise ValidationError(_("%(line)s is no mail address.") % {"line": line[:80]}) from None


class ServersForm(forms.Form):
    """Both ends of the line. A password that is left empty is kept, as long as it goes to the same place."""

    provider = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    imap_host = forms.CharField(
        label=gettext_lazy("IMAP server"),
        help_text=gettext_lazy("Leave empty only if a mail server hands the mail over by a pipe."),
        required=False,
        max_length=253,
        widget=forms.TextInput(NO_FILL),
    )
    imap_port = forms.IntegerField(label=gettext_lazy("Port"), required=False, min_value=1, max_value=65535)
    imap_security = forms.ChoiceField(label=gettext_lazy("Encryption"), choices=SECURITIES)
    imap_username = forms.CharField(label=gettext_lazy("User name"), required=False, max_length=254)
    folder = forms.CharField(label=gettext_lazy("Folder"), max_length=200, widget=forms.TextInput(NO_FILL))
    smtp_host = forms.CharField(label=gettext_lazy("SMTP server"), max_length=253, widget=forms.TextInput(NO_FILL))
    smtp_port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535)
    smtp_security = forms.ChoiceField(label=gettext_lazy("Encryption"), choices=SECURITIES)
    smtp_username = forms.CharField(label=gettext_lazy("User name"), required=False, max_length=254)
    imap_password = forms.CharField(
        label=gettext_lazy("Password"), required=False, max_length=500, strip=False, widget=forms.PasswordInput
    )
    smtp_password = forms.CharField(
        label=gettext_lazy("Password"), required=False, max_length=500, strip=False, widget=forms.PasswordInput
    )

    def __init__(
        self, data: Any = None, *, kept: MailboxSettings, preset: Preset | None = None, provider: str = ""
    ) -> None:
        super().__init__(data, initial=start(kept, preset, provider))
        self.kept = kept
        choices = [("", ""), *((key, key) for key in BY_KEY)]
        self.fields["provider"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        for end in ("imap", "smtp"):
            self.dress(end, getattr(kept, end), getattr(preset, end) if preset else None)

    def dress(self, end: str, kept: Server, told: End | None) -> None:
        field = self.fields[f"{end}_password"]
        field.widget.attrs["autocomplete"] = "new-password"
        if kept.password:
            field.help_text = _("A password is kept. Leave empty to keep it.")
        elif end == "smtp":
            field.help_text = _("Leave empty if it is the same as for receiving.")
        if told and told.example:
            self.fields[f"{end}_host"].widget.attrs["placeholder"] = told.example
        if not kept.username:
            self.fields[f"{end}_username"].help_text = _("Leave empty if it is the mail address.")

    def clean_imap_host(self) -> str:
        typed = self.cleaned_data["imap_host"]
        return host_of(typed) if typed else ""

    def clean_smtp_host(self) -> str:
        return host_of(self.cleaned_data["smtp_host"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        address = self.data.get("address", "") or self.kept.address
        for end in ("imap", "smtp"):
            said[f"{end}_username"] = said.get(f"{end}_username") or address
            said[f"{end}_password"] = said.get(f"{end}_password") or self.password(end, said)
            if said.get(f"{end}_host") and not self.errors:
                self.demand(end, said)
        return said

    def demand(self, end: str, said: dict[str, Any]) -> None:
        if not said[f"{end}_port"]:
            self.add_error(f"{end}_port", self.fields[f"{end}_port"].error_messages["required"])
        elif not said[f"{end}_password"]:
            self.add_error(f"{end}_password", self.why(end))

    def password(self, end: str, said: dict[str, Any]) -> str:
        """The kept one only goes where it went before: else changing the host would be a way to read it."""
        kept: Server = getattr(self.kept, end)
        same = all(
            said.get(f"{end}_{name}") == getattr(kept, name) for name in ("host", "port", "security", "username")
        )
        if kept.password:
            return kept.password if same else ""
        return str(said.get("imap_password", "")) if end == "smtp" else ""

    def why(self, end: str) -> ValidationError:
        kept: Server = getattr(self.kept, end)
        again = _("The server, its encryption or the user name has changed: enter the password again.")
        return ValidationError(again if kept.password else _("Enter the password."))

    @property
    def servers(self) -> dict[str, Any]:
        said, names = self.cleaned_data, ("host", "port", "security", "username", "password")
        both = {end: {name: said[f"{end}_{name}"] for name in names} for end in ("imap", "smtp")}
        both["imap"]["folder"] = said["folder"]
        return both

    def settings(self, address: str) -> MailboxSettings:
        """As they are entered now, for a test that saves nothing."""
        both = self.servers
        folder = both["imap"].pop("folder")
        imap, smtp = Server(**both["imap"]), Server(**both["smtp"])
        return MailboxSettings(address=address, from_name="", imap=imap, smtp=smtp, folder=folder)


def start(kept: MailboxSettings, preset: Preset | None, provider: str) -> dict[str, Any]:
    """What the fields say before anybody typed: the saved servers, or those of a provider that was just chosen."""
    said: dict[str, Any] = {"folder": kept.folder, "provider": preset.key if preset else provider}
    for end in ("imap", "smtp"):
        told = getattr(preset, end) if preset else getattr(kept, end)
        said |= {f"{end}_{name}": getattr(told, name) or "" for name in ("host", "port", "security")}
        said[f"{end}_username"] = getattr(kept, end).username
    return said


def host_of(typed: str) -> str:
    """A name or an address of a machine, nothing else: no scheme, no port, no path."""
    text = typed.strip().rstrip(".").lower()
    try:
        return str(ip_address(text.strip("[]")))
    except ValueError:
        pass
    try:
        name = in_ascii(text)
    except UnicodeError:
        name = ""
    if not name:
        raise ValidationError(_("Enter the server's name only, such as mail.example.com."))
    return name
