"""Work for later. What a task misses, the next one finds."""

from celery import shared_task

from callbacks import alarm, following, strays
from conversations.outbox import CALLED


@shared_task(name="callbacks.alarm", expires=60)  # type: ignore[untyped-decorator]  # Celery has no types
def ring() -> None:
    following.sweep()
    strays.look()
    alarm.ring()


@shared_task(name=CALLED, expires=600)  # type: ignore[untyped-decorator]  # Celery has no types
def called(message_id: int) -> None:
    following.follow(message_id)
