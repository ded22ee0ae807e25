"""Work of this room that nobody waits for."""

from celery import shared_task

from customers import doubles


@shared_task(name="customers.seek_doubles", expires=60)  # type: ignore[untyped-decorator]  # Celery has no types
def seek_doubles() -> None:
    """A piece at a time; the next beat takes the next."""
    doubles.seek()
