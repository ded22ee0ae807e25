"""How a person reaches us, and how sure we are that it is theirs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer


class Assurance(models.IntegerChoices):
    """Typed is not proven. Only rises by evidence; a merge or a form never raises it."""

    CLAIMED = 0, _("Claimed")
    ATTESTED = 1, _("Attested")
    PROVEN = 2, _("Proven")
    AUTHENTICATED = 3, _("Signed in")


class IdentityKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    VISITOR = "visitor", _("Chat visitor")
    ACCOUNT = "account", _("Account")
    LINE = "line", "LINE"
    SOCIAL = "social", _("Social media")


# Given by a machine to a machine: no person types it, reads it, or knows it for their own.
UNREADABLE = frozenset({IdentityKind.VISITOR})


class Identity(models.Model):
    """A normalised value (see customers.identities.normalise) in the scope of a channel, or of the world ('')."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identities")
    # Whose it was before any merge: an undo sends everything back by it.
    home = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="home_identities")
    kind = models.CharField(max_length=12, choices=IdentityKind.choices)
    scope = models.CharField(max_length=40, default="", blank=True)
    value = models.CharField(max_length=254)
    display = models.CharField(max_length=254, blank=True)
    assurance = models.PositiveSmallIntegerField(choices=Assurance.choices, default=Assurance.CLAIMED)
    assured_by = models.CharField(max_length=60, blank=True)
    assured_at = models.DateTimeField(null=True, blank=True)
    # Since when nothing reaches it, in the words of the other side; empty again when its owner writes.
    undeliverable_at = models.DateTimeField(null=True, blank=True)
    undeliverable_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scope", "value"], condition=models.Q(assurance__gte=1), name="identity_held_once"
            ),
            models.UniqueConstraint(fields=["home", "kind", "scope", "value"], name="identity_once_per_home"),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="identity_value")]

    def __str__(self) -> str:
        return self.display or self.value

    @property
    def is_phone(self) -> bool:
        return self.kind == IdentityKind.PHONE

    @property
    def is_email(self) -> bool:
        return self.kind == IdentityKind.EMAIL

    @property
    def address(self) -> str:
        """What a person can read of it; '' where it is a number that says nothing to anybody."""
        return "" if self.kind in UNREADABLE else str(self)
