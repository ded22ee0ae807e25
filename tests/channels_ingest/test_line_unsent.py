"""What Hanako takes back at LINE is gone here too, whenever we hear of it."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from channels_ingest import sweeping
from channels_ingest.models import RawDelivery
from conversations.models import Attachment, Message
from tests.channels_ingest.line_account import Account
from tests.channels_ingest.visitor import work
from tests.conversations.test_files import picture


def test_what_she_takes_back_is_gone_here_too(account: Account):
    account.line.contents["1"] = [(200, picture())]
    message = account.writes(message={"type": "image"})
    account.brings(account.event(type="unsend", unsend={"messageId": message.external_id}))
    work()
    message.refresh_from_db()
    assert message.unsent_at
    assert not Attachment.objects.exists()
    assert RawDelivery.objects.earliest("pk").content == b""


def test_what_she_takes_back_names_no_matter_and_stands_in_no_queue(account: Account):
    first, second = account.writes("暗証番号は旧姓です"), account.writes("電源が入りません")
    matter = first.conversation
    for message, left in ((first, "電源が入りません"), (second, "")):
        account.brings(account.event(type="unsend", unsend={"messageId": message.external_id}))
        work()
        matter.refresh_from_db()
        assert (matter.title, matter.preview) == (left, left)


def test_what_is_taken_back_while_its_file_is_fetched_never_stays(account: Account):
    account.line.contents["1"] = [(202, b""), (200, b"\0\0\0\x20ftypisom")]
    account.brings(account.event(message={"type": "video"}))
    account.brings(account.event(type="unsend", unsend={"messageId": "1"}))
    work()
    for seconds in (5, 60, 300):
        with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
            sweeping.sweep()
    assert Message.objects.get().unsent_at
    assert not Attachment.objects.exists()


def test_what_was_taken_back_before_line_delivers_it_again_is_gone_too(account: Account):
    """We were away when she wrote; that she took it back came through, and her words half an hour later."""
    written = account.event("言わなければよかった")
    account.brings(account.event(type="unsend", unsend={"messageId": written["message"]["id"]}))
    for minutes in (0, 1, 2, 3, 10, 30):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            work()
    account.brings(written)
    work()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        sweeping.sweep()
    assert (Message.objects.get().text, bool(Message.objects.get().unsent_at)) == ("", True)
