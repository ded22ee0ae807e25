"""Single cases of what a customer tells: each rule by an example, and what must never become a fact."""

from datetime import datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentences.telling import Knowledge, Product, normal, told_in

AT = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
KNOWN = Knowledge(products=(Product("VX-200", ("コードレス掃除機",)), Product("RC-550", ("IH 炊飯器",))))


def told(text: str, key: str) -> list[str]:
    return [one.norm for one in told_in(text, KNOWN, at=AT) if one.key == key]


@pytest.mark.parametrize(
    ("text", "key", "norm"),
    [
        ("注文番号はＡ－１０２６６です", "order_number", "#A-10266"),
        ("注文番号一二三四五です", "order_number", "12345"),
        ("№１２３４５の件", "order_number", "12345"),
        ("＃12345 はまだですか", "order_number", "12345"),
        ("ORD-2045 をキャンセル", "order_number", "ORD-2045"),
        ("０９０ー１２３４ー５６７８", "phone", "+819012345678"),
        ("+81(0)90-1234-5678 に", "phone", "+819012345678"),
        ("+81 090 1234 5678", "phone", "+819012345678"),
        ("０３（１２３４）５６７８", "phone", "+81312345678"),
        ("81-90-1234-5678", "phone", "+819012345678"),
        ("sato＠example。co。jp", "email", "sato@example.co.jp"),
        ("a..b@docomo.ne.jp です", "email", "a..b@docomo.ne.jp"),
        ("〒123-4567 東京都千代田区霞ヶ関一丁目二番三号です", "address", "東京都千代田区霞が関1-2-3"),
        ("佐藤と申します", "name", "佐藤"),
        ("山﨑（ヤマサキ）です", "name", "山﨑"),
        ("My name is Helen Carter.", "name", "Helen Carter"),
        ("令和7年11月22日に購入しました", "date", "2025-11-22"),
        ("昨日届いた掃除機です", "date", "2026-11-21"),
        ("ｖｘ２００が動きません", "product", "VX-200"),
        ("E-ADDR-03と出ます", "error_code", "E-ADDR-03"),
        ("エラーH25です", "error_code", "H25"),
        ("一万五千円払いました", "amount", "15000円"),
        ("￥1,234- でした", "amount", "1234円"),
        ("送り状番号 NG-0000-4471-20", "slip_no", "NG-0000-4471-20"),
        ("製造番号は24B-004417です", "serial", "24B-004417"),
        ("㈱山田商事の佐藤です", "company", "株式会社山田商事"),
    ],
)
def test_it_reads_the_value_in_its_normal_form(text: str, key: str, norm: str) -> None:
    assert told(text, key) == [norm]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("電話は1234-5678です", "phone"),
        ("090-1234-567", "phone"),
        ("非通知でかけました", "phone"),
        ("0120-444-444に電話しました", "phone"),
        ("FAXは03-1234-5678", "phone"),
        ("sato★example.co.jp（★を@に）", "email"),
        ("高橋さんと話しました", "name"),
        ("佐藤様からお電話がありました", "name"),
        ("株式会社みなと家電 御中", "company"),
        ("石川県です", "name"),
        ("修理番号 S-03815 の件", "order_number"),
        ("A-1O311 が照会できません", "order_number"),
        ("2026年11月22日(月)に購入しました", "issue"),
        ("異常はありません", "issue"),
        ("リセットしてください", "tried"),
        ("再起動すればいいですか？", "tried"),
        ("明日届きますか", "date"),
    ],
)
def test_it_does_not_guess(text: str, key: str) -> None:
    assert told(text, key) == []


@pytest.mark.parametrize(
    "text",
    [
        "カード番号は4111 1111 1111 1111です",
        "4111-1111-1111-1111",
        "パスワードはA-10266です",
        "マイナンバーは1234 5678 9012です",
        "ワンタイムコードは482915です",
    ],
)
def test_it_keeps_no_secret(text: str) -> None:
    assert told_in(text, KNOWN, at=AT) == ()


def test_it_finds_the_issue_and_what_was_tried() -> None:
    text = "昨日から電源が入りません。コンセントを抜き差ししましたが変わりません。"
    found = {one.key: one.value for one in told_in(text, KNOWN, at=AT)}
    assert found["issue"] == "電源が入りません"
    assert found["tried"] == "コンセントを抜き差ししました"
    assert found["since"] == "昨日から"


def test_it_points_into_the_original() -> None:
    text = "㈱山田の件、ｶﾞｽ、注文番号Ａー１０２６６。"
    one = next(one for one in told_in(text, KNOWN, at=AT) if one.key == "order_number")
    assert text[one.start : one.end] == one.value == "Ａー１０２６６"


def test_it_believes_what_is_taken_back_no_longer() -> None:
    assert told("A-10266ではなくB-10077です", "order_number") == ["#B-10077"]


def test_it_leaves_out_what_an_agent_struck_out() -> None:
    taught = Knowledge(ignored=frozenset({("order_number", "#A-10266")}))
    assert told_in("A-10266", taught, at=AT) == ()


def test_it_reads_the_companys_own_numbers() -> None:
    own = Knowledge(order_patterns=(r"WEB\d{6}",))
    assert [one.norm for one in told_in("web123456です", own, at=AT)] == ["WEB123456"]


def test_it_counts_no_day_without_knowing_when_it_was_said() -> None:
    assert [one.norm for one in told_in("昨日届いた箱", KNOWN) if one.key == "date"] == ["昨日"]


def test_it_compares_what_comes_from_elsewhere() -> None:
    assert normal("phone", "０９０－１２３４－５６７８") == "+819012345678"
    assert normal("order_number", "a10266") == "#A-10266"
    assert normal("address", "東京都千代田区霞ケ関1丁目2番3号") == "東京都千代田区霞が関1-2-3"


@settings(max_examples=150, deadline=timedelta(seconds=5))
@given(
    st.text(
        alphabet="0123456789-ー〒@。.、はがのでABab株式会社佐藤東京都市区月日時円 \n（）()です申しますません\U00020bb7ﾞ",
        max_size=120,
    )
)
def test_it_reads_anything_and_never_points_outside(text: str) -> None:
    for one in told_in(text, KNOWN, at=AT):
        assert 0 <= one.start < one.end <= len(text)
        assert one.value == text[one.start : one.end]


@pytest.mark.parametrize("piece", ["注文番号はA-10266です。", "1", "一", "\n", "a\n", "あ、", "@a", "の"])
def test_it_takes_time_by_the_length_of_the_text(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        begun = process_time()
        told_in(text, KNOWN, at=AT)
        return process_time() - begun

    seconds(200)
    assert min(seconds(4000) for _ in range(2)) < 12 * max(min(seconds(1000) for _ in range(2)), 0.01)
