"""Choices as each channel carries them, and what a tap brings back: as the customer's own words, to our question."""

import json

from linebot.v3.messaging import PushMessageRequest

from channels_ingest import sending
from channels_ingest.line import composing
from conversations import outbox
from conversations.choosing import MOST, Choice
from conversations.models import Message, MessageChoices
from simulator import line_messages
from tests.channels_ingest.line_account import HANAKO, Account
from tests.channels_ingest.sms_account import Account as SmsAccount
from tests.channels_ingest.visitor import Browser, work

ANSWERS = (Choice("はい", says="はい、お願いします"), Choice("いいえ", says="いいえ"))
MANUAL = Choice("説明書", url="https://shop.example/manual")


def offer(said: Message, *choices: Choice) -> Message:
    way = {"channel": said.channel, "identity": said.identity}
    message = outbox.automatic(said.conversation, text="交換しますか？", **way, choices=choices)
    sending.deliver(message.pk)
    return message


def taps(account: Account, ours: Message, place: int) -> Message:
    event = account.event() | {"type": "postback", "postback": {"data": f"choice:{ours.pk}:{place}"}}
    account.brings({name: value for name, value in event.items() if name != "message"})
    work()
    return Message.objects.latest("pk")


def test_line_takes_quick_replies_below_the_last_object_and_addresses_as_a_card(account: Account):
    offer(account.writes(), *ANSWERS, MANUAL)
    words, card = account.line.said[-1]
    assert (words, card["altText"]) == (
        {"type": "text", "text": "交換しますか？"},
        "説明書 https://shop.example/manual",
    )
    assert [item["action"]["displayText"] for item in card["quickReply"]["items"]] == ["はい、お願いします", "いいえ"]
    assert card["contents"]["body"]["contents"][0]["action"]["uri"] == "https://shop.example/manual"


def test_lines_own_library_and_its_limits_take_the_fullest_offer(account: Account):
    full = [Choice(f"{number:02}" + "満" * 18, says="足" * 300) for number in range(MOST - 1)]
    link = Choice("長" * 20, url="https://a.example/" + "b" * 982)
    message = outbox.loaded(offer(account.writes(), *full, link).pk)
    (objects,) = composing.batches(message)
    body = {"to": HANAKO, "messages": objects}
    assert json.loads(PushMessageRequest.from_dict(body).to_json())["messages"] == objects
    assert line_messages.errors(objects) == []


def test_a_tap_at_line_is_their_words_in_the_matter_of_the_question(account: Account):
    ours = offer(account.writes(), *ANSWERS)
    said = taps(account, ours, 0)
    assert (said.text, said.quote, said.conversation) == ("はい、お願いします", "交換しますか？", ours.conversation)
    assert MessageChoices.objects.get().taken == 0


def test_another_button_stays_what_it_was(account: Account):
    ours = offer(account.writes(), *ANSWERS)
    said = [taps(account, ours, place).text for place in (2, 99)]
    assert said == [f"[ボタン: choice:{ours.pk}:{place}]" for place in (2, 99)]
    assert MessageChoices.objects.get().taken is None


def test_an_sms_carries_them_as_numbered_lines(twilio: SmsAccount):
    offer(twilio.writes(), *ANSWERS, MANUAL)
    lines = [
        "交換しますか？",
        "",
        "番号でお答えください：",
        "1. はい",
        "2. いいえ",
        "",
        "説明書: https://shop.example/manual",
    ]
    assert twilio.api.said[-1]["Body"].split("\n") == lines


def test_a_visitor_taps_and_sees_that_it_was_taken(visitor: Browser):
    ours = offer(visitor.write(), *ANSWERS)
    shown = visitor.thread()[-1]["choices"]
    assert (shown["taken"], [one["label"] for one in shown["offered"]]) == (None, ["はい", "いいえ"])
    said = visitor.write("いいえ", tapped=ours.pk)
    assert (said.text, said.quote) == ("いいえ", "交換しますか？")
    assert [row["choices"]["taken"] for row in visitor.thread() if row["choices"]] == [1]


def test_a_visitor_taps_nothing_of_another_session(visitor: Browser):
    ours = offer(visitor.write(), *ANSWERS)
    other = Browser(visitor.channel).begin()
    other.write("はい、お願いします", tapped=ours.pk)
    other.write("いいえ", tapped="no key")
    assert MessageChoices.objects.get().taken is None
