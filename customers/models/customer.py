"""Who is this? One golden record per person (or organisation)."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from agents.models import Agent


class Honorific(models.TextChoices):
    SAMA = "様", "様"
    SENSEI = "先生", "先生"
    ONCHU = "御中", "御中"
    SAN = "さん", "さん"
    NONE = "", _("none")


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, agent: "Agent") -> "CustomerQuerySet":
        """Profiles are the company's, so that nobody is asked twice; the wall stands around matters."""
        return self.filter(merged_into=None) if agent.is_active else self.none()


class Customer(models.Model):
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_kana = models.CharField(_("family name (reading)"), max_length=80, blank=True)
    given_kana = models.CharField(_("given name (reading)"), max_length=80, blank=True)
    roman = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    company_name = models.CharField(_("company"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=80, blank=True)
    honorific = models.CharField(
        _("honorific"), max_length=4, choices=Honorific.choices, default=Honorific.SAMA, blank=True
    )
    language = models.CharField(_("preferred language"), max_length=8, choices=settings.LANGUAGES, default="ja")
    tier = models.CharField(_("tier"), max_length=20, blank=True)
    # How they wish to be called where it is not the name: 佐藤様, ハナコさん, 部長.
    call_name = models.CharField(_("called"), max_length=80, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    preferred_contact = models.CharField(_("preferred contact"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    since = models.DateField(_("customer since"), null=True, blank=True)

    # The counter that stamps every visible change of this customer's thread; read and raised under the row's lock.
    revision = models.BigIntegerField(default=0)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    blocked_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    # One- and two-character pieces of names, readings and addresses, written by customers.search.
    search_pieces = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    search_text = models.TextField(blank=True)
    # When it was last compared with others; see customers.doubles.
    doubles_sought_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Customer"]] = CustomerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-last_contact_at", "-id"], name="customer_last_contact", condition=models.Q(merged_into=None)
            ),
            models.Index(fields=["id"], name="customer_unsought", condition=models.Q(doubles_sought_at=None)),
            # Without a pending list: a search costs the same right after a burst of new customers.
            GinIndex(fields=["search_pieces"], name="customer_search", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as registered, without honorific; an organisation's name where no person is known; else ''."""
        return f"{self.family_name} {self.given_name}".strip() or self.company_name

    @property
    def kana(self) -> str:
        return f"{self.family_kana} {self.given_kana}".strip()
