"""The second factor's secrets lie encrypted in the library's table, under the credential keys."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agents import second_factor_duty
from omnidesk import secrets

PURPOSE = "mfa.authenticator"
SECRETS = ("secret", "seed")


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Your company requires the second step, so it cannot be switched off."),
    }

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text, PURPOSE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where the company requires it, it stays on."""
        return not second_factor_duty.is_laid_on(authenticator.user)


def rotate() -> int:
    """Bring every secret under the newest key; part of `manage.py rotate_keys`."""
    return sum(rotate_one(pk) for pk in Authenticator.objects.values_list("pk", flat=True).iterator())


@transaction.atomic
def rotate_one(pk: int) -> int:
    row = Authenticator.objects.select_for_update().get(pk=pk)
    old = {name: row.data[name] for name in SECRETS if name in row.data and not secrets.is_newest(row.data[name])}
    for name, text in old.items():
        row.data[name] = secrets.encrypt(secrets.decrypt(text, PURPOSE), PURPOSE)
    if old:
        row.save(update_fields=["data"])
    return len(old)
