"""Waking a worker for a row that is already saved. A lost wake-up costs time, never work: `sweep` finds the row."""

from functools import cache, partial

from django.db import transaction
from kombu import pools
from kombu.connection import Connection

from omnidesk import owed, redis_link
from omnidesk.celery import app

# Finds every row that waits, whatever task was meant for it.
SWEEP = "channels_ingest.sweep"


def wake(task_name: str, *args: object) -> None:
    """After the commit, hand the row's id to a task by its name. Arguments are ids, never content."""
    transaction.on_commit(partial(call, task_name, *args), robust=True)


def call(task_name: str, *args: object) -> bool:
    """False = no worker was woken: Redis is away. A sweep is owed then, as soon as it is back."""
    woken = redis_link.attempt("wake", partial(send, task_name, args))
    if not woken:
        owed.owe([SWEEP], sweep_for_missed)
    return woken


def sweep_for_missed(_names: list[str]) -> bool:
    return redis_link.attempt("wake", partial(send, SWEEP, ()))


def send(task_name: str, args: tuple[object, ...]) -> None:
    with pools.producers[line()].acquire(block=True, timeout=redis_link.CONNECT_SECONDS) as producer:
        app.send_task(task_name, args=args, producer=producer, ignore_result=True)


@cache
def line() -> Connection:
    """A connection of the senders' own: a frozen Redis may not hold a request, while a worker waits on it for hours."""
    own: Connection = app.connection_for_write(transport_options={"socket_timeout": redis_link.CONNECT_SECONDS})
    return own
