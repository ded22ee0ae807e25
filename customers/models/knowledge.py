"""What a company knows of its own words: how its order numbers look, what its products are called."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Product(models.Model):
    """One product of the catalogue, under all the names that customers call it by."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=160)
    names = ArrayField(models.CharField(max_length=160), default=list, blank=True, verbose_name=_("other names"))

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Pattern(models.Model):
    """How a number of this company looks, as a regular expression; the example must match it."""

    key = models.CharField(_("what it is"), max_length=40, default="order_number")
    expression = models.CharField(_("expression"), max_length=200)
    example = models.CharField(_("example"), max_length=80)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["key", "pk"]
        constraints = [models.UniqueConstraint(fields=["key", "expression"], name="pattern_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.example}"


class Correction(models.Model):
    """What agents said about a value that was read: rules learn from it, and it is never read that way again."""

    key = models.CharField(max_length=40)
    norm = models.CharField(max_length=500)
    rule = models.CharField(max_length=60, blank=True)
    # The key it really is; '' = no fact at all.
    right_key = models.CharField(max_length=40, blank=True)
    times = models.PositiveIntegerField(default=1)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "norm"], name="correction_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.norm}"
