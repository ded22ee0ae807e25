"""Where each value of the golden record comes from, and the values that disagree with it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.models.identity import Assurance, Identity


class Standing(models.TextChoices):
    CURRENT = "current", _("In the record")
    RIVAL = "rival", _("Disagrees with the record")
    PAST = "past", _("Was in the record")
    REFUSED = "refused", _("Set aside by a colleague")


class RecordValue(models.Model):
    """One value of one field of the profile, as one source gave it. The CURRENT one stands in Customer too."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="record_values")
    home = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="home_record_values")
    field = models.CharField(max_length=40)
    value = models.CharField(max_length=500, blank=True)
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.CURRENT)
    # 'agent', 'app', 'form', 'message', 'order', 'import': the glyph and the word beside the value.
    source = models.CharField(max_length=20)
    channel_kind = models.CharField(max_length=20, blank=True)
    assurance = models.PositiveSmallIntegerField(choices=Assurance.choices, default=Assurance.CLAIMED)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # A person has decided that this one stays, whatever a system says later.
    pinned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "field", "-at"], name="record_field")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "field"], condition=models.Q(standing="current"), name="record_one_current"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class NotTheSame(models.Model):
    """A person looked at the two and said that they are different people: not suggested again."""

    one = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # The smaller key first, so that a pair is one row.
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="told_apart_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="smaller_key_first"),
        ]


class BroughtTogether(models.Model):
    """Something that came in named both, such as a hand-off taken up by somebody else: shown until a person decides,
    whatever the sum says."""

    one = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="brought_together_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="brought_smaller_first"),
        ]


class MergeCandidate(models.Model):
    """Two records that may be one person, with the sum that says so. It proposes, it never merges."""

    one = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.SmallIntegerField()
    # [{"reason": "kana", "points": 25, "detail": "..."}], for and against, in the order they are shown.
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["-score", "id"], name="candidate_score")]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="candidate_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="candidate_smaller_first"),
        ]
