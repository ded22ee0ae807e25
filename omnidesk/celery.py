"""Work for later. Every task is woken by a row that is already saved, so none of them must arrive."""

import gc
import os
import signal
import time
import warnings
from typing import Any

from celery import Celery, bootsteps
from celery.signals import task_prerun, worker_init, worker_process_init
from django.db import close_old_connections
from django.urls import get_resolver

from omnidesk import probe, redis_link
from omnidesk.local import processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omnidesk.settings")

# A first look in a container runs as root; what it warns of, pickled tasks, is refused by our settings.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

# Celery would run all of Django's checks, which loads every page, and throw away what they find.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

SEEN_KEY = "omnidesk:worker-seen"
SEEN_EVERY = 15

app = Celery("omnidesk")
app.config_from_object("omnidesk.work")
app.autodiscover_tasks()


def publish_briefly() -> None:
    """For processes that only hand out work: a Redis that hangs may not hold a page (a worker waits longer)."""
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, "socket_timeout": 0.15}


class Seen(bootsteps.StartStopStep):  # type: ignore[misc]  # the library has no types
    """Tells /readyz that a worker is there, from the worker's own loop: no beat and no queue stand between."""

    requires = {"celery.worker.components:Timer"}

    def start(self, worker: Any) -> None:
        tell_seen()
        self.timer = worker.timer.call_repeatedly(SEEN_EVERY, tell_seen)

    def stop(self, worker: Any) -> None:
        self.timer.cancel()


class SeenAgain(bootsteps.StartStopStep):  # type: ignore[misc]  # the library has no types
    """At once when Redis is back, which has forgotten us: readiness shall not wait for the timer."""

    requires = {"celery.worker.consumer.connection:Connection"}

    def start(self, consumer: Any) -> None:
        redis_link.forget()
        tell_seen()


app.steps["worker"].add(Seen)
app.steps["consumer"].add(SeenAgain)


def tell_seen() -> None:
    probe.touch("worker")
    redis_link.attempt("worker seen", lambda: redis_link.client().set(SEEN_KEY, int(time.time()), ex=10 * SEEN_EVERY))


@worker_init.connect  # type: ignore[untyped-decorator]  # Celery has no types
def know_the_doors(**kwargs: Any) -> None:
    """Live rows are drawn here too, with addresses in them: loaded once, before the pool is made."""
    _ = get_resolver().url_patterns


@task_prerun.connect  # type: ignore[untyped-decorator]  # Celery has no types
def look_at_the_line(sender: Any, **kwargs: Any) -> None:
    """As a page does at its beginning: a connection that broke is made anew, one that lives is kept."""
    if not sender.request.is_eager:
        close_old_connections()


@worker_process_init.connect  # type: ignore[untyped-decorator]  # Celery's only door into a new pool process
def die_with_the_worker(**kwargs: Any) -> None:
    """After a kill -9 of the worker its pool would wait for work for ever. And what was loaded until now lives as long
    as the process: looking through it again and again for garbage would hold some mail up for a quarter of a second."""
    gc.freeze()
    if processes.LIBC is not None:
        processes.LIBC.prctl(processes.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    redis_link.forget()
