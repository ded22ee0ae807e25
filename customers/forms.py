"""What people type about a customer, checked with words that say what to do."""

import hashlib
import json
import re
import unicodedata
from typing import Any

import jaconv
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agents.forms.day import DayField
from customers import tiers
from customers.identities import NotAnAddress, normalise
from customers.models import Assurance, Customer, Honorific, Identity, IdentityKind
from omnidesk.redaction import redact

KANA = re.compile(r"[ァ-ヺー・\s]*")
# What a person can type; the others come from channels.
TYPED_KINDS = [(IdentityKind.EMAIL, IdentityKind.EMAIL.label), (IdentityKind.PHONE, IdentityKind.PHONE.label)]


def visible_signs(text: str) -> str:
    """Without control and formatting signs, which hide or turn round what is written."""
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


class CustomerForm(forms.ModelForm[Customer]):
    # What the record said when the form was shown; another's change in between is not overwritten.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Customer
        fields = [
            "family_name", "given_name", "family_kana", "given_kana", "roman", "company_name", "department",
            "honorific", "call_name", "postal_code", "address", "preferred_contact", "language", "tier",
            "since", "note",
        ]  # fmt: skip
        widgets = {
            "note": forms.Textarea(attrs={"rows": 4}),
        }
        field_classes = {"since": DayField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].max_length = 4000  # type: ignore[attr-defined]  # a CharField by its model
        self.initial["seen"] = stamp(self.instance)
        self.initial["tier"] = tiers.word(self.instance.tier)

    def clean_tier(self) -> str:
        return tiers.key(self.cleaned_data["tier"])

    def clean_family_kana(self) -> str:
        return reading(self.cleaned_data["family_kana"])

    def clean_given_kana(self) -> str:
        return reading(self.cleaned_data["given_kana"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = redact(visible_signs(value))
        self._check_name(cleaned)
        since = cleaned.get("since")
        if since and since > timezone.localdate():
            self.add_error("since", _("This date lies in the future."))
        return cleaned

    def _check_name(self, cleaned: dict[str, Any]) -> None:
        person = cleaned.get("family_name") or cleaned.get("given_name")
        if (
            not person
            and not cleaned.get("company_name")
            and not {"family_name", "given_name", "company_name"} & set(self.errors)
        ):
            self.add_error("family_name", _("Enter a name or a company."))
        if person and cleaned.get("honorific") == Honorific.ONCHU:
            self.add_error("honorific", _("御中 is for organisations; choose another for a person."))


def reading(text: str) -> str:
    kana = str(jaconv.hira2kata(unicodedata.normalize("NFKC", text))).strip()
    if not KANA.fullmatch(kana):
        raise forms.ValidationError(_("Write the reading in kana (e.g. サトウ)."))
    return kana


def stamp(customer: Customer) -> str:
    """A short sum over the values that the form shows."""
    if customer._state.adding:
        return ""
    values = [str(getattr(customer, name) or "") for name in CustomerForm.Meta.fields]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


class NewCustomerForm(CustomerForm):
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    # Asked only where somebody with this address is known already.
    somebody_else = forms.BooleanField(label=_("This is somebody else: add anyway"), required=False)

    def clean_email(self) -> str:
        return address(IdentityKind.EMAIL, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        return address(IdentityKind.PHONE, self.cleaned_data["phone"])

    def addresses(self) -> list[tuple[str, str]]:
        typed = [(IdentityKind.EMAIL.value, "email"), (IdentityKind.PHONE.value, "phone")]
        return [(kind, self.cleaned_data[name]) for kind, name in typed if self.cleaned_data.get(name)]


def address(kind: str, typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return normalise(kind, typed)
    except NotAnAddress as refused:
        raise forms.ValidationError(refused.sentence) from refused


class IdentityForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("of an address", "Kind"), choices=TYPED_KINDS)
    value = forms.CharField(label=_("Address or number"), max_length=254)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") and cleaned.get("value"):
            try:
                cleaned["value"] = normalise(cleaned["kind"], cleaned["value"])
            except NotAnAddress as refused:
                self.add_error("value", refused.sentence)
        return cleaned


class ListForm(forms.Form):
    """What the address of the list may ask for, and nothing else."""

    q = forms.CharField(required=False, max_length=100)
    assurance = forms.TypedChoiceField(required=False, choices=Assurance.choices, coerce=int, empty_value=None)
    tier = forms.CharField(required=False, max_length=20)
    kind = forms.ChoiceField(required=False, choices=IdentityKind.choices)
    open = forms.BooleanField(required=False)


def known_holders(addresses: list[tuple[str, str]]) -> list[Customer]:
    """Who is on record with one of these addresses."""
    found: list[Customer] = []
    for kind, value in addresses:
        same = Identity.objects.filter(kind=kind, value=value, customer__merged_into=None).select_related("customer")
        found += [identity.customer for identity in same.order_by("-assurance", "id")[:5]]
    return list(dict.fromkeys(found))
