"""What a worker does for the figures: a scan every twenty seconds, in a process of its own, until its standard input is
closed. Then it says what its scans cost: {"python": seconds of CPU, "postgres": of its connection}."""

import json
import sys
import threading
import time

import django
import psutil

EVERY = 20.0


def main() -> None:
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from kpis import scanning, tasks

    over = threading.Event()
    threading.Thread(target=wait_for_the_end, args=(over,), daemon=True).start()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        postgres = psutil.Process(cursor.fetchone()[0])
    said(ready=True)
    began, own, theirs = time.monotonic(), time.process_time(), cpu(postgres)
    while not over.wait(EVERY - (time.monotonic() - began) % EVERY):
        # As kpis.tasks.scan, which asks for its next turn itself.
        while scanning.scan(timezone.now() + tasks.AT_MOST).is_behind:
            pass
    said(python=time.process_time() - own, postgres=cpu(postgres) - theirs)


def wait_for_the_end(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


def cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def said(**words: object) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    main()
