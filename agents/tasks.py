from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from agents import letters, presence


@shared_task(name="agents.letter")  # type: ignore[untyped-decorator]  # Celery has no types
def letter(kind: str, pk: int) -> None:
    letters.deliver(kind, pk)


@shared_task(name="agents.tidy")  # type: ignore[untyped-decorator]  # Celery has no types
def tidy() -> None:
    presence.let_go_of_the_gone(timezone.now())
    SessionStore.clear_expired()
