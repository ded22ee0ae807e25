"""How a worker comes back after Redis went away: within seconds, and without falling over what it held."""

from functools import partial
from typing import Any

from celery.worker.consumer import Consumer
from kombu.transport import redis


class ForgivingChannel(redis.Channel):
    """As it comes, a task that ends after its connection was lost ends the whole worker with it.

    Nothing is lost by saying nothing: the rows are the truth, and `sweep` finds what was not done.
    """

    do_restore = False

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        if not self.closed:
            super().basic_ack(delivery_tag, multiple=multiple)  # type: ignore[no-untyped-call]  # the library has no types

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        if not self.closed:
            super().basic_reject(delivery_tag, requeue=requeue)  # type: ignore[no-untyped-call]  # as above


redis.Transport.Channel = ForgivingChannel


class SoonConsumer(Consumer):  # type: ignore[misc]  # the library has no types
    """Celery's pauses between two tries grow to half a minute; the desk is to answer 20 s after Redis is back."""

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(conn.ensure_connection, interval_start=1, interval_step=1, interval_max=3)
        return super().ensure_connected(conn)
