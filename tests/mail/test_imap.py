"""Reading mailboxes of a real Dovecot: in = kept, whatever the server, its mails or its people do."""

import imaplib
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone

from channels_ingest import intake, keeping
from channels_ingest.mail import fetching, imap, stubborn
from channels_ingest.models import Mailbox, RawDelivery
from conversations.models import Channel, Message
from tests.mail.kept import box, kept, mail


def test_a_mail_is_kept_whole_with_its_time_and_stays_unread(mailbox, dovecot, user):
    dovecot.deliver(user, mail())
    assert fetching.look(mailbox) == 1
    [raw] = kept(mailbox)
    assert raw.content.endswith(mail())
    assert raw.external_id.startswith("INBOX~")
    assert raw.external_id.endswith(f"/{box(mailbox).uidvalidity}/1")
    assert abs(timezone.datetime.fromisoformat(raw.meta["internal_date"]) - timezone.now()) < timedelta(seconds=20)
    assert dovecot.flags(user) == {1: set()}


def test_a_mail_that_somebody_has_opened_already_is_read_too(mailbox, dovecot, user):
    dovecot.append(user, mail(), b"\\Seen", b"\\Flagged")
    assert fetching.look(mailbox) == 1
    assert dovecot.flags(user) == {1: {b"\\Seen", b"\\Flagged"}}


def test_each_mail_is_kept_once(mailbox, dovecot, user):
    dovecot.deliver(user, mail(1), mail(2))
    assert [fetching.look(mailbox), fetching.look(mailbox)] == [2, 0]
    dovecot.deliver(user, mail(3))
    assert fetching.look(mailbox) == 1
    assert box(mailbox).last_uid == 3


def test_the_same_message_id_twice_is_two_deliveries(mailbox, dovecot, user):
    dovecot.deliver(user, mail(1), mail(1, "別の本文"))
    assert fetching.look(mailbox) == 2


def test_five_hundred_mails_at_once_are_all_kept(mailbox, dovecot, user):
    dovecot.deliver(user, *[mail(number) for number in range(500)])
    assert fetching.look(mailbox) == 500
    assert {raw.content[-2000:].split(b"Subject: No. ")[1].split()[0] for raw in kept(mailbox)} == {
        str(number).encode() for number in range(500)
    }


def test_a_new_mailbox_begins_now(mailbox, dovecot, user):
    dovecot.append(user, mail(1), at=timezone.now() - timedelta(minutes=10))
    dovecot.deliver(user, mail(2))
    assert fetching.look(mailbox) == 1
    assert b"No. 2" in kept(mailbox)[0].content


def test_or_some_days_ago(mailbox, dovecot, user):
    Mailbox.objects.update(since=timezone.now() - timedelta(days=7))
    for days in (30, 8, 6, 1):
        dovecot.append(user, mail(days), at=timezone.now() - timedelta(days=days))
    assert fetching.look(mailbox) == 2


def test_old_mail_that_is_copied_in_later_is_not_taken_for_news(mailbox, dovecot, user):
    dovecot.deliver(user, mail(1))
    fetching.look(mailbox)
    dovecot.append(user, mail(2), at=timezone.now() - timedelta(days=400))
    dovecot.deliver(user, mail(3))
    assert fetching.look(mailbox) == 1
    assert box(mailbox).last_uid == 3


def test_a_rebuilt_mailbox_is_read_again_and_shows_nothing_twice(mailbox, dovecot, user):
    dovecot.deliver(user, mail(1), mail(2))
    fetching.look(mailbox)
    taken_in(mailbox)
    before = box(mailbox).uidvalidity
    dovecot.rebuild(user)
    dovecot.deliver(user, mail(3))
    assert fetching.look(mailbox) == 3
    taken_in(mailbox)
    assert box(mailbox).uidvalidity != before
    assert Message.objects.filter(channel=mailbox).count() == 3


def taken_in(mailbox) -> None:
    for raw in kept(mailbox):
        intake.ingest(raw.pk)
    assert {raw.state for raw in kept(mailbox)} == {RawDelivery.State.PARSED}


def test_one_bad_mail_stops_nobody(mailbox, dovecot, user):
    dovecot.deliver(user, *[mail(number) for number in range(1, 6)])
    with a_mail_that_does_not_come(3):
        assert fetching.look(mailbox) == 5
    states = [raw.state for raw in kept(mailbox)]
    assert sorted(states) == ["pending"] * 4 + ["quarantined"]
    bad = RawDelivery.objects.get(state="quarantined")
    assert (bad.error, bad.external_id.rpartition("/")[2]) == (stubborn.NOT_HANDED_OVER, "3")
    assert box(mailbox).last_uid == 5


def test_it_is_asked_for_again_when_its_server_has_recovered(mailbox, dovecot, user):
    dovecot.deliver(user, mail(1))
    with a_mail_that_does_not_come(1):
        fetching.look(mailbox)
    RawDelivery.objects.update(received_at=timezone.now() - timedelta(minutes=2))
    fetching.look(mailbox)
    [raw] = kept(mailbox)
    assert (raw.state, raw.error) == ("pending", "")
    assert raw.content.endswith(mail(1))


