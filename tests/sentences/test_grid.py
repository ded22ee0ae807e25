"""Every fact with every way of asking, and with every way of not asking: rules of a language hold for all its nouns."""

from itertools import product

import pytest

from sentences.asking import asks_in

JA = {
    "name": "ご契約者様のお名前",
    "phone": "日中のご連絡先",
    "email": "ご登録のアドレス",
    "address": "お届け先のご住所",
    "order_number": "注文番号(8桁)",
    "date": "お届け希望日",
    "product": "お使いの機種",
    "issue": "不具合の内容",
}
EN = {
    "name": "full name",
    "phone": "mobile number",
    "email": "e-mail address",
    "address": "shipping address",
    "order_number": "order ID",
    "date": "date of purchase",
    "product": "model number",
}
JA_ASKS = [
    "を教えてください。",
    "をお聞かせいただけますでしょうか。",
    "をご教示願います。",
    "をご記入のうえ、ご返信ください。",
    "を伺ってもよろしいですか。",
    "をお願いできますか？",
    "を頂戴できますでしょうか。",
    "教えてもらってもいいですか",
    "を確認させていただけますか。",
    "だけでも教えてください。",
    "をお知らせくださいますようお願い申し上げます。",
    "をもう一度お願いします。",
    "のご連絡をお願いいたします。",
    "を知りたいのですが。",
    "を、お手数ですがお知らせください。",
    "をもとにお調べいたしますので、お知らせください。",
    "を賜れますと幸いです。",
    "を伺うことは可能でしょうか。",
    "をお願い出来ますでしょうか。",
    "が分からないとお調べできません。",
    "が文字化けしておりますので、再度お送りください。",
    "をお聞きするのを失念しておりました。お教えいただけますか。",
    "がシステムに登録されておりませんので、ゆっくりお願いいたします。",
]
JA_SILENT = [
    "は確認できております。",
    "をお知らせいただきありがとうございます。",
    "を変更いたしました。",
    "はお知らせいただかなくて結構です。",
    "をお伺いして申し訳ございませんでした。",
    "に変更がございましたらお知らせください。",
    "をメールでお知らせいたします。",
    "でお間違いないでしょうか。",
    "をほかの方に教えないでください。",
    "が記載された領収書をお送りください。",
    "を確認しますので、少々お待ちください。",
    "がなくてもお調べできます。",
    "が変わりましたらお知らせください。",
    "を伺っていましたので、すぐにお調べできました。",
    "をお電話で伺うことはございません。",
    "を登録いたしますので、少々お待ちください。",
]
EN_ASKS = [
    "Could you tell me your {}?",
    "Please provide your {}.",
    "May I have your {}?",
    "I'll need your {} to proceed.",
    "What's your {}?",
    "Kindly confirm your {}.",
    "Your {}, please.",
    "Would you mind sharing your {}?",
    "Do you have your {} handy?",
    "If you could send me your {}, that would be great.",
    "Could you let me know what your {} is?",
    "Please reply with your {}.",
    "The only thing missing is your {}.",
    "We would be grateful for your {}.",
    "If I could just get your {}, I can look.",
]
EN_SILENT = [
    "We already have your {} on file.",
    "Thank you for sending your {}.",
    "You don't need to send your {} again.",
    "Your {} can be found on the receipt.",
    "Sorry for asking for your {} twice.",
    "Please let us know if your {} has changed.",
    "Could you send a photo showing your {}?",
    "Is your {} still the same?",
    "Please wait while I look up your {}.",
    "Please have your {} ready when you call.",
    "Please tell the driver your {}.",
    "I will not ask for your {} again.",
    "Please write your {} on the outside of the box.",
]


@pytest.mark.parametrize("way", JA_ASKS)
def test_in_japanese_it_asks_for_every_fact(way: str):
    assert [{ask.key for ask in asks_in(noun + way)} for noun in JA.values()] == [{key} for key in JA]


@pytest.mark.parametrize("way", EN_ASKS)
def test_in_english_it_asks_for_every_fact(way: str):
    assert [{ask.key for ask in asks_in(way.format(noun))} for noun in EN.values()] == [{key} for key in EN]


@pytest.mark.parametrize("text", [n + way for n, way in product(JA.values(), JA_SILENT)])
def test_in_japanese_it_stays_silent(text: str):
    assert asks_in(text) == ()


@pytest.mark.parametrize("text", [way.format(n) for n, way in product(EN.values(), EN_SILENT)])
def test_in_english_it_stays_silent(text: str):
    assert asks_in(text) == ()
