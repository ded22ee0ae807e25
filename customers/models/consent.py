"""What a customer allows us to send where. The last word counts; a stop beats every permission."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.models.identity import Identity


class Purpose(models.TextChoices):
    SUPPORT = "support", _("Answers and service")
    NEWS = "news", _("News and offers")
    SURVEY = "survey", _("Surveys")


class Answer(models.TextChoices):
    GRANTED = "granted", _("Agreed")
    STOPPED = "stopped", _("Stopped")


class Consent(models.Model):
    """One word of the customer on one address and purpose, with its evidence; rows are added, never changed."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    home = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="home_consents")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    answer = models.CharField(max_length=8, choices=Answer.choices)
    # Where it was said: 'agent', 'form', 'app', 'message', 'import'; and in what words.
    source = models.CharField(max_length=20)
    evidence = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["identity", "purpose", "-at", "-id"], name="consent_latest")]
