"""A one-time code that shows that an address is read by the person who writes to us."""

from django.conf import settings
from django.db import models

from customers.models.identity import Identity


class Challenge(models.Model):
    """The code itself is never kept, only its keyed hash. `matter` is a key of the room above."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="challenges")
    matter = models.BigIntegerField()
    code_hash = models.CharField(max_length=64)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    # The letter that takes it to its reader: a key of the room above.
    message = models.BigIntegerField(null=True, blank=True, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    # Five wrong tries, a newer code, or an agent ended it.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity"],
                condition=models.Q(answered_at=None, ended_at=None),
                name="challenge_one_open",
            )
        ]
        indexes = [models.Index(fields=["matter", "-asked_at"], name="challenge_matter")]
