from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.models import Agent
from agents.passwords import LONGEST


def password_input() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "new-password", "maxlength": LONGEST})


class ChoosesPassword(forms.Form):
    """A new account's password, typed twice and measured against the person's own words."""

    password1 = forms.CharField(label=gettext_lazy("Password"), strip=False, widget=password_input())
    password2 = forms.CharField(label=gettext_lazy("Password (again)"), strip=False, widget=password_input())

    def person(self) -> Agent:
        """Somebody unsaved, with the words that the password may not be like."""
        names = ("email", "family_name", "given_name", "kana")
        return Agent(**{name: self.cleaned_data.get(name) or "" for name in names})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("This does not match the password above."))
        if first:
            self.measure(first)
        return cleaned

    def measure(self, password: str) -> None:
        try:
            validate_password(password, self.person())
        except ValidationError as error:
            self.add_error("password1", error)
