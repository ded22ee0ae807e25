"""What the played providers keep: each call, the troubles an admin asked for, and what works once only."""

from django.db import models

from conversations.models import Channel


class SimulatorCall(models.Model):
    """One request between the desk and a played provider. Kept for a week; holds no credentials."""

    class Direction(models.TextChoices):
        # As the desk sees it: a provider's webhook, and our call to a provider.
        IN = "in"
        OUT = "out"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="simulator_calls")
    at = models.DateTimeField()
    direction = models.CharField(max_length=3, choices=Direction.choices)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    # 0 = not yet called, or never answered.
    status = models.PositiveSmallIntegerField(default=0)
    ms = models.PositiveIntegerField(default=0)
    headers = models.JSONField(default=dict, blank=True)
    body = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    # Which trouble met it; a kind of simulator.faults, "held", or "".
    note = models.CharField(max_length=20, blank=True)
    # Which customer, by the provider's name for them; "" = nobody in particular.
    who = models.CharField(max_length=64, blank=True)
    # The provider's name for the message.
    name = models.CharField(max_length=64, blank=True)
    # What the customer sees of it: a list of bubbles.
    said = models.JSONField(default=list, blank=True)
    # Hidden from the customer's screen since the practice began anew.
    is_past = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["channel", "-id"], name="simulator_newest"),
            models.Index(fields=["channel", "name"], name="simulator_named"),
            models.Index(fields=["at"], name="simulator_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.method} {self.path}"


class SimulatorFault(models.Model):
    """A trouble that meets the next `left` calls of a channel."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="simulator_faults")
    kind = models.CharField(max_length=20)
    left = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "kind"], name="simulator_fault_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.left}"


class SimulatorOnce(models.Model):
    """What a provider honours one time: a reply token it gave out, a retry key it has taken."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="simulator_once")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=80)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    # For whom it was given out, or what was answered when it was taken.
    told = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "kind", "value"], name="simulator_once")]
        indexes = [models.Index(fields=["at"], name="simulator_once_oldest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
