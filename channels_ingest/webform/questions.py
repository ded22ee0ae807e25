"""The form that a stranger fills in: errors stand beside the field and say what to do, in their language."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from channels_ingest.webform import calling, fields
from channels_ingest.webform.fields import Field
from conversations.models import Channel
from customers.identities import NotAnAddress, normalise
from customers.models import IdentityKind
from omnidesk.cleaning import clean_message, clean_words

type Orders = Sequence[tuple[str, str]]

PICKED = "order"
LONGEST = 10_000
LONGEST_OWN = 300


class Questions(forms.Form):
    """`known`: the app says who they are and where to answer, so neither is asked. `orders`: theirs, to pick one."""

    email = forms.CharField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    message = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(
        self, channel: Channel, language: str, data: Any = None, *, known: bool = False, orders: Orders = ()
    ) -> None:
        # The page answers in words of its own beside each field; a browser's bubbles would come before them.
        self.use_required_attribute = False
        super().__init__(typed(data, orders), label_suffix="")
        self.channel, self.language = channel, language
        self.fields["email"].label, self.fields["message"].label = _("E-mail address"), _("Your message")
        self.fields["email"].error_messages["required"] = _("Enter the address that we may answer to.")
        self.fields["message"].error_messages["required"] = _("Write what it is about.")
        self.own = fields.own(channel, language)
        self.add_known(known)
        self.add_orders(orders)
        called = calling.field(channel) if "phone" in self.fields else None
        if called:
            self.fields[calling.CALL] = called
        for field in self.own:
            self.fields[field.name] = own_field(field)

    def add_known(self, known: bool) -> None:
        asked = {name for name in fields.OPTIONAL if fields.asks(self.channel, name)}
        if known:
            del self.fields["email"]
            asked -= {"name"}
        topics = fields.choices(self.channel, self.language)
        if "topic" in asked and topics:
            self.fields["topic"] = forms.ChoiceField(
                label=_("What it is about"),
                choices=[(word, word) for word in topics],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": _("Choose one of these.")},
            )
        for name, attributes in ATTRIBUTES.items():
            if name in asked:
                widget = forms.TextInput(attrs=attributes)
                self.fields[name] = forms.CharField(
                    label=str(fields.OPTIONAL[name]), max_length=120, required=False, widget=widget
                )

    def add_orders(self, orders: Orders) -> None:
        if orders and "order_number" in self.fields:
            self.fields[PICKED] = forms.ChoiceField(
                label=_("Choose the order number"),
                choices=[("", _("None of these")), *orders],
                required=False,
                error_messages={"invalid_choice": _("Choose one of these.")},
            )

    def clean(self) -> dict[str, Any]:
        """What was picked is the number, unless another one was typed."""
        said: dict[str, Any] = super().clean() or {}
        if said.get(PICKED):
            said["order_number"] = said.get("order_number") or said[PICKED]
        if said.get(calling.CALL) and not said.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter the number that we may call."))
        return said

    def clean_email(self) -> str:
        return self.address(IdentityKind.EMAIL, "email")

    def clean_phone(self) -> str:
        return self.address(IdentityKind.PHONE, "phone") and clean_words(self.cleaned_data["phone"], 120)

    def clean_message(self) -> str:
        text = clean_message(self.cleaned_data["message"])
        if not text:
            raise ValidationError(_("Write what it is about."))
        return text

    def address(self, kind: str, name: str) -> str:
        try:
            return normalise(kind, self.cleaned_data[name]) if self.cleaned_data[name] else ""
        except NotAnAddress as wrong:
            raise ValidationError(wrong.sentence) from None

    @property
    def lines(self) -> list[Field]:
        """What is said beside the message, in the order of the page."""
        known = [
            Field(name, str(self.fields[name].label), fields.KEYS.get(name, ""))
            for name in LINES
            if name in self.fields
        ]
        return known + self.own

    def rows(self) -> list[Any]:
        return [self[name] for name in ORDER if name in self.fields] + [self[field.name] for field in self.own]


def typed(data: Any, orders: Orders) -> Any:
    """Picked while the app's word was fresh, and sent when it no longer was: then it counts as typed."""
    if data is None or orders or not data.get(PICKED) or data.get("order_number"):
        return data
    told = data.copy()
    told["order_number"] = data[PICKED]
    return told


ORDER = ("topic", PICKED, "order_number", "name", "email", "phone", calling.CALL)
LINES = ("order_number", "phone")
ATTRIBUTES: dict[str, dict[str, str]] = {
    "order_number": {"autocomplete": "off"},
    "name": {"autocomplete": "name"},
    "phone": {"autocomplete": "tel", "inputmode": "tel"},
}


def own_field(field: Field) -> forms.Field:
    return forms.CharField(
        label=field.label,
        max_length=LONGEST_OWN,
        required=field.required,
        error_messages={"required": _("Fill this in.")},
    )
