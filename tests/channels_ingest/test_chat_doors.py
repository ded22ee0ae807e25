import uuid

import pytest
from django.test import override_settings
from django.utils import timezone

from channels_ingest import intake
from channels_ingest.chat import details, sessions
from channels_ingest.chat.refusals import REASONS
from channels_ingest.models import RawDelivery, VisitorSession
from conversations.models import Channel, Message
from customers.models import Assurance, Customer, Identity
from omnidesk.limits import LIMITS
from tests.channels_ingest.visitor import Browser, work


def test_it_keeps_a_message_before_it_says_so(visitor):
    answer = visitor.say("画面が割れました")
    assert (answer.status_code, answer.json()["state"]) == (202, "kept")
    raw = RawDelivery.objects.get()
    assert raw.state == "pending"
    assert "画面が割れました" in raw.body


def test_it_brings_the_message_into_the_thread(visitor, desk):
    message = visitor.write("画面が割れました")
    assert (message.text, message.channel, message.conversation.team) == ("画面が割れました", desk.chat, desk.support)
    assert visitor.session.identity == message.identity
    assert visitor.thread()[0]["text"] == "画面が割れました"


def test_it_counts_a_repeated_key_once(visitor):
    key = str(uuid.uuid4())
    answers = [visitor.say("一度だけ", key=key).json() for _ in range(3)]
    work()
    assert visitor.say("一度だけ", key=key).json() == answers[0]
    work()
    assert Message.objects.count() == 1


def test_it_makes_no_customer_before_the_first_message(visitor):
    visitor.get("messages/")
    visitor.post("ticket/")
    assert not Customer.objects.exists()


def test_it_masks_card_data_before_anything_is_stored(visitor):
    message = visitor.write("4111 1111 1111 1111 CVV 123、注文 1234567890123456")
    assert message.text == "•••• •••• •••• 1111 CVV •••、注文 1234567890123456"
    assert "4111" not in RawDelivery.objects.get().body


def test_it_cleans_what_no_database_holds(visitor):
    assert visitor.write("A\u0000B\ud800C\r\nD").text == "AB\ufffdC\nD"


def test_it_keeps_emoji_whole(visitor):
    assert visitor.write("👨‍👩‍👧 👍🏽 が̈").text == "👨‍👩‍👧 👍🏽 が̈"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"not json", 400, "bad_request"),
        (b"[" * 50_000, 400, "bad_request"),
        (b'{"key": ' + b"9" * 5000 + b"}", 400, "bad_request"),
        (b'{"key": NaN}', 400, "bad_request"),
        (b"[]", 400, "bad_request"),
        (b'{"key": "x", "text": "a"}', 400, "bad_request"),
        (b'{"key": 5, "text": "a"}', 400, "bad_request"),
        (b"\xff\xfe", 400, "bad_request"),
        (b" " * 70_000, 413, "too_large"),
    ],
)
def test_it_answers_bad_input_in_words(visitor, body, status, code):
    answer = visitor.client.post(
        visitor.url("messages/"), body, content_type="application/json", headers=visitor.headers()
    )
    said = answer.json()
    assert (answer.status_code, said["code"]) == (status, code)
    assert said["message"]
    assert said["request_id"] == answer["X-Request-ID"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": "   \n"}, "empty"),
        ({"text": "あ" * 4001}, "text_too_long"),
        ({"text": 7}, "bad_request"),
        ({"text": "a", "files": "x"}, "bad_request"),
        ({"text": "a", "files": [str(uuid.uuid4())]}, "unknown_file"),
        ({"text": "a", "files": ["x"] * 11}, "too_many_files"),
    ],
)
def test_it_says_what_is_wrong_with_a_message(visitor, said, code):
    assert visitor.post("messages/", {"key": str(uuid.uuid4()), **said}).json()["code"] == code


def test_it_speaks_the_visitors_language(desk):
    words = {code: Browser(desk.chat, language=code).post("ticket/").json()["message"] for code in ("ja", "en")}
    assert words["ja"] == "チャットは終了しています。新しいチャットを始めてください。"
    assert words["en"] == "Your chat has ended. Please start a new one."


def test_it_has_a_japanese_sentence_for_every_refusal():
    from django.utils.translation import override

    for code, (_status, sentence) in REASONS.items():
        with override("en"):
            english = str(sentence)
        with override("ja"):
            assert str(sentence) != english, code


def test_it_binds_the_token_to_its_site(visitor, desk):
    other = Channel.objects.create(kind="chat", name="別の店", team=desk.support)
    stranger = Browser(other)
    stranger.token = visitor.token
    assert stranger.say().json()["code"] == "no_session"


def test_it_knows_the_token_by_its_hash_alone(visitor):
    assert visitor.token not in str(VisitorSession.objects.values().get())
    assert len(visitor.token) >= 43


@pytest.mark.parametrize("change", [str.swapcase, lambda token: token[:-1], lambda _: "", lambda token: token + "a"])
def test_it_refuses_a_changed_token(visitor, change):
    visitor.token = change(visitor.token)
    assert visitor.say().status_code == 401
    assert not RawDelivery.objects.exists()


def test_it_ends_a_session_for_good(visitor):
    assert visitor.client.delete(visitor.url("session/"), headers=visitor.headers()).status_code == 200
    assert visitor.say().json()["code"] == "no_session"


def test_it_forgets_a_browser_that_stayed_away(visitor):
    VisitorSession.objects.update(last_seen_at=timezone.now() - sessions.LASTS)
    assert visitor.get("messages/").status_code == 401


