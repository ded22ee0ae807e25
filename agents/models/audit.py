from django.db import models

from agents.models.agent import Agent


class AuditEntry(models.Model):
    """Who did what to which thing, when and from where. Appended only; holds no message text and no secret."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=60)
    thing = models.CharField(max_length=60, blank=True)
    thing_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["thing", "thing_id", "-id"], name="audit_thing")]
