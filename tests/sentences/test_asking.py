"""What an agent's sentence asks for: found with its place, and silent where nothing is asked."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentences.asking import Ask, asks_in
from sentences.asks.grammar import things_in
from sentences.asks.japanese_nouns import NOUNS, SIGNS
from sentences.asks.japanese_requests import ASKED_BY_VERB, BY_VERB
from sentences.folding import fold

LETTERS = st.sampled_from(
    [
        *"注文番号お名前をはの、。ください教えてますか？「」・：\n ",
        *"please your order name?.,'\"",
        "👩‍👩‍👧",
        "ﾞ",
        "é",
        "㍿",
    ]
)


def keys(text: str) -> set[str]:
    return {ask.key for ask in asks_in(text)}


def test_the_place_of_an_ask_is_the_sentence_that_can_be_taken_away():
    text = "ご連絡ありがとうございます。ﾒｰﾙｱﾄﾞﾚｽを教えてください。お待ちしております。"
    (ask,) = asks_in(text)
    assert text[: ask.start] + text[ask.end :] == "ご連絡ありがとうございます。お待ちしております。"


def test_an_english_clause_that_asks_leaves_the_other_one_standing():
    text = "I have booked the courier for Friday, and could you send me your phone number?"
    (ask,) = asks_in(text)
    assert (ask.key, text[: ask.start]) == ("phone", "I have booked the courier for Friday, and ")


def test_one_sentence_that_asks_for_two_facts_gives_both():
    text = "お名前とご住所をお知らせください。"
    assert asks_in(text) == (Ask("address", 0, len(text)), Ask("name", 0, len(text)))


def test_every_empty_line_of_a_form_asks_for_its_own_fact():
    text = "下記をご返信ください。\n・お名前：\n・ご注文番号：\n・ご住所：東京都"
    assert [(ask.key, text[ask.start : ask.end]) for ask in asks_in(text)] == [
        ("name", "・お名前："),
        ("order_number", "・ご注文番号："),
    ]


@pytest.mark.parametrize(
    "text", ["ｵｰﾀﾞｰ番号を教えてください", "注文番号を\n教えてください", "ＯＲＤＥＲ番号を教えてください"]
)
def test_width_and_line_breaks_do_not_hide_it(text: str):
    assert keys(text) == {"order_number"}


def test_an_english_mail_wrapped_in_the_middle_of_the_question_is_one_question():
    assert keys("Thank you for your patience. Could you please send me\nyour order number?\n\nRegards") == {
        "order_number"
    }


@pytest.mark.parametrize(
    "text",
    [
        "「注文番号を教えてください」と何度も表示されるとのこと、承知しました。",
        "> Could you send me your order number?\nThank you, I have it.",
        "ご注文番号は12345、お名前は佐藤様で承っております。",
        "If you call us again, please quote your order number.",
        "",
    ],
)
def test_what_others_said_what_is_known_and_advice_for_another_day_ask_nothing(text: str):
    assert keys(text) == set()


@given(st.lists(LETTERS, max_size=2000).map("".join))
@settings(max_examples=40, deadline=None)
def test_any_text_is_read_and_every_place_lies_inside_it(text: str):
    for ask in asks_in(text):
        assert 0 <= ask.start < ask.end <= len(text)
        assert text[ask.start : ask.end].strip()


@given(st.text(max_size=2000))
@settings(max_examples=40, deadline=None)
def test_any_letters_of_any_script_are_read(text: str):
    assert all(0 <= ask.start < ask.end <= len(text) for ask in asks_in(text))


def test_no_name_of_a_fact_stands_where_its_sign_does_not():
    for sample in Path(__file__).parent.glob("samples/guard_*.tsv"):
        for line in sample.read_text().splitlines():
            text = fold(line).text
            assert things_in(text, NOUNS) == things_in(text, NOUNS, SIGNS)


def test_no_verb_of_asking_begins_with_another_letter_than_we_look_for():
    text = "\n".join(fold(sample.read_text()).text for sample in Path(__file__).parent.glob("samples/guard_*.tsv"))
    assert [found.span() for found in ASKED_BY_VERB.finditer(text)] == [
        found.span() for found in re.finditer(BY_VERB, text)
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ご住所の記載がないようです。お知らせいただけますか。", "address"),
        ("配達先の住所が途中で切れているようです。全文をお知らせいただけますか。", "address"),
        ("I couldn't find your order number. Could you send it over?", "order_number"),
        ("I couldn't see an order number in your message. What is it?", "order_number"),
    ],
)
def test_a_request_may_leave_its_object_in_the_sentence_before(text: str, key: str):
    (ask,) = asks_in(text)
    assert (ask.key, ask.start > 10, ask.end) == (key, True, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "お届け日を12月3日に変更いたしました。ご不明な点はお知らせください。",
        "お届け先はお変わりございませんか。お知らせください。",
        "Your order number is 12345. Could you confirm that?",
        "商品が届きましたらお知らせください。",
        "先ほども症状をお伺いしていたのに、失礼いたしました。",
    ],
)
def test_a_settled_fact_is_not_what_the_next_sentence_asks_for(text: str):
    assert keys(text) == set()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("お名前、お願いしま〜す", "name"),
        ("ご都合のつきやすい番号を教えていただけますか。", "phone"),
        ("お問い合わせ時に入力されたメールアドレスを再度お知らせください。", "email"),
        ("お客様のお名前と、お引き取りに伺う場所をお聞かせください。", "address+name"),
        ("最後にご利用になった日をお聞かせください。", "date"),
        ("いつのご公演のチケットでしょうか。", "date"),
        ("どの家具についてのお問い合わせでしょうか。", "product"),
    ],
)
def test_what_the_verb_makes_of_a_noun_and_what_the_question_word_stands_for(text: str, key: str):
    assert keys(text) == set(key.split("+"))