def test_it_shows_only_what_was_said_in_the_own_session(visitor, desk):
    visitor.write("私の住所は…")
    other = Browser(desk.chat).begin()
    assert other.thread() == []
    other.write("こんにちは")
    assert [message["text"] for message in other.thread()] == ["こんにちは"]


def test_it_shows_nothing_for_a_typed_address(visitor, desk):
    visitor.post("details/", {"name": "佐藤", "email": "hanako@example.com"})
    visitor.write("前のご相談の件です")
    other = Browser(desk.chat).begin()
    assert other.post("details/", {"email": "hanako@example.com"}).status_code == 200
    other.write("同じ人のふり")
    assert len(other.thread()) == 1
    assert set(Identity.objects.filter(kind="email").values_list("assurance", flat=True)) == {Assurance.CLAIMED}
    assert Customer.objects.count() == 2


def test_it_keeps_an_address_left_after_the_first_message(visitor):
    customer = visitor.write().customer
    visitor.post("details/", {"name": "佐藤花子", "email": "ｈａｎａｋｏ＠example.com"})
    customer.refresh_from_db()
    assert customer.family_name == "佐藤花子"
    assert customer.identities.get(kind="email").value == "hanako@example.com"


def test_it_keeps_an_address_left_while_the_first_message_is_on_its_way_in(visitor):
    """A worker has read the session already, and does not know yet that there is an address."""
    visitor.say("誰もいませんか")
    raw = RawDelivery.objects.get()
    (event,) = intake.read(raw)
    visitor.post("details/", {"name": "佐藤花子", "email": "hanako@example.com"})
    intake.handle(event, raw, closes=True)
    assert Customer.objects.get().family_name == "佐藤花子"
    assert Identity.objects.get(kind="email").value == "hanako@example.com"


def test_it_keeps_an_address_that_came_when_the_first_message_was_just_in(visitor):
    """The door has read the session already, and does not know yet who it is."""
    before = visitor.session
    visitor.write("誰もいませんか")
    details.leave(before, name="", email="hanako@example.com")
    assert Identity.objects.get(kind="email").customer == Customer.objects.get()


def test_it_refuses_what_is_no_address(visitor):
    answer = visitor.post("details/", {"email": "hanako at home"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_email")


def test_it_says_clearly_that_the_chat_is_paused(visitor, desk):
    Channel.objects.filter(pk=desk.chat.pk).update(paused_at=timezone.now())
    assert visitor.say().json() | {"request_id": ""} == {
        "code": "paused",
        "message": "このチャットは現在メッセージを受け付けていません。",
        "request_id": "",
    }
    assert visitor.get("messages/").status_code == 200


def test_it_keeps_a_blocked_customers_words_as_spam(visitor, desk):
    customer = visitor.write().customer
    Customer.objects.filter(pk=customer.pk).update(blocked_at=timezone.now())
    assert visitor.write("まだいます").conversation.status == "spam"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil", "http://localhost:9999"])
def test_it_takes_nothing_from_a_foreign_page(visitor, origin):
    answer = visitor.post("messages/", {"key": str(uuid.uuid4()), "text": "x"}, HTTP_ORIGIN=origin)
    assert answer.json()["code"] == "foreign_origin"


def test_it_does_not_know_other_sites_or_methods(desk, visitor):
    visitor.channel = Channel(public_id="nothing")
    assert visitor.say().json()["code"] == "unknown_site"
    visitor.channel = desk.chat
    answer = visitor.client.put(visitor.url("messages/"))
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")


def test_it_limits_messages_per_session(visitor, monkeypatch):
    limit = LIMITS["chat.message"].count
    answers = [visitor.say(str(number)).status_code for number in range(limit + 1)]
    assert answers == [202] * limit + [429]


@override_settings(TRUSTED_PROXIES=0)
def test_it_counts_a_bot_by_its_address_whatever_it_writes_into_headers(desk):
    limit = LIMITS["chat.session"].count
    codes = [
        Browser(desk.chat).post("session/", {}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").status_code
        for number in range(limit + 1)
    ]
    assert codes == [201] * limit + [429]
    assert VisitorSession.objects.count() == limit


@override_settings(TRUSTED_PROXIES=1)
def test_it_believes_its_own_proxy_and_nobody_before_it(desk):
    for number in range(LIMITS["chat.session"].count):
        Browser(desk.chat).post("session/", {}, HTTP_X_FORWARDED_FOR=f"6.6.6.{number}, 203.0.113.7")
    assert Browser(desk.chat).post("session/", {}, HTTP_X_FORWARDED_FOR="9.9.9.9, 203.0.113.7").status_code == 429
    assert Browser(desk.chat).post("session/", {}, HTTP_X_FORWARDED_FOR="203.0.113.7, 203.0.113.8").status_code == 201


def test_it_tells_a_browser_how_long_to_wait(visitor):
    for _ in range(LIMITS["chat.details"].count):
        visitor.post("details/", {})
    assert visitor.post("details/", {})["Retry-After"] == str(LIMITS["chat.details"].seconds)


def test_it_never_caches_and_never_sets_a_cookie(visitor):
    answer = visitor.get("messages/")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_it_reads_a_page_with_few_questions(visitor, django_assert_max_num_queries):
    visitor.write("一")
    with django_assert_max_num_queries(8):
        visitor.get("messages/")
    for number in range(5):
        visitor.write(str(number))
    with django_assert_max_num_queries(8):
        assert len(visitor.thread()) == 6
