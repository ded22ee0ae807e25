"""The watch: one thread at each mailbox, told by a real Dovecot that something came."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from channels_ingest.mail import fetching, imap, troubles, watching
from channels_ingest.models import Mailbox, RawDelivery
from conversations.models import Channel
from omnidesk import probe
from omnidesk.environment import BASE_DIR
from tests.mail.conftest import made
from tests.mail.servers import PASSWORD, until, user_number
from tests.mail.test_imap import mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def watch(mailbox, monkeypatch):
    monkeypatch.setattr(watching, "ROUND_SECONDS", 0.2)
    watch = watching.Watch()
    thread = threading.Thread(target=in_its_own_session, args=(watch,))
    thread.start()
    until(lambda: watch.watchers and all(one.there_at for one in watch.watchers.values()))
    yield watch
    watch.stopped.set()
    thread.join(20)
    assert not thread.is_alive()


def in_its_own_session(watch) -> None:
    from django.db import connection

    watch.run()
    connection.close()


def kept() -> int:
    return RawDelivery.objects.count()


def test_a_mail_is_kept_as_soon_as_it_arrives(watch, dovecot, user):
    for number in range(1, 13):
        dovecot.deliver(user, mail(number))
        until(lambda: kept() == number)  # noqa: B023  asked within the same round


def test_what_comes_while_it_looks_does_not_wait_for_the_next_mail(watch, dovecot, user, monkeypatch):
    honest = imap.Connection.contents

    def contents(self, uids):
        found = honest(self, uids)
        if kept() == 0:
            dovecot.deliver(user, mail(2))
            self.listed(uids)  # in whose answer the server tells of it
        return found

    monkeypatch.setattr(imap.Connection, "contents", contents)
    dovecot.deliver(user, mail(1))
    until(lambda: kept() == 2)


def test_it_says_that_it_is_there(watch, mailbox):
    until(lambda: Mailbox.objects.get().watched_at is not None)
    assert fetching.due() == []
    assert probe.fresh(*probe.MARKS["mailboxes"])


def test_a_waiting_watcher_holds_no_database_session(watch, mailbox):
    from django.db import connection

    with connection.cursor() as cursor:
        # PostgreSQL's own sweepers are there too, when they like.
        of_ours = "datname = current_database() AND backend_type = 'client backend'"
        cursor.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {of_ours}")
        assert cursor.fetchone()[0] <= 2


def test_a_new_mailbox_is_watched_and_a_paused_one_left(watch, desk, dovecot, mailbox):
    other = made(desk, dovecot, user_number(990))
    until(lambda: other.pk in watch.watchers and watch.watchers[other.pk].there_at)
    Channel.objects.filter(pk=mailbox.pk).update(paused_at=timezone.now())
    until(lambda: set(watch.watchers) == {other.pk})
    dovecot.deliver(user_number(990), mail(1))
    until(lambda: kept() == 1)


def test_changed_settings_open_a_new_line(watch, mailbox, dovecot):
    before = watch.watchers[mailbox.pk]
    mailbox.settings["imap"] |= {"username": user_number(991), "port": dovecot.ports["imap"], "security": "starttls"}
    mailbox.save()
    until(lambda: not before.is_alive())
    dovecot.deliver(user_number(991), mail(1))
    until(lambda: kept() == 1)


def test_two_watches_at_once_keep_each_mail_once(watch, mailbox, dovecot, user):
    second = watching.Watch()
    second.go_round()
    dovecot.deliver(user, *[mail(number) for number in range(20)])
    until(lambda: kept() == 20)
    second.end()
    assert kept() == 20


def test_a_server_that_dies_and_returns_is_found_again(mailbox, own_dovecot, user, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(own_dovecot.folder / "authority.pem"))
    monkeypatch.setattr(fetching, "PAUSES", {True: (0.2, 0.5), False: (0.2, 0.5)})
    mailbox.settings["imap"]["port"] = own_dovecot.ports["imaps"]
    mailbox.save()
    watcher = watching.Watcher(mailbox)
    watcher.start()
    until(lambda: watcher.there_at)
    own_dovecot.kill()
    until(lambda: Mailbox.objects.get().failures > 1)
    assert Mailbox.objects.get().error in (troubles.PORT_CLOSED, troubles.BROKE)
    own_dovecot.restart()
    own_dovecot.deliver(user, mail(1))
    until(lambda: kept() == 1)
    until(lambda: Mailbox.objects.get().error == "")
    watcher.stopped.set()
    watcher.join(20)


def test_a_line_that_fell_silent_is_renewed(mailbox, dovecot, user, monkeypatch):
    monkeypatch.setattr(watching, "RENEW_SECONDS", 0.5)
    monkeypatch.setattr(imap.Connection, "heard", lambda self, seconds: self.client.idle_check(seconds) is None)
    watcher = watching.Watcher(mailbox)
    watcher.start()
    until(lambda: watcher.there_at)
    dovecot.deliver(user, mail(1))
    until(lambda: kept() == 1)
    watcher.stopped.set()
    watcher.join(20)


def test_a_server_without_idle_is_asked_now_and_then(mailbox, dovecot, user, monkeypatch):
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.3)
    monkeypatch.setattr(imap.Connection, "can_idle", False)
    watcher = watching.Watcher(mailbox)
    watcher.start()
    dovecot.deliver(user, mail(1))
    until(lambda: kept() == 1)
    watcher.stopped.set()
    watcher.join(20)


def test_after_a_refused_password_it_rests_even_when_started_anew(mailbox):
    Mailbox.objects.update(next_look_at=timezone.now() + timedelta(seconds=100), failures=3)
    assert 90 < watching.Watcher(mailbox).turn() <= 100


def test_the_command_watches_and_ends_when_told(mailbox, dovecot, user):
    from django.db import connection

    given = connection.settings_dict
    url = f"postgresql://{given['USER']}:{given['PASSWORD']}@/{given['NAME']}?host={given['HOST']}"
    environment = os.environ | {"DATABASE_URL": url, "CREDENTIAL_KEYS": ",".join(settings.CREDENTIAL_KEYS)}
    argv = [sys.executable, "manage.py", "watch_mailboxes"]
    command = subprocess.Popen(
        argv, cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        dovecot.deliver(user, mail(1))
        until(lambda: kept() == 1 or command.poll() is not None, lambda: ended(command), seconds=60)
        assert command.poll() is None, command.communicate()[0]
        command.send_signal(signal.SIGTERM)
        told, _nothing = command.communicate(timeout=60)
        assert (command.returncode, PASSWORD in told) == (0, False)
    finally:
        command.kill()


def ended(command) -> str:
    command.kill()
    return command.communicate()[0]
