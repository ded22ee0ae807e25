"""The beat, which says with every tick that it is alive; its schedule's own file is named by the machine's dbm."""

from celery.beat import PersistentScheduler

from omnidesk import probe


class SeenScheduler(PersistentScheduler):  # type: ignore[misc]  # the library has no types
    """Keeps when each task last ran over a restart, and marks every tick (seconds apart) for the health check."""

    def tick(self) -> float:
        probe.touch("beat")
        return float(super().tick())
