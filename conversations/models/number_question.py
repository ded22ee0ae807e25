"""What a message of ours asks for that is answered with a number alone, and what was answered."""

from typing import ClassVar

from django.db import models

from conversations.models.message import Message
from customers.models import Identity


class NumberQuestion(models.Model):
    """A scale beside a message that asks (conversations.numbers_asked). Whoever asked reads `news` and empties it."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True, related_name="number_question")
    # Who was asked: the same words from another address are no answer.
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    until = models.DateTimeField()
    # The last number on the scale, and the message that says so.
    number = models.PositiveSmallIntegerField(null=True)
    answer = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # The first number beside the scale; a second one is a message like any other.
    stray = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")
    # The words that came after the number.
    comment = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")
    # What the asker has not read yet, in its order: "number", "stray", "comment".
    news = models.JSONField(default=list)
    # How often reading them failed since the last of them came.
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)

    objects: ClassVar[models.Manager["NumberQuestion"]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["identity", "-message"], name="number_question_of"),
            models.Index(fields=["message"], name="number_question_news", condition=~models.Q(news=[])),
        ]

    def __str__(self) -> str:
        return f"{self.lowest}–{self.highest}"
