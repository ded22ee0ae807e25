"""Who looks into a mailbox and when: one at a time, later after failures, and the net where nobody has been."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from channels_ingest.mail import fetching, troubles
from channels_ingest.models import Mailbox, RawDelivery
from tests.mail.kept import box, mail


@pytest.mark.django_db(transaction=True)
def test_two_lookers_never_meet(mailbox, dovecot, user):
    dovecot.deliver(user, *[mail(number) for number in range(30)])
    counts: list[int] = []

    def look() -> None:
        counts.append(fetching.look(mailbox))
        connections.close_all()

    threads = [threading.Thread(target=look) for _time in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) + fetching.look(mailbox) == RawDelivery.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_that_somebody_reads_is_left_alone(mailbox):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [fetching.LOOK_LOCK, mailbox.pk])
        assert fetching.look(mailbox) == 0
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [fetching.LOOK_LOCK, mailbox.pk])
    other.close()
    with fetching.alone(mailbox):
        pass


def test_a_server_that_dies_is_asked_again_later_and_later(mailbox, own_dovecot, user, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(own_dovecot.folder / "authority.pem"))
    mailbox.settings["imap"]["port"] = own_dovecot.ports["imaps"]
    mailbox.save()
    own_dovecot.deliver(user, mail(1))
    own_dovecot.kill()
    pauses = [fetching_failed(mailbox) for _time in range(4)]
    assert pauses == sorted(pauses)
    assert box(mailbox).error == troubles.PORT_CLOSED
    own_dovecot.restart()
    assert fetching.look(mailbox) == 1
    assert (box(mailbox).error, box(mailbox).failures, box(mailbox).next_look_at) == ("", 0, None)


def fetching_failed(mailbox) -> timedelta:
    fetching.look(mailbox)
    return box(mailbox).next_look_at - timezone.now()


def test_the_net_looks_where_nobody_has_been_for_a_minute(mailbox):
    assert fetching.due() == [mailbox.pk]
    fetching.look(mailbox)
    assert fetching.due() == []
    Mailbox.objects.update(seen_at=timezone.now() - timedelta(seconds=70))
    assert fetching.due() == [mailbox.pk]
    Mailbox.objects.update(watched_at=timezone.now())
    assert fetching.due() == []


def test_the_net_leaves_paused_and_resting_mailboxes_alone(mailbox):
    Mailbox.objects.update(next_look_at=timezone.now() + timedelta(seconds=30))
    assert fetching.due() == []
    Mailbox.objects.update(next_look_at=None)
    type(mailbox).objects.update(paused_at=timezone.now())
    assert fetching.due() == []
