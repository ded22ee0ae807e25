"""What an admin is told when a mailbox cannot be read: a sentence each, which says what to do."""

import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from channels_ingest.mail import fetching, imap, lines, troubles
from channels_ingest.mail.settings import MailboxSettings
from tests.mail.servers import PASSWORD
from tests.mail.test_imap import box, mail


def refused(mailbox, **changed) -> str:
    mailbox.settings["imap"] |= changed
    mailbox.save()
    assert fetching.look(mailbox) == 0
    result = imap.test_imap(MailboxSettings.of(mailbox))
    assert (result.ok, result.sentence) == (False, box(mailbox).error)
    return result.sentence


def test_a_good_mailbox_passes_the_connection_test(mailbox):
    result = imap.test_imap(MailboxSettings.of(mailbox))
    assert (result.ok, result.sentence) == (True, troubles.CAN_READ)


def test_starttls_works_too(mailbox, dovecot, user):
    mailbox.settings["imap"] |= {"port": dovecot.ports["imap"], "security": "starttls"}
    mailbox.save()
    dovecot.deliver(user, mail())
    assert fetching.look(mailbox) == 1


def test_a_wrong_password_is_told(mailbox):
    mailbox.credentials = '{"imap_password": "wrong"}'
    assert refused(mailbox) == troubles.WRONG_PASSWORD
    assert box(mailbox).next_look_at - timezone.now() > timedelta(seconds=20)


def test_a_password_in_any_letters_signs_in(mailbox, dovecot):
    dovecot.add("foreign@example.test", "ひみつのことば")
    mailbox.settings["imap"]["username"] = "foreign@example.test"
    mailbox.credentials = '{"imap_password": "ひみつのことば"}'
    assert imap.test_imap(MailboxSettings.of(mailbox)).ok


def test_a_closed_port_is_told(mailbox):
    assert refused(mailbox, port=1) == troubles.PORT_CLOSED


def test_an_unknown_server_is_told(mailbox):
    assert refused(mailbox, host="nowhere.invalid") == troubles.HOST_UNKNOWN


def test_a_missing_folder_is_told(mailbox):
    assert refused(mailbox, folder="問い合わせ") == troubles.NO_FOLDER


def test_a_certificate_nobody_vouches_for_is_told(mailbox, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert refused(mailbox) == troubles.NOT_TRUSTED


def test_a_certificate_of_another_name_is_told(mailbox):
    with patch("omnidesk.addresses.resolved", return_value=["127.0.0.1"]):
        assert refused(mailbox, host="mail.example.com") == troubles.WRONG_NAME


def test_tls_on_a_port_without_it_is_told(mailbox, dovecot):
    assert refused(mailbox, port=dovecot.ports["imap"]) == troubles.NO_TLS


def test_starttls_that_is_not_offered_is_told(mailbox, dovecot):
    with patch.object(imap.Client, "has_capability", lambda self, name: name != "STARTTLS"):
        assert refused(mailbox, port=dovecot.ports["imap"], security="starttls") == troubles.NO_STARTTLS


def test_a_private_server_must_be_allowed_by_name(mailbox, private_hosts):
    private_hosts()
    assert refused(mailbox) == troubles.PRIVATE
    private_hosts("127.0.0.0/8", "::1")
    assert imap.test_imap(MailboxSettings.of(mailbox)).ok


def test_the_password_stands_in_no_log(mailbox, caplog):
    with caplog.at_level("DEBUG"):
        fetching.look(mailbox)
    assert PASSWORD not in caplog.text


def test_a_silent_server_is_given_up_soon(mailbox, silent_port):
    began = time.monotonic()
    with pytest.raises(troubles.Trouble) as told, imap.opened(with_imap(mailbox, silent_port), seconds=0.5):
        pass
    assert told.value.reason == troubles.SILENT
    assert time.monotonic() - began < lines.CONNECT_SECONDS


def with_imap(mailbox, port: int) -> MailboxSettings:
    mailbox.settings["imap"] |= {"port": port, "security": "none"}
    return MailboxSettings.of(mailbox)
