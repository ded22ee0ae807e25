"""Work for later, woken by rows that are already saved."""

from celery import shared_task

from simulator import acting, log


@shared_task(name="simulator.report", expires=60)  # type: ignore[untyped-decorator]  # Celery has no types
def report(call_id: int) -> None:
    acting.report(call_id)


@shared_task(name="simulator.forget", expires=3600)  # type: ignore[untyped-decorator]  # Celery has no types
def forget() -> None:
    log.forget_old()
