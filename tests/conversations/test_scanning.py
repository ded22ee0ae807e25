"""With a virus scanner no file reaches anybody before it was looked through; without one nothing changes."""

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from channels_ingest import sending
from channels_ingest.adapters.base import SendError
from conversations import files, letter_pictures, scanning
from conversations.models import Attachment, Message, Scan
from tests.cast import Desk
from tests.conversations import clamd
from tests.conversations.clamd import EICAR, STREAM_MAX, Clamd
from tests.conversations.test_files import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings) -> Iterator[Clamd]:
    with clamd.running() as server:
        settings.CLAMD_URL = server.url
        yield server


def sent(desk: Desk, content: bytes, name: str) -> Attachment:
    """As it comes with a message."""
    kept = files.keep_any(ContentFile(content), name=name)
    Attachment.objects.filter(pk=kept.pk).update(message=desk.writes("写真です"))
    return Attachment.objects.get(pk=kept.pk)


def opened(desk: Desk, file: Attachment) -> list[int]:
    answers = [desk.client(desk.aya).get(reverse(door, args=[file.public_id])) for door in ("file", "file-preview")]
    for answer in answers:
        if answer.streaming:
            answer.getvalue()
    return [answer.status_code for answer in answers]


def page(desk: Desk, file: Attachment) -> str:
    assert file.message
    return desk.client(desk.aya).get(reverse("conversation", args=[file.message.conversation_id])).content.decode()


def test_without_a_scanner_nothing_is_held(desk: Desk):
    file = sent(desk, picture(), "傷.png")
    assert (file.scan, opened(desk, file)) == (Scan.NONE, [200, 200])


def test_a_file_is_held_until_it_was_looked_through(desk: Desk, scanner: Clamd):
    file = sent(desk, picture(), "傷.png")
    assert (file.scan, opened(desk, file)) == (Scan.HELD, [404, 404])
    assert letter_pictures.of_file(file) is None
    assert "ウイルス検査で保留" in page(desk, file)
    assert f"/files/{file.public_id}/" not in page(desk, file)
    scanning.scan(file.pk)
    file.refresh_from_db()
    assert (file.scan, opened(desk, file)) == (Scan.CLEAN, [200, 200])
    assert scanner.seen == [picture()]
    assert "ウイルス検査で保留" not in page(desk, file)


def test_what_has_a_virus_is_shut_for_good_and_said_so(desk: Desk, scanner: Clamd):
    file = sent(desk, EICAR, "notes.txt")
    scanning.scan_held()
    scanning.scan_held()
    file.refresh_from_db()
    assert (file.scan, opened(desk, file)[0], len(scanner.seen)) == (Scan.INFECTED, 404, 1)
    assert "ウイルスを検出" in page(desk, file)


def test_the_open_page_hears_of_it(desk: Desk, scanner: Clamd, monkeypatch: pytest.MonkeyPatch):
    told: list[object] = []
    monkeypatch.setattr(scanning, "publish", told.append)
    file = sent(desk, picture(), "傷.png")
    assert file.message
    before = file.message.revision
    scanning.scan(file.pk)
    assert Message.objects.get(pk=file.message_id).revision > before
    assert len(told) == 1


def test_while_the_scanner_is_away_it_stays_held_and_is_asked_for_again(desk: Desk, settings):
    with clamd.running() as server:
        settings.CLAMD_URL = gone = server.url
    file = sent(desk, picture(), "傷.png")
    scanning.scan(file.pk)
    scanning.scan_held()
    file.refresh_from_db()
    assert (file.scan, opened(desk, file)) == (Scan.HELD, [404, 404])
    with clamd.running() as server:
        settings.CLAMD_URL = server.url
        assert server.url != gone
        scanning.scan_held()
    file.refresh_from_db()
    assert file.scan == Scan.CLEAN


def test_a_file_that_it_does_not_take_stays_held_and_stops_no_other(desk: Desk, scanner: Clamd):
    small, large = sent(desk, b"a,b", "a.csv"), sent(desk, b"a" * (2 * STREAM_MAX), "large.txt")
    scanning.scan_held()
    assert [Attachment.objects.get(pk=one.pk).scan for one in (large, small)] == [Scan.HELD, Scan.CLEAN]


def test_a_file_that_lies_in_two_messages_is_looked_through_once(desk: Desk, scanner: Clamd):
    file = sent(desk, picture(), "傷.png")
    files.share([Attachment.objects.get(pk=file.pk)], desk.writes("転送"))
    scanning.scan_held()
    assert set(Attachment.objects.values_list("scan", flat=True)) == {"clean"}
    assert len(scanner.seen) == 1


@pytest.mark.parametrize(("scan", "permanent"), [(Scan.HELD, False), (Scan.INFECTED, True)])
def test_nothing_of_ours_goes_out_with_such_a_file(desk: Desk, scan: Scan, permanent: bool):
    file = sent(desk, picture(), "傷.png")
    Attachment.objects.filter(pk=file.pk).update(scan=scan)
    with pytest.raises(SendError) as refused:
        sending.refuse_held_files(Message.objects.get(pk=file.message_id))
    assert refused.value.permanent is permanent
