import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.identities import NotAnAddress, display, normalise, once
from customers.models import Identity


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("email", " Hanako.Sato@Example.JP ", "hanako.sato@example.jp"),
        ("email", "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"),
        ("phone", "090-1234-5678", "+819012345678"),
        ("phone", "０９０ー１２３４ー５６７８", "+819012345678"),
        ("phone", "０９０（１２３４）５６７８", "+819012345678"),
        ("phone", "090‐1234−5678", "+819012345678"),
        ("phone", "+81 90 1234 5678", "+819012345678"),
        ("phone", "090-0000-1234", "+819000001234"),
        ("phone", "0120-123-456", "+81120123456"),
        ("phone", "+1 650 253 0000", "+16502530000"),
        ("line", " U4af49 ", "U4af49"),
    ],
)
def test_it_writes_an_address_in_one_way(kind: str, typed: str, kept: str) -> None:
    assert normalise(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("email", ""),
        ("email", "hanako"),
        ("email", "a@example.jp, b@example.jp"),
        ("email", "Hanako <a@example.jp>"),
        ("email", "a@example.jp\r\nBcc: b@example.jp"),
        ("email", "a\x00@example.jp"),
        ("email", "a@b@example.jp"),
        ("email", '"boss@corp" <x@evil.jp>'),
        ("email", "x" * 300 + "@example.jp"),
        ("phone", "03-1234-567"),
        ("phone", "090-1234-56789"),
        ("phone", "電話なし"),
        ("phone", "+999 1234567"),
        ("phone", "---"),
    ],
)
def test_it_refuses_what_is_no_address_with_a_sentence(kind: str, typed: str) -> None:
    with pytest.raises(NotAnAddress) as refused:
        normalise(kind, typed)
    assert len(refused.value.sentence) > 5


@given(st.sampled_from(["email", "phone"]), st.text(max_size=300))
def test_it_survives_any_text(kind: str, typed: str) -> None:
    try:
        kept = normalise(kind, typed)
    except NotAnAddress:
        return
    assert normalise(kind, kept) == kept


def test_it_shows_numbers_as_people_write_them() -> None:
    assert display("phone", "+819012345678") == "090-1234-5678"
    assert display("phone", "+16502530000") == "+1 650-253-0000"
    assert display("email", "hanako@example.jp") == "hanako@example.jp"
    assert display("phone", "not a number") == "not a number"


def test_it_tells_an_account_once_however_many_sites_proved_it() -> None:
    rows = [("account", "m-1", "store"), ("account", "m-1", "mypage"), ("visitor", "a", "store"), ("visitor", "b", "x")]
    found = [Identity(kind=kind, value=value, scope=scope) for kind, value, scope in [*rows, ("email", "a@x.jp", "")]]
    assert [(one.kind, one.scope) for one in once(found)] == [("account", "store"), ("visitor", "store"), ("email", "")]
