"""The library's forms with our words, and what the sign-in page says after a failure."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm as LibraryChangePasswordForm,
)
from allauth.account.forms import (
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.account.forms import (
    ReauthenticateForm as LibraryReauthenticateForm,
)
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents import letters
from agents.lockout import MINUTES, Attempt
from agents.passwords import LONGEST


def dress(form: forms.Form, **labels: Any) -> None:
    """Our labels, no placeholders (they vanish when one starts to type), and an end to every field."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.setdefault("maxlength", 254 if name in ("login", "email") else LONGEST)


class SignInForm(LoginForm):  # type: ignore[misc]  # the library has no types
    request: HttpRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember = _("Stay signed in on this device for 12 hours")
        dress(self, login=_("E-mail address"), password=_("Password"), remember=remember)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": not self.is_bound}

    @property
    def attempt(self) -> Attempt | None:
        """What the failure just now leaves: tries, or the time until the door opens again."""
        return self.request.META.get("omnidesk.attempt") if self.non_field_errors() else None

    @property
    def lock_minutes(self) -> int:
        return MINUTES


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, email=_("E-mail address"))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Known or not, one thing is handed over and nothing is sent here: the answer takes the same time."""
        letters.post("reset", self.users[0].pk if self.users else 0)
        return str(self.cleaned_data["email"])


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, password1=_("New password"), password2=_("New password (again)"))


class ChangePasswordForm(LibraryChangePasswordForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, oldpassword=_("Current password"), password1=_("New password"), password2=_("New password (again)"))


class ReauthenticateForm(LibraryReauthenticateForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, password=_("Password"))
