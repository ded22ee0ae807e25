"""A mail among the messages of a thread."""

import pytest
from django.urls import reverse

from conversations.models import Delivery, Message, Nature
from tests.cast import Desk
from tests.letters import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post.open(desk, monkeypatch)


def page(desk: Desk, mail: Message) -> str:
    return desk.client(desk.aya).get(reverse("conversation", args=[mail.conversation_id])).content.decode()


def test_it_shows_subject_words_and_folds_the_rest(desk: Desk, post: Post):
    shown = page(desk, post.brings("交換をお願いします。", subject="VX-200 について", quoted="> 前のメール"))
    assert "VX-200 について" in shown
    assert "交換をお願いします。" in shown
    assert "以前のメールを表示</summary>" in shown
    assert "&gt; 前のメール" in shown


def test_it_offers_the_formatting_only_where_there_is_some(desk: Desk, post: Post):
    plain, formatted = post.brings(), post.brings(html="<p>Hello</p>")
    shown = page(desk, formatted)
    assert reverse("letter", args=[formatted.pk]) in shown
    assert reverse("letter", args=[plain.pk]) not in shown
    assert "Hello" not in shown


@pytest.mark.parametrize("nature", [it for it in Nature if it != Nature.PERSON])
def test_it_says_what_no_person_wrote(desk: Desk, post: Post, nature: Nature):
    assert str(nature.label) in page(desk, post.brings(nature=nature))


def test_it_offers_to_split_where_the_subject_changed(desk: Desk, post: Post):
    first = post.brings(subject="掃除機")
    mail = post.brings(subject="請求書の宛名")
    mail.envelope.subject_changed = True
    mail.envelope.save()
    assert mail.conversation_id == first.conversation_id
    assert "件名が変わりました" in page(desk, mail)
    client = desk.client(desk.aya)
    client.post(reverse("split", args=[mail.conversation_id]), {"message": mail.pk})
    mail.refresh_from_db()
    assert mail.conversation_id != first.conversation_id
    assert "件名が変わりました" not in page(desk, mail)


def test_it_shows_a_returned_mail_like_a_failed_one(desk: Desk, post: Post):
    mail = post.brings()
    Message.objects.filter(pk=mail.pk).update(
        direction="out", author=desk.aya, delivery=Delivery.BOUNCED, failure="User unknown"
    )
    shown = page(desk, mail)
    assert "User unknown" in shown
    assert reverse("message-retry", args=[mail.pk]) in shown


def test_it_asks_the_same_for_one_mail_and_for_many(desk: Desk, post: Post, django_assert_max_num_queries):
    mail = post.brings(html="<p>1</p>")
    client, address = desk.client(desk.aya), reverse("thread-older", args=[mail.customer_id])
    client.get(address)
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    for number in range(8):
        post.brings(f"{number}", html="<p>2</p>", quoted="> x")
    with django_assert_max_num_queries(len(one)):
        client.get(address)
