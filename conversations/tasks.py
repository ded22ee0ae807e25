"""Work for later. Each task calls one deed; what a task misses, the next one finds."""

from celery import shared_task

from conversations import asking_again, promising


@shared_task(name="conversations.look_back", expires=600)  # type: ignore[untyped-decorator]  # Celery has no types
def look_back() -> None:
    asking_again.look_back()


@shared_task(name="conversations.remind", expires=60)  # type: ignore[untyped-decorator]  # Celery has no types
def remind() -> None:
    promising.remind()
