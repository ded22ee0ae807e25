from celery import shared_task

from demo import trickle


# A step that waited is worth nothing any more: the next one is twenty seconds away.
@shared_task(name="demo.trickle", expires=15)  # type: ignore[untyped-decorator]  # Celery has no types
def trickle_on() -> None:
    trickle.tick()
