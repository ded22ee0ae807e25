"""Who is spoken to in a note."""

import pytest

from conversations.templatetags.mentions import mentioned
from conversations.templatetags.said import linked
from tests.cast import Desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@高橋 ロット 24B", '<span class="at">@高橋</span> ロット 24B'),
        ("@高橋さん、頼みます", '<span class="at">@高橋</span>さん、頼みます'),
        ("＠高橋彩", '<span class="at">＠高橋彩</span>'),
        ("@Takahashi please", '<span class="at">@Takahashi</span> please'),
    ],
)
def test_a_colleague_stands_out(desk: Desk, text: str, shown: str) -> None:
    type(desk.aya).objects.filter(pk=desk.aya.pk).update(roman="Aya Takahashi")
    assert mentioned(linked(text)) == shown


@pytest.mark.parametrize("text", ["@誰か", "aya@takahashi.example", "https://x.example/@高橋", "<b>@", "@Takahashita"])
def test_any_other_sign_stays_as_it_is(desk: Desk, text: str) -> None:
    assert 'class="at"' not in mentioned(linked(text))


def test_a_note_without_a_name_asks_nothing(desk: Desk, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert mentioned(linked("在庫は 6 台です")) == "在庫は 6 台です"
