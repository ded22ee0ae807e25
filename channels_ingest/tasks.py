"""Work for later. Each task loads by an id and calls one deed; a task that never comes is made good by `sweep`."""

from celery import bootsteps, current_app, shared_task

from channels_ingest import channel_silence, draining, expiring, intake, sending, sweeping
from channels_ingest.mail import fetching
from conversations import scanning


@shared_task(name="channels_ingest.ingest")  # type: ignore[untyped-decorator]  # Celery has no types
def ingest(raw_id: int) -> None:
    intake.ingest(raw_id)


@shared_task(name=draining.DRAIN)  # type: ignore[untyped-decorator]  # Celery has no types
def drain(channel_id: int) -> None:
    draining.drain(channel_id)


@shared_task(name="channels_ingest.deliver")  # type: ignore[untyped-decorator]  # Celery has no types
def deliver(message_id: int) -> None:
    sending.deliver(message_id)


@shared_task(name="channels_ingest.scan", expires=60)  # type: ignore[untyped-decorator]  # Celery has no types
def scan(attachment_id: int) -> None:
    scanning.scan(attachment_id)


# A sweep that waited in a dead Redis is worth nothing any more: the next one is ten seconds away.
@shared_task(name="channels_ingest.sweep", expires=10)  # type: ignore[untyped-decorator]  # Celery has no types
def sweep() -> None:
    sweeping.sweep()


@shared_task(name="channels_ingest.prune", expires=3600)  # type: ignore[untyped-decorator]  # Celery has no types
def prune() -> None:
    sweeping.prune()


@shared_task(name="channels_ingest.listen_for_silence", expires=600)  # type: ignore[untyped-decorator]  # as above
def listen_for_silence() -> None:
    channel_silence.listen()


@shared_task(name="channels_ingest.look_at_tokens", expires=3600)  # type: ignore[untyped-decorator]  # as above
def look_at_tokens() -> None:
    expiring.look()


# The net under manage.py watch_mailboxes.
@shared_task(name="channels_ingest.look_into_mailboxes", expires=60)  # type: ignore[untyped-decorator]  # as above
def look_into_mailboxes() -> None:
    fetching.look_at_all()


# A mail that a server hands over slowly takes its time; nothing is lost when it is cut.
@shared_task(  # type: ignore[untyped-decorator]  # Celery has no types
    name=fetching.LOOK, expires=60, soft_time_limit=580, time_limit=600
)
def look(channel_id: int) -> None:
    fetching.look_at(channel_id)


class SweepWhenConnected(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery has no types
    """Each time a worker (re)connects, what came meanwhile is looked for at once."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, parent: object) -> None:
        sweep.apply_async(retry=False)


current_app.steps["consumer"].add(SweepWhenConnected)
