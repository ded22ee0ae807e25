"""How far the figures stay behind the desk while it is written to: from the commit of what a customer wrote, which
opens a matter, until the rollups of the day count it. Scanned as production does, every twenty seconds and in a process
of its own (tests.bench.scanner).
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from conversations.inbound import Inbound
from conversations.inbox import take_in
from conversations.models import Channel
from customers.identifying import Sender
from customers.models import Assurance, Customer, Identity, IdentityKind
from kpis import scanning
from kpis.models import Rollup
from omnidesk.environment import BASE_DIR

# Longer than any lag that would be told.
PATIENCE = 300.0


@dataclass
class Lags:
    """Of each message, in the order in which they were committed, in seconds; and the CPU of all scans, in seconds."""

    each: list[float] = field(default_factory=list)
    cost: dict[str, float] = field(default_factory=dict)


def lags(a_second: int, seconds: int, skip: int = 0) -> Lags:
    """Each message is of another customer, who has a history of years; skip: so many of them wrote before."""
    channel = Channel.objects.filter(name="Years 0").latest("pk")
    # Not those who were here of late: theirs would be a matter of before, opened again.
    quarter = Customer.objects.count() // 4
    first = quarter + skip
    people = list(Customer.objects.order_by("pk")[first : min(first + a_second * seconds, 3 * quarter)])
    Identity.objects.bulk_create(known(one, channel) for one in people)
    # What the load left to be read is no lag of these.
    while not scanning.scan().is_idle:
        pass
    written: list[float] = []
    before, found = counted(channel), Lags()
    with scanned(found):
        writer = threading.Thread(target=alone, args=(lambda: write(people, channel, a_second, written),))
        writer.start()
        seen = watch(lambda: counted(channel) - before, len(people))
        writer.join()
    found.each = [at - since for at, since in zip(seen, written, strict=True)]
    return found


@contextmanager
def scanned(found: Lags) -> Iterator[None]:
    """Meanwhile a worker follows the entries."""
    words = [sys.executable, "-m", "tests.bench.scanner"]
    worker = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=BASE_DIR, text=True)
    try:
        assert worker.stdout
        assert "ready" in worker.stdout.readline()
        yield
        found.cost = json.loads(worker.communicate(timeout=PATIENCE)[0])
    finally:
        worker.kill()


def known(customer: Customer, channel: Channel) -> Identity:
    return Identity(
        customer=customer, home=customer, kind=IdentityKind.VISITOR, scope=str(channel.public_id),
        value=f"lag-{customer.pk}", assurance=Assurance.ATTESTED, assured_by="chat", assured_at=timezone.now(),
    )  # fmt: skip


def alone(work: Callable[[], Any]) -> None:
    """With a connection of its thread, which ends with it."""
    try:
        work()
    finally:
        connection.close()


def write(people: list[Customer], channel: Channel, a_second: int, written: list[float]) -> None:
    """Each at its time, or as soon as the one before is done."""
    began = time.monotonic()
    for number, one in enumerate(people):
        time.sleep(max(0.0, began + number / a_second - time.monotonic()))
        sender = Sender(
            kind=IdentityKind.VISITOR, scope=str(channel.public_id), value=f"lag-{one.pk}",
            assurance=Assurance.ATTESTED, assured_by="chat", family_name=one.family_name,
        )  # fmt: skip
        with transaction.atomic():
            take_in(Inbound(channel, f"lag-{one.pk}", sender, "ランプが点滅します", timezone.now()))
        written.append(time.monotonic())


def watch(read: Callable[[], int], many: int) -> list[float]:
    """When the first, the second … was counted."""
    seen: list[float] = []
    until = time.monotonic() + PATIENCE
    while len(seen) < many:
        seen += [time.monotonic()] * (read() - len(seen))
        if time.monotonic() > until:
            raise RuntimeError(f"{len(seen)} of {many} messages were counted")
        time.sleep(0.2)
    return seen


def counted(channel: Channel) -> int:
    found = Rollup.objects.filter(measure="opened", excluded="", channel=channel)
    return int(found.filter(day__gte=timezone.now().date()).aggregate(n=Sum("n"))["n"] or 0)
