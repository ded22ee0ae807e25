"""Perhaps the same person: offered, never done, and only of whom one may see."""

import pytest
from django.urls import reverse

from conversations.merging import merge
from conversations.models import Message
from conversations.suggesting import suggestion_for
from customers.models import Identity
from tests.cast import Desk
from tests.letters import HANAKO, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post.open(desk, monkeypatch)


@pytest.fixture
def typed(desk: Desk) -> Message:
    """A visitor of the chat gave this address."""
    said = desk.writes()
    Identity.objects.create(customer=said.customer, home=said.customer, kind="email", value=HANAKO)
    return said


def suggestion(desk: Desk, said: Message, agent=None) -> str:
    address = reverse("conversation-suggestion", args=[said.conversation_id])
    return desk.client(agent or desk.aya).get(address).content.decode()


def test_a_mail_from_a_merely_typed_address_stands_alone_and_suggests(desk: Desk, post: Post, typed: Message):
    mail = post.brings()
    assert mail.customer_id != typed.customer_id
    compare = reverse("customer-merge", args=[mail.customer_id, typed.customer_id])
    assert compare in suggestion(desk, mail)
    page = desk.client(desk.aya).get(reverse("conversation", args=[mail.conversation_id])).content.decode()
    assert compare in page
    assert "同じメールアドレスを書いた方がいます" in page


def test_it_suggests_from_the_other_side_too(desk: Desk, post: Post, typed: Message):
    mail = post.brings()
    assert reverse("customer-merge", args=[typed.customer_id, mail.customer_id]) in suggestion(desk, typed)


def test_it_suggests_nobody_without_a_common_address(desk: Desk, post: Post, typed: Message):
    mail = post.brings(address="kenichi@mail.example")
    assert "data-suggested" not in suggestion(desk, mail)


def test_it_is_for_those_who_may_see_the_matter(desk: Desk, post: Post, typed: Message):
    post.brings()
    address = reverse("conversation-suggestion", args=[typed.conversation_id])
    assert desk.client(desk.emily).get(address).status_code == 404


def test_it_suggests_nobody_who_is_one_with_them_already(desk: Desk, post: Post, typed: Message):
    mail = post.brings()
    merge(typed.customer, mail.customer, desk.aya, {})
    assert "data-suggested" not in suggestion(desk, mail)


def test_it_asks_once(desk: Desk, post: Post, typed: Message, django_assert_max_num_queries):
    mail = post.brings()
    with django_assert_max_num_queries(1):
        suggestion_for(mail.customer, desk.aya)
