"""Work for later. What a task misses, the next one finds."""

from celery import shared_task

from callbacks import alarm


@shared_task(name="callbacks.alarm", expires=60)  # type: ignore[untyped-decorator]  # Celery has no types
def ring() -> None:
    alarm.ring()
