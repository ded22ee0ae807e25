"""What a customer has told us, so that nobody asks again."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.customer import Customer
from customers.models.identity import Identity


class FactSource(models.TextChoices):
    MESSAGE = "message", _("Message")
    FORM = "form", _("Web form")
    TOKEN = "token", _("App")
    TOUCHPOINT = "touchpoint", _("Touchpoint")
    ORDER = "order", pgettext_lazy("purchase", "Order")
    AGENT = "agent", _("Colleague")


class FactQuerySet(models.QuerySet["Fact"]):
    def standing(self) -> "FactQuerySet":
        """What still holds: not struck out, not replaced by a later word, not out of date."""
        fresh = Q(expires_at=None) | Q(expires_at__gt=Now())
        return self.filter(fresh, struck_at=None, replaced_by=None)


class Fact(models.Model):
    """One thing told once. `matter` and `message` are keys of the room above, which alone decides who may open them.

    Of a matter (what is wrong, which order) where `matter` is set; of the person (name, phone) where it is empty.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="facts")
    # Whose it was before any merge: an undo sends it back.
    home = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="home_facts")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, null=True, related_name="facts")
    matter = models.BigIntegerField(null=True, blank=True)
    message = models.BigIntegerField(null=True, blank=True)
    # Where in the text of the message it was said, in characters.
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)

    key = models.CharField(max_length=40)
    value = models.CharField(max_length=500)
    # The value in its normal form, for comparing: widths folded, numbers in E.164, dates in ISO 8601.
    norm = models.CharField(max_length=500)
    source = models.CharField(max_length=12, choices=FactSource.choices)
    # The kind of channel it came by, for its glyph; '' = none.
    channel_kind = models.CharField(max_length=20, blank=True)
    said_at = models.DateTimeField()
    confidence = models.FloatField(default=1.0)
    rule = models.CharField(max_length=60, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The later word that took its place: shown struck through above the new one.
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Fact"]] = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "key", "norm"], condition=~Q(message=None), name="fact_once_per_message"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "key", "-said_at"], name="fact_customer"),
            models.Index(fields=["matter", "-said_at"], name="fact_matter", condition=Q(matter__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
