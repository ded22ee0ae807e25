from django.conf import settings
from django.db import models

from customers.models.customer import Customer


class Merge(models.Model):
    """`source` is one with `target` while undone_at is empty. Who owns what follows from Identity.home and the
    merges in force, so that merges can be undone in any order."""

    source = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges_out")
    target = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges_in")
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)
    # Values of the target that the merge overwrote with the source's: {field: value before}.
    overwritten = models.JSONField(default=dict)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(undone_at=None), name="merged_once_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="not_with_itself"),
        ]
