"""The floor of intake: a task that commits three statements and publishes."""

import os
import time

import psycopg2
import redis
from celery import Celery

app = Celery("floor", broker=os.environ["REDIS_URL"])
app.conf.update(task_ignore_result=True, task_default_queue="bench-floor", worker_prefetch_multiplier=1)

EXECUTED = "bench:executed"

_links: dict[str, object] = {}


@app.task(name="bench.floor")  # type: ignore[untyped-decorator]  # Celery has no types
def floor(number: int, frame: str) -> None:
    database = _links.setdefault("database", psycopg2.connect(os.environ["DATABASE_URL"]))
    link = _links.setdefault("redis", redis.Redis.from_url(os.environ["REDIS_URL"]))
    with database, database.cursor() as cursor:  # type: ignore[attr-defined]  # a psycopg2 connection
        cursor.execute("SELECT n FROM bench_floor WHERE n = %s FOR UPDATE", [number])
        cursor.execute("INSERT INTO bench_floor_message (n, body) VALUES (%s, %s)", [number, frame])
        cursor.execute("UPDATE bench_floor SET done = true WHERE n = %s", [number])
    link.publish("bench:floor", frame)  # type: ignore[attr-defined]  # a Redis client


@app.task(name="bench.executed")  # type: ignore[untyped-decorator]  # Celery has no types
def executed(number: int) -> None:
    """When it ran, by the clock that all processes of a machine share."""
    link = _links.setdefault("redis", redis.Redis.from_url(os.environ["REDIS_URL"]))
    link.rpush(EXECUTED, time.monotonic())  # type: ignore[attr-defined]  # a Redis client
