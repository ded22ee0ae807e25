"""What a customer did elsewhere: in the app, the shop, a store, a self-service flow."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.models.identity import Identity


class Place(models.TextChoices):
    WEB = "web", _("Website")
    APP = "app", _("App")
    SHOP = "shop", _("Shop")
    STORE = "store", _("Store")
    CALL = "call", _("Call")
    CAMPAIGN = "campaign", _("Campaign")
    SELF_SERVICE = "self_service", _("Self-service")


class Touchpoint(models.Model):
    """One event, once per (source, external_id). Without a customer while nobody knows whose browser it was."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="touchpoints")
    home = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="home_touchpoints")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, null=True, related_name="touchpoints")
    # The sender's name for the browser or device, until it is known whose it is.
    device = models.CharField(max_length=64, blank=True)
    # Who sent it: the public key of a connected app. The room above knows it.
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=100)

    place = models.CharField(max_length=12, choices=Place.choices)
    # page_view, login, search, faq, basket, order, delivery, visit, call, campaign, step ...: open, as apps have more.
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    # Of a self-service step: which flow, which step, how it ended (ok, fail, left), and the error shown.
    flow = models.CharField(max_length=80, blank=True)
    step = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    error = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="touchpoint_once")]
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="touchpoint_customer"),
            models.Index(fields=["source", "device", "at"], name="touchpoint_device", condition=Q(customer=None)),
            models.Index(
                fields=["device"], name="touchpoint_browser", condition=~Q(device="") & Q(customer__isnull=False)
            ),
            models.Index(fields=["received_at"], name="touchpoint_received"),
            # What was bought, by whom: few of all that was done.
            models.Index(fields=["customer", "at"], name="touchpoint_orders", condition=Q(kind="order")),
            models.Index(fields=["at"], name="touchpoint_order_days", condition=Q(kind="order")),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.place} {self.kind}"

    @property
    def failed(self) -> bool:
        return self.outcome == "fail"
