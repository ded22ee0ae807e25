"""What customers wrote about us elsewhere, brought in from a file."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Review(models.Model):
    """score of scale (4 of 5). Where it came from and its name there find it again, so a file can come twice."""

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)
    score = models.DecimalField(max_digits=5, decimal_places=2)
    scale = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    written_on = models.DateField()
    sentiment = models.SmallIntegerField(default=0)
    themes = ArrayField(models.CharField(max_length=12), default=list)
    brought_in_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Review"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="review_once")]
        indexes = [models.Index(fields=["-written_on", "-id"], name="review_newest")]
