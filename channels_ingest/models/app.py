"""A system of the company that speaks to us: its app, its shop, its tills."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Channel


class Scope(models.TextChoices):
    HANDOFFS = "handoffs", _("Hand over who a customer is and where they are")
    TOUCHPOINTS = "touchpoints", _("Report what customers do")
    CALLBACKS = "callbacks", _("Have customers called back")
    ORDERS = "orders", _("Report orders")
    FIGURES = "figures", _("Read figures of all teams")
    REVIEWS = "reviews", _("Bring in reviews")


class ConnectedApp(models.Model):
    """Its key is kept as a hash; while it is changed, the one before holds for a time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    scopes = ArrayField(models.CharField(max_length=16, choices=Scope.choices), default=list, verbose_name=_("may"))
    # Pages that may send touchpoints from the browser, without a key, as claims: https://shop.example
    origins = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("pages"))
    key_hash = models.CharField(max_length=64, unique=True)
    # The first characters, so that a person can tell keys apart.
    key_hint = models.CharField(max_length=12)
    previous_key_hash = models.CharField(max_length=64, blank=True, db_index=True)
    previous_key_until = models.DateTimeField(null=True, blank=True)
    # Whose members its accounts are: an account proven there and one handed over here are one person's.
    members_of = models.ForeignKey(
        Channel,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("members of"),
    )
    keep_days = models.PositiveSmallIntegerField(_("keep touchpoints for (days)"), default=400)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def may(self) -> str:
        """In words, as its page offers them."""
        return " · ".join(str(label) for scope, label in Scope.choices if scope in self.scopes)

    @property
    def source(self) -> str:
        """By which name its touchpoints are kept."""
        return str(self.public_id)

    @property
    def scope(self) -> str:
        """In which scope its accounts are proven."""
        return self.members_of.public_id if self.members_of else self.source