def a_mail_that_does_not_come(bad: int):
    """The server hangs up whenever this mail is asked for."""
    honest = imap.Connection.fetched

    def fetched(self, uids, what, key):
        if bad in uids:
            self.cut()
        return honest(self, uids, what, key)

    return patch.object(imap.Connection, "fetched", fetched)


def test_a_mail_that_is_too_large_is_kept_by_its_headers(mailbox, dovecot, user, monkeypatch):
    monkeypatch.setattr(fetching, "BYTES", 20_000)
    dovecot.deliver(user, mail(1), mail(2, size=30_000), mail(3))
    assert fetching.look(mailbox) == 3
    raw = kept(mailbox)[1]
    assert raw.meta["too_large"] > 30_000
    assert b"Subject: No. 2" in raw.content
    assert len(raw.content) < 2000


def test_batches_are_bounded_in_memory(mailbox, dovecot, user, monkeypatch):
    monkeypatch.setattr(fetching, "BATCH_BYTES", 3000)
    sizes = []
    honest = imap.Connection.contents

    def contents(self, uids):
        found = honest(self, uids)
        sizes.append(sum(map(len, found.values())))
        return found

    monkeypatch.setattr(imap.Connection, "contents", contents)
    dovecot.deliver(user, *[mail(number, size=700) for number in range(10)])
    assert fetching.look(mailbox) == 10
    assert max(sizes) <= 3000


def test_while_the_database_is_away_mails_stay_on_their_server(mailbox, dovecot, user):
    dovecot.deliver(user, mail(1), mail(2))
    with patch.object(keeping, "keep_raw", side_effect=OperationalError), pytest.raises(OperationalError):
        fetching.look(mailbox)
    assert box(mailbox).last_uid == 0
    assert fetching.look(mailbox) == 2


def test_a_mail_deleted_under_our_eyes_is_no_failure(mailbox, dovecot, user):
    dovecot.deliver(user, mail(1), mail(2))
    honest = imap.Connection.listed

    def listed(self, uids):
        found = honest(self, uids)
        with dovecot.opened(user) as line:
            line.delete_messages([1])
            line.expunge()
        return found

    with patch.object(imap.Connection, "listed", listed):
        assert fetching.look(mailbox) == 1
    assert box(mailbox).error == ""


def test_a_huge_mailbox_is_asked_in_windows(mailbox, dovecot, user, monkeypatch):
    monkeypatch.setattr(imap, "WINDOW", 7)
    dovecot.deliver(user, *[mail(number) for number in range(20)])
    assert fetching.look(mailbox) == 20
    dovecot.deliver(user, *[mail(number) for number in range(20, 29)])
    assert fetching.look(mailbox) == 9


def test_a_look_that_takes_too_long_goes_on_where_it_ended(mailbox, dovecot, user, monkeypatch):
    monkeypatch.setattr(fetching, "BATCH_MAILS", 2)
    dovecot.deliver(user, *[mail(number) for number in range(6)])
    assert [fetching.look(mailbox, seconds=0) for _time in range(3)] == [2, 2, 2]


def test_a_look_that_began_before_the_mailbox_was_set_to_another_account_moves_nothing(mailbox, dovecot, user):
    dovecot.deliver(user, mail())
    before = Channel.objects.get(pk=mailbox.pk)
    mailbox.settings["imap"] |= {"username": "somebody-else"}
    mailbox.save()
    assert fetching.look(before) == 0
    assert (box(mailbox).uidvalidity, box(mailbox).last_uid) == (None, 0)


def test_a_position_that_was_set_back_while_we_read_stays_set_back(mailbox, dovecot, user):
    dovecot.deliver(user, mail())
    keep = fetching.keep

    def while_an_admin_saves(*args: object) -> None:
        keep(*args)
        Mailbox.objects.filter(channel=mailbox).update(uidvalidity=None, last_uid=0, since=timezone.now())

    with patch.object(fetching, "keep", while_an_admin_saves):
        fetching.look(mailbox)
    assert (box(mailbox).uidvalidity, box(mailbox).last_uid) == (None, 0)


def test_a_mail_that_cannot_even_be_listed_stops_nobody(mailbox, dovecot, user):
    dovecot.deliver(user, *[mail(number) for number in range(1, 5)])
    listed = imap.Connection.listed

    def broken(self, uids):
        if 2 in uids:
            raise imaplib.IMAP4.error("FETCH failed: internal error")
        return listed(self, uids)

    with patch.object(imap.Connection, "listed", broken):
        assert fetching.look(mailbox) == 4
    assert sorted(raw.state for raw in kept(mailbox)) == ["pending"] * 3 + ["quarantined"]
    assert box(mailbox).last_uid == 4
