"""A mail that was taken in is read once more: its message shows what is found now, and no second one comes of it."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from agents.models import AuditEntry
from channels_ingest import intake, reading_again
from channels_ingest.mail import reading
from channels_ingest.models import RawDelivery
from conversations.models import Attachment, Channel, Envelope, Message
from customers.models import Fact
from omnidesk.live import MessageShown
from tests.cast import Desk
from tests.mail.letters import letter, multipart, part

pytestmark = pytest.mark.django_db
LIST = "/settings/deliveries/"
WORDS = "注文番号は #A-10293 です。届きません。"
BODY = multipart(
    part(WORDS.encode(), "text/plain; charset=utf-8"),
    part(b"one", "text/plain", Content_Disposition='attachment; filename="a.txt"'),
)


@pytest.fixture
def mailbox(desk: Desk) -> Channel:
    settings = {"address": "support@minato.example"}
    return Channel.objects.create(kind="email", name="窓口", team=desk.support, settings=settings)


@pytest.fixture
def raw(mailbox: Channel) -> RawDelivery:
    return intake.keep_and_ingest(mailbox, "INBOX/1/1", BODY)


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader of today finds other words, other quotes and another file in the same bytes."""
    now = reading.read

    def better(content: bytes) -> reading.Mail:
        mail = now(content)
        words = f"こんにちは。{WORDS}"
        files = tuple(replace(file, name="b.txt", content=b"two") for file in mail.parts)
        return replace(mail, said=words, text=words, quoted="> 前のメール", html="<p>今</p>", parts=files)

    monkeypatch.setattr(reading, "read", better)


def read_again(admin: Client, raw: RawDelivery) -> str:
    answer = admin.post(f"{LIST}{raw.pk}/reading/", follow=True)
    return answer.content.decode()


def test_what_was_taken_in_is_listed_with_its_door(admin, raw):
    assert raw.state == "parsed"
    page = admin.get(f"{LIST}?state=parsed").content.decode()
    assert f"{LIST}{raw.pk}/reading/" in page
    assert "読み直す" in page
    assert f"{LIST}{raw.pk}/reading/" not in admin.get(LIST).content.decode()


def test_what_reads_as_before_changes_nothing(admin, raw):
    before = Message.objects.values().get()
    assert "読み取り結果は前と同じでした。" in read_again(admin, raw)
    assert Message.objects.values().get() == before
    line = AuditEntry.objects.get(action="channel.raw_read_again")
    assert (line.thing_id, line.data["outcome"]) == (str(raw.pk), "same")


def test_what_reads_differently_renews_its_message_and_makes_no_second_one(admin, raw, learned):
    before = Message.objects.get()
    assert "メッセージを更新しました。" in read_again(admin, raw)
    message = Message.objects.select_related("conversation").get()
    assert (message.pk, message.text) == (before.pk, f"こんにちは。{WORDS}")
    assert message.revision > before.revision
    assert message.conversation.preview.startswith("こんにちは。")
    envelope = Envelope.objects.get()
    assert (envelope.quoted, envelope.html) == ("> 前のメール", "<p>今</p>")


def test_its_files_are_those_that_are_found_now(admin, raw, learned):
    read_again(admin, raw)
    (file,) = Attachment.objects.all()
    with file.file.open() as stored:
        assert (file.name, stored.read(), file.message) == ("b.txt", b"two", Message.objects.get())


def test_what_was_told_is_marked_where_it_stands_now(admin, raw, learned):
    told = Fact.objects.get(key="order_number")
    read_again(admin, raw)
    there = Fact.objects.get(key="order_number")
    text = Message.objects.get().text
    assert there.pk == told.pk
    assert text[there.start : there.end] == there.value


def test_the_open_thread_is_told(admin, raw, learned, monkeypatch):
    said: list[MessageShown] = []
    monkeypatch.setattr(reading_again, "publish", said.append)
    read_again(admin, raw)
    assert [event.message.pk for event in said] == [Message.objects.get().pk]


def test_what_was_deleted_cannot_be_read_again(admin, raw, learned):
    raw.let_go()
    assert "読み直せる元データが残っていません。" in read_again(admin, raw)
    assert Message.objects.get().text == WORDS


def test_a_reader_that_breaks_leaves_the_message_as_it_is(admin, raw, monkeypatch):
    monkeypatch.setattr(reading, "read", lambda content: 1 / 0)
    assert "読み直せませんでした。" in read_again(admin, raw)
    assert Message.objects.get().text == WORDS


def test_the_command_reads_many_and_counts(mailbox, raw, learned):
    other = Channel.objects.create(kind="email", name="別", settings={"address": "b@minato.example"})
    intake.keep_and_ingest(other, "INBOX/1/2", letter(b"other", Message_ID="<2@x.example>"))
    assert commanded(channel=mailbox.pk) == "1 read, 1 renewed, 0 unreadable"
    assert commanded() == "2 read, 0 renewed, 0 unreadable"
    assert commanded(since="2099-01-01") == "0 read, 0 renewed, 0 unreadable"
    assert Message.objects.count() == 2


def commanded(**options: object) -> str:
    out = StringIO()
    words = [f"--{name}={value}" for name, value in options.items()]
    call_command("read_again", *words, stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize("who", ["aya", "fujita"])
def test_nobody_but_an_admin_reads_again(desk, raw, learned, who):
    assert desk.client(getattr(desk, who)).post(f"{LIST}{raw.pk}/reading/").status_code == 404
    assert Message.objects.get().text == WORDS
