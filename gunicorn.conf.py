"""Pages in production: threads whose database connections are kept; more processes, more pages."""

import os
from pathlib import Path

from prometheus_client import multiprocess

bind = os.environ.get("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30
graceful_timeout = 20
keepalive = 75
# A slow leak in any library ends with its process, and not all at the same time.
max_requests, max_requests_jitter = 20000, 2000
# Heartbeats in memory: on a disk a slow moment of it would look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  gunicorn makes its own names there
# Who asks is decided by TRUSTED_PROXIES alone.
forwarded_allow_ips = ""
# Nothing steers it from outside its container.
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_worker_init(worker: object) -> None:
    from kpis import warming  # the application is there by now

    warming.soon()


def child_exit(server: object, worker: object) -> None:
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined, no-untyped-call]  # gunicorn's worker
