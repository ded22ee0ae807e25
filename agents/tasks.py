from celery import shared_task

from agents import letters


@shared_task(name="agents.letter")  # type: ignore[untyped-decorator]  # Celery has no types
def letter(kind: str, pk: int) -> None:
    letters.deliver(kind, pk)
