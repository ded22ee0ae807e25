"""Writing a mail: its subject, who else reads it, handing it on, and taking it back before it leaves."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conversations import files
from conversations.envelopes import Address
from conversations.models import Attachment, Delivery, Draft, Message, Status
from tests.cast import Desk
from tests.letters import HANAKO, SUPPORT, Post

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def post(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post.open(desk, monkeypatch)


def send(desk: Desk, mail: Message, agent=None, headers=FETCH, **data):
    said = {"text": "承知いたしました。", "client_key": "k" * 20, "route": f"{mail.channel_id}-{mail.identity_id}"}
    address = reverse("replies", args=[mail.conversation_id])
    return desk.client(agent or desk.aya).post(address, said | data, headers=headers)


def sent(desk: Desk, mail: Message, **data) -> Message:
    answer = send(desk, mail, **data)
    assert answer.status_code == 201, answer.json()
    return Message.objects.select_related("envelope").get(client_key=data.get("client_key", "k" * 20))


def page(desk: Desk, mail: Message) -> str:
    return desk.client(desk.aya).get(reverse("conversation", args=[mail.conversation_id])).content.decode()


def test_it_answers_under_the_same_subject(desk: Desk, post: Post):
    reply = sent(desk, post.brings(subject="掃除機が充電できない"))
    assert reply.subject == "Re: 掃除機が充電できない"
    assert reply.envelope.to == [["", HANAKO]]


def test_it_takes_subject_copies_and_quotes(desk: Desk, post: Post):
    reply = sent(
        desk, post.brings("動きません"), subject="交換のご案内", cc="佐藤 太郎 <Taro@mail.example>、ai＠mail.example；",
        bcc='"Suzuki, Jun" <jun@mail.example>', quotes="1",
    )  # fmt: skip
    assert reply.subject == "交換のご案内"
    assert reply.envelope.cc == [["佐藤 太郎", "Taro@mail.example"], ["", "ai@mail.example"]]
    assert reply.envelope.bcc == [["Suzuki, Jun", "jun@mail.example"]]
    assert "> 動きません" in reply.envelope.quoted


@pytest.mark.parametrize("line", ["cc", "bcc"])
@pytest.mark.parametrize("typed", ["taro@", "ok@mail.example, nobody", "<x@>", "a@b@c.example", "x y@mail.example"])
def test_it_names_the_wrong_address(desk: Desk, post: Post, line: str, typed: str):
    answer = send(desk, post.brings(), **{line: typed})
    assert answer.status_code == 400
    assert typed.rpartition(",")[2].strip() in answer.json()["message"]
    assert not Message.objects.filter(direction="out").exists()


@pytest.mark.parametrize(
    "more",
    [
        {"subject": "x\r\nBcc: v@mail.example"}, {"subject": "x\nBcc: v@mail.example"}, {"subject": "x\u2028y"},
        {"cc": "a@mail.example\r\nBcc: v@mail.example"}, {"cc": "a <a@mail.example>\nX: y"},
        {"bcc": "a\x00@mail.example"},
        {"cc": "=?utf-8?Q?x=0D=0ABcc:?= \r<a@mail.example>"}, {"subject": "x" * 301},
    ],
)  # fmt: skip
def test_it_lets_nobody_write_a_header(desk: Desk, post: Post, more: dict[str, str]):
    assert send(desk, post.brings(), **more).status_code == 400
    assert not Message.objects.filter(direction="out").exists()


def test_it_takes_thirty_addresses_and_not_ourselves(desk: Desk, post: Post):
    mail = post.brings()
    many = ", ".join(f"a{number}@mail.example" for number in range(31))
    assert "30" in send(desk, mail, cc=many).json()["message"]
    assert SUPPORT in send(desk, mail, cc=SUPPORT.upper()).json()["message"].lower()
    assert send(desk, mail, cc="info@minato-kaden.example").status_code == 400


def test_it_offers_to_answer_all_but_us_and_the_customer(desk: Desk, post: Post):
    mail = post.brings(
        to=(Address("", SUPPORT), Address("佐藤 太郎", "taro@mail.example")),
        cc=(Address("", "info@minato-kaden.example"), Address("", HANAKO), Address("Ai", "ai@mail.example")),
    )
    assert 'data-others="佐藤 太郎 &lt;taro@mail.example&gt;, Ai &lt;ai@mail.example&gt;"' in page(desk, mail)


def test_it_ignores_a_letters_lines_on_other_channels(desk: Desk, post: Post):
    said = desk.writes()
    assert send(desk, said, cc="nonsense", subject="x\ny").status_code == 201
    assert not hasattr(Message.objects.get(client_key="k" * 20), "envelope")


def test_it_keeps_what_was_typed_as_the_draft(desk: Desk, post: Post):
    mail = post.brings()
    typed = {"subject": "交換", "cc": "taro@", "bcc": "", "quotes": "1"}
    answer = desk.client(desk.aya).post(
        reverse("drafts", args=[mail.conversation_id]), {"channel": mail.channel_id, "text": "", **typed}, headers=FETCH
    )
    assert answer.status_code == 204
    assert Draft.objects.get().letter == {"subject": "交換", "cc": "taro@", "quotes": True}
    shown = page(desk, mail)
    assert 'name="cc" maxlength="8000" autocomplete="off" spellcheck="false" value="taro@"' in shown
    assert 'name="quotes" value="1" checked' in shown


def test_a_plain_form_loses_nothing_when_it_is_refused(desk: Desk, post: Post):
    mail = post.brings()
    assert send(desk, mail, headers=None, cc="taro@", subject="交換").status_code == 302
    draft = Draft.objects.get()
    assert (draft.text, draft.letter) == ("承知いたしました。", {"subject": "交換", "cc": "taro@"})


def test_it_can_be_taken_back_while_it_is_here(desk: Desk, post: Post):
    mail = post.brings()
    file = files.keep(SimpleUploadedFile("a.txt", b"x"), name="a.txt", uploaded_by=desk.aya)
    answer = send(desk, mail, subject="交換", cc="taro@mail.example", files=[str(file.public_id)])
    taken = desk.client(desk.aya).post(answer.json()["withdrawal"], headers=FETCH)
    assert taken.status_code == 200
    back = taken.json()["back"]
    assert (back["text"], back["letter"]) == ("承知いたしました。", {"subject": "交換", "cc": "taro@mail.example"})
    assert [one["id"] for one in back["files"]] == [str(file.public_id)]
    draft = Draft.objects.get()
    assert (draft.text, draft.letter, draft.attachments.count()) == ("承知いたしました。", back["letter"], 1)
    mail.conversation.refresh_from_db()
    assert mail.conversation.status != Status.AWAITING_CUSTOMER
    assert "このメッセージは取り消されました" in page(desk, mail)


def test_it_cannot_be_taken_back_when_it_has_left(desk: Desk, post: Post):
    reply = sent(desk, post.brings())
    Message.objects.filter(pk=reply.pk).update(delivery=Delivery.SENT, attempts=1)
    answer = desk.client(desk.aya).post(reverse("message-withdrawal", args=[reply.pk]), headers=FETCH)
    assert (answer.status_code, answer.json()["code"]) == (409, "left")
    assert not Draft.objects.exists()


def test_it_is_taken_back_by_its_writer_only(desk: Desk, post: Post):
    reply = sent(desk, post.brings())
    address = reverse("message-withdrawal", args=[reply.pk])
    assert desk.client(desk.tamura).post(address, headers=FETCH).json()["code"] == "not_yours"
    assert desk.client(desk.emily).post(address, headers=FETCH).status_code == 404


def test_it_says_when_it_leaves(desk: Desk, post: Post):
    reply = sent(desk, post.brings())
    assert reply.next_attempt_at is not None
    assert timezone.now() < reply.next_attempt_at < timezone.now() + timedelta(seconds=9)
    assert "data-leaves" in page(desk, reply)


def test_it_hands_a_mail_on_with_its_files(desk: Desk, post: Post):
    file = files.keep(SimpleUploadedFile("保証書.txt", b"x"), name="保証書.txt")
    mail = post.brings("保証書です。", subject="Re: 掃除機", files=(file.pk,), quoted="> 以前の話")
    answer = desk.client(desk.aya).post(reverse("message-forward", args=[mail.pk]), headers=FETCH).json()
    draft = answer["draft"]
    assert draft["letter"] == {"forward": True, "subject": "Fwd: 掃除機"}
    assert "保証書です。" in draft["text"]
    assert "> 以前の話" in draft["text"]
    ids = [one["id"] for one in draft["files"]]
    reply = sent(
        desk, mail, text=draft["text"], files=ids, forward="1", to="maker@parts.example", subject="Fwd: 掃除機"
    )
    assert reply.envelope.to == [["", "maker@parts.example"]]
    assert reply.attachments.get().file.name == mail.attachments.get().file.name
    assert "maker@parts.example へ" in page(desk, mail)


def test_it_hands_nothing_on_to_nobody(desk: Desk, post: Post):
    mail = post.brings()
    assert send(desk, mail, forward="1", to=" ").status_code == 400
    assert send(desk, mail, forward="1", to="maker@").status_code == 400
    assert sent(desk, mail, to="maker@parts.example").envelope.to == [["", HANAKO]]


def test_it_hands_on_only_what_one_may_see(desk: Desk, post: Post):
    address = reverse("message-forward", args=[post.brings().pk])
    assert desk.client(desk.emily).post(address).status_code == 404
    assert desk.client(desk.aya).get(address).status_code == 405
    assert desk.client(desk.aya).post(reverse("message-forward", args=[desk.writes().pk])).status_code == 404
    assert Attachment.objects.count() == Draft.objects.count() == 0


def test_it_shows_the_signature_before_it_is_sent(desk: Desk, post: Post):
    desk.support.signatures = {"ja": "みなと家電 サポート\n03-1234-5678"}
    desk.support.save()
    mail = post.brings()
    assert "みなと家電 サポート\n03-1234-5678</p>" in page(desk, mail)
    assert sent(desk, mail).envelope.signature == "みなと家電 サポート\n03-1234-5678"


def begin(desk: Desk, mail: Message, **said: str):
    form = {
        "customer": mail.customer_id, "route": f"{mail.channel_id}-{mail.identity_id}", "team": desk.support.pk,
        "text": "ご案内いたします。", "client_key": "0a3cf2c8-9f5e-4f0e-9d38-2f4c8a1b7e60",
    }  # fmt: skip
    return desk.client(desk.aya).post(reverse("new-message"), form | said)


def test_a_mail_that_we_begin_bears_the_subject_that_was_typed(desk: Desk, post: Post):
    mail = post.brings()
    assert begin(desk, mail, subject=" 点検のご案内 ").status_code == 302
    begun = Message.objects.select_related("conversation").latest("pk")
    assert (begun.subject, begun.conversation.title) == ("点検のご案内", "点検のご案内")


def test_without_a_subject_the_first_words_are_its_title(desk: Desk, post: Post):
    begin(desk, post.brings())
    begun = Message.objects.select_related("conversation").latest("pk")
    assert begun.subject == begun.conversation.title == "ご案内いたします。"


def test_a_begun_mail_that_is_taken_back_keeps_its_subject_in_the_draft(desk: Desk, post: Post):
    begin(desk, post.brings(), subject="点検のご案内")
    begun = Message.objects.latest("pk")
    desk.client(desk.aya).post(reverse("message-withdrawal", args=[begun.pk]), headers=FETCH)
    draft = Draft.objects.get(conversation=begun.conversation_id)
    assert (draft.text, draft.letter["subject"]) == ("ご案内いたします。", "点検のご案内")


@pytest.mark.parametrize("subject", ["一行目\n二行目", "a\u2028b", "あ" * 301])
def test_a_subject_that_no_mail_can_bear_is_told_and_stays_in_the_form(desk: Desk, post: Post, subject: str):
    answer = begin(desk, post.brings(), subject=subject)
    assert answer.status_code == 422
    assert "ご案内いたします。" in answer.content.decode()
    assert not Message.objects.filter(direction="out").exists()


def test_only_a_way_that_writes_letters_asks_for_a_subject(desk: Desk, post: Post):
    mail = post.brings()
    page = desk.client(desk.aya).get(reverse("new-message") + f"?customer={mail.customer_id}").content.decode()
    assert page.count("data-letters") == 1
    assert 'name="subject"' in page
    desk.identity.visitor_sessions.create(channel=desk.chat, token_hash="hanako")
    begin(desk, desk.writes("続き"), route=f"{desk.chat.pk}-{desk.identity.pk}", subject="要らない件名")
    assert Message.objects.filter(direction="out").latest("pk").subject == ""
