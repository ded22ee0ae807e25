"""What nobody measures: what work, channels and licences cost, and what a customer's worth is reckoned with."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpis.customers_worth import Assumed

PERCENT = (MinValueValidator(0), MaxValueValidator(100))


class CostAssumptions(models.Model):
    """They hold from `since` until the next one's day: last year's costs are told by last year's rates."""

    since = models.DateField(_("holds from"), unique=True)
    # Yen; of an hour, and for a month. Hours are those of all the company's people together, idle ones too.
    hourly_rate = models.PositiveIntegerField(_("hourly rate"), validators=[MaxValueValidator(1_000_000)])
    paid_hours = models.DecimalField(
        _("paid hours a month, of everybody"), max_digits=9, decimal_places=1, validators=[MinValueValidator(0)]
    )
    licences = models.PositiveIntegerField(
        _("licences a month"), default=0, validators=[MaxValueValidator(1_000_000_000)]
    )
    # {"sms": {"message": 8.5, "minute": 0.0}}: yen, by the kind of a channel.
    fees = models.JSONField(default=dict, blank=True)
    # Per cent; empty = nobody said, and no worth is reckoned.
    retention = models.DecimalField(
        _("retention a year"), max_digits=4, decimal_places=1, null=True, blank=True, validators=PERCENT
    )
    interest = models.DecimalField(
        _("interest a year"), max_digits=4, decimal_places=1, null=True, blank=True, validators=PERCENT
    )
    margin = models.DecimalField(
        _("margin of the sales"), max_digits=4, decimal_places=1, null=True, blank=True, validators=PERCENT
    )
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["CostAssumptions"]] = models.Manager()

    class Meta:
        ordering = ["-since"]

    @classmethod
    def on(cls, day: date) -> "CostAssumptions | None":
        """Those that hold on this day; None before the first."""
        return cls.objects.filter(since__lte=day).first()

    @property
    def assumed(self) -> Assumed | None:
        """None where a part is missing, or where a customer's worth would have no end."""
        if self.retention is None or self.interest is None or self.margin is None:
            return None
        try:
            return Assumed(float(self.retention) / 100, float(self.interest) / 100, float(self.margin) / 100)
        except ValueError:
            return None

    def fee(self, kind: str, of: str) -> float:
        """Yen for a "message" or a "minute" on a channel of this kind; what nobody entered is free."""
        return float(self.fees.get(kind, {}).get(of, 0))
