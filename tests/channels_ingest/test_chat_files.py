"""Files of visitors: up, down, and never anybody else's."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from channels_ingest.chat import files, links
from channels_ingest.models import VisitorSession
from conversations.models import Attachment, Message
from tests.channels_ingest.visitor import Browser
from tests.conversations.test_files import picture


def up(visitor: Browser, name: str = "傷.png", content: bytes = b""):
    sent = SimpleUploadedFile(name, content or picture(), "application/x-whatever")
    return visitor.client.post(visitor.url("uploads/"), {"file": sent}, headers=visitor.headers())


def fetched(visitor: Browser, url: str, bearer: bool = False):
    answer = visitor.client.get(url, headers=visitor.headers() if bearer else {})
    if answer.streaming:
        answer.getvalue()
    return answer


def test_it_sends_a_picture_with_the_message(visitor):
    file = up(visitor).json()
    message = visitor.write("", files=(file["id"],))
    assert message.attachments.get().name == "傷.png"
    shown = visitor.thread()[0]["files"][0]
    assert (shown["content_type"], shown["size"] > 0, shown["width"]) == ("image/png", True, 640)
    assert fetched(visitor, shown["url"])["Content-Disposition"].startswith("attachment")
    assert fetched(visitor, shown["preview_url"])["Content-Type"] == "image/webp"


def test_it_repeats_a_message_with_a_file_harmlessly(visitor):
    key, file = "5a3cf2c8-9f5e-4f0e-9d38-2f4c8a1b7e60", up(visitor).json()["id"]
    visitor.write("写真です", key=key, files=(file,))
    assert visitor.say("写真です", key=key, files=(file,)).status_code == 202
    assert Message.objects.get().attachments.count() == 1


def test_it_fetches_with_the_bearer_or_a_link_of_five_minutes(visitor):
    url = up(visitor).json()["url"]
    bare = url.partition("?")[0]
    assert fetched(visitor, bare, bearer=True).status_code == 200
    assert fetched(visitor, bare).status_code == 404
    assert fetched(visitor, url).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(seconds=links.SECONDS + 2)):
        late = fetched(visitor, url)
    assert (late.status_code, late.json()["code"]) == (410, "link_expired")


def test_it_shows_no_file_of_another_visitor(visitor, desk):
    url = up(visitor).json()["url"]
    other = Browser(desk.chat).begin()
    assert fetched(other, url.partition("?")[0], bearer=True).status_code == 404
    own = up(other).json()["url"].partition("?")[2]
    assert fetched(other, f"{url.partition('?')[0]}?{own}").status_code == 404


def test_its_links_die_with_the_session(visitor):
    url = up(visitor).json()["url"]
    VisitorSession.objects.update(ended_at=timezone.now())
    assert fetched(visitor, url).status_code == 404


def test_it_cannot_send_the_file_of_another_visitor(visitor, desk):
    file = up(visitor).json()["id"]
    other = Browser(desk.chat).begin()
    assert other.say("私の", files=(file,)).json()["code"] == "unknown_file"


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("run.exe", b"MZ", 422, "file_type"),
        ("photo.png", b"<html><script>alert(1)</script>", 422, "file_mismatch"),
        ("empty.txt", b"\n" * 0, 400, "bad_request"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(visitor, name, content, status, code):
    body = SimpleUploadedFile(name, content)
    data = {"file": body} if content else {}
    answer = visitor.client.post(visitor.url("uploads/"), data, headers=visitor.headers())
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Attachment.objects.exists()


def test_it_refuses_a_large_one_before_reading_it(visitor):
    length = str(26 * 1024 * 1024)
    answer = visitor.client.post(visitor.url("uploads/"), headers=visitor.headers(), CONTENT_LENGTH=length)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_it_holds_so_many_unsent_files(visitor, monkeypatch):
    monkeypatch.setattr(files, "MOST_WAITING", 1)
    assert up(visitor).status_code == 201
    assert up(visitor).json()["code"] == "too_many_files"


def test_it_takes_no_file_of_a_stranger(visitor):
    visitor.token = ""
    assert up(visitor).status_code == 401
    assert not Attachment.objects.exists()
