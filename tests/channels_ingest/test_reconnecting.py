"""A worker survives that Redis dies while it holds a task, and keeps its lines while nothing dies."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from celery.fixups.django import DjangoWorkerFixup
from django.db import connection
from kombu import Connection
from kombu.transport import redis

from omnidesk.celery import app, look_at_the_line
from omnidesk.local.redis import Redis
from omnidesk.reconnecting import ForgivingChannel, SoonConsumer


def test_it_lets_go_of_a_task_whose_connection_is_gone(tmp_path: Path):
    server = Redis(tmp_path)
    server.start()
    line = Connection(server.url, transport_options={"socket_connect_timeout": 0.2})
    queue = line.SimpleQueue("wakes")
    queue.put({"row": 1})
    task = queue.get(timeout=5)
    server.kill()
    channel = queue.channel
    line.collect(socket_timeout=0.2)
    channel.closed = True
    task.ack()
    task.channel.basic_reject(task.delivery_tag, requeue=True)
    assert isinstance(channel, ForgivingChannel)


def test_it_is_what_our_workers_use():
    assert app.conf.worker_consumer == "omnidesk.reconnecting:SoonConsumer"
    assert redis.Transport.Channel is ForgivingChannel


def test_it_asks_every_few_seconds():
    class Line:
        def ensure_connection(self, *_args, **how):
            self.how = how
            return self

    line, consumer = Line(), object.__new__(SoonConsumer)
    consumer.app, consumer.first_connection_attempt = app, True
    consumer.maybe_shutdown = consumer.broker_connection_retry_attempt = None
    assert consumer.ensure_connected(line) is line
    assert line.how["interval_max"] == 3


@pytest.mark.django_db
def test_a_worker_keeps_its_database_connection_from_task_to_task():
    connection.ensure_connection()
    line, celery_s = connection.connection, DjangoWorkerFixup(app)
    task = SimpleNamespace(request=SimpleNamespace(is_eager=False))
    for _ in range(3):
        celery_s.on_task_prerun(task)
        look_at_the_line(task)
        celery_s.on_task_postrun(task)
    assert connection.connection is line
