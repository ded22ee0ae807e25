"""How our answers leave for LINE: for nothing while it is fresh, once whatever breaks, and in words where it fails."""

import sys
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_ingest import sending, sweeping
from channels_ingest.line import composing, replying
from channels_ingest.line import sending as line_sending
from channels_ingest.models import RawDelivery
from conversations import delivery, outbox, resting
from conversations.models import Channel, Direction, Message
from conversations.routes import routes_to
from tests.channels_ingest.line_account import HANAKO, Account
from tests.channels_ingest.sms_account import Account as SmsAccount
from tests.channels_ingest.visitor import work

REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"
LATER = timedelta(seconds=replying.FRESH.total_seconds() + 1)


def deliver(message: Message) -> Message:
    sending.deliver(message.pk)
    return Message.objects.select_related("channel").get(pk=message.pk)


def an_hour_later(message: Message) -> Message:
    """Whatever pause was made is over."""
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        return deliver(message)


def long_ago(account: Account) -> Message:
    """Hanako wrote, and the minute is over."""
    happened = int((timezone.now() - LATER).timestamp() * 1000)
    return account.writes("ずっと前", timestamp=happened)


def test_a_quick_answer_is_a_reply_and_costs_nothing(account: Account):
    sent = deliver(account.answers(account.writes()))
    assert (sent.delivery, account.line.used) == ("sent", 990)
    ((headers, body),) = account.line.asked(REPLY)
    assert body == {"replyToken": "token1", "messages": [{"type": "text", "text": "お調べします"}]}
    # LINE refuses a reply that carries a key.
    assert "x-line-retry-key" not in headers
    assert sent.external_id == "461230966842061"


def test_a_token_is_used_once_and_the_next_answer_is_a_push(account: Account):
    said = account.writes()
    deliver(account.answers(said, "一"))
    assert deliver(account.answers(said, "二")).delivery == "sent"
    assert [len(account.line.asked(path)) for path in (REPLY, PUSH)] == [1, 1]
    ((headers, body),) = account.line.asked(PUSH)
    assert (body["to"], len(headers["x-line-retry-key"])) == (HANAKO, 36)


def test_line_is_called_after_two_questions_of_the_database(account: Account):
    """Which message it is, with all that is sent of it; and whether there is a token. The rest comes after the call."""
    message, push, before = account.answers(long_ago(account)), account.line.message_push, []
    # The server of LINE answers in a thread that has a connection of its own.
    with CaptureQueriesContext(connections["default"]) as asked:
        account.line.message_push = lambda *given: before.append(len(asked)) or push(*given)
        deliver(message)
    assert before == [2], [one["sql"][:80] for one in asked]


def test_two_words_of_hers_are_two_tokens(account: Account):
    account.writes("一")
    said = account.writes("二")
    for text in ("あ", "い"):
        deliver(account.answers(said, text))
    assert [body["replyToken"] for _, body in account.line.asked(REPLY)] == ["token2", "token1"]


def test_after_a_minute_it_is_a_push(account: Account):
    assert deliver(account.answers(long_ago(account))).delivery == "sent"
    assert [len(account.line.asked(path)) for path in (REPLY, PUSH)] == [0, 1]


def test_a_token_that_line_refuses_is_followed_by_a_push(account: Account):
    account.line.spent.add("token1")
    assert deliver(account.answers(account.writes())).delivery == "sent"
    assert len(account.line.said) == 1


@pytest.mark.parametrize("trouble", ["broken", (500, {}, {})])
def test_nobody_knows_what_became_of_a_reply_that_broke(account: Account, trouble):
    """A push after it might be the second copy: a person decides, and then it is a push."""
    account.line.troubles[REPLY] = [trouble]
    sent = deliver(account.answers(account.writes()))
    assert (sent.delivery, account.line.asked(PUSH)) == ("unknown", [])
    outbox.retry(sent, account.desk.aya)
    assert deliver(sent).delivery == "sent"
    assert len(account.line.asked(PUSH)) == 1


def test_a_worker_that_died_while_it_replied_doubles_nothing(account: Account):
    said = account.writes()
    answer = account.answers(said)
    Message.objects.filter(pk=answer.pk).update(delivery="sending", attempts=1, claimed_at=timezone.now())
    replying.take(answer)
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        sweeping.sweep()
    answer.refresh_from_db()
    assert (answer.delivery, account.line.said) == ("unknown", [])
    outbox.retry(answer, account.desk.aya)
    assert deliver(answer).delivery == "sent"


def test_a_push_that_broke_is_repeated_and_line_keeps_one(account: Account):
    answer = account.answers(long_ago(account))
    account.line.troubles[PUSH] = ["broken"]
    assert deliver(answer).delivery == "queued"
    sent = an_hour_later(answer)
    assert (sent.delivery, sent.external_id) == ("sent", "461230966842064897")
    keys = {headers["x-line-retry-key"] for headers, _ in account.line.asked(PUSH)}
    assert (len(keys), len(account.line.said)) == (1, 1)


def test_a_worker_that_died_after_line_took_its_reply_doubles_nothing(account: Account, monkeypatch):
    """It has the answer, and has not written it down yet."""
    answer = account.answers(account.writes())
    with monkeypatch.context() as dying:
        dying.setattr(delivery, "mark_sent", lambda *told: sys.exit("killed"))
        with pytest.raises(SystemExit):
            deliver(answer)
    Message.objects.update(claimed_at=timezone.now() - delivery.CLAIM_DOUBTED)
    sending.settle_abandoned(answer.pk)
    assert Message.objects.get(pk=answer.pk).delivery == "unknown"
    assert len(account.line.said) == 1


def test_a_worker_that_died_while_it_pushed_repeats_by_itself(account: Account):
    answer = account.answers(long_ago(account))
    deliver(answer)
    Message.objects.filter(pk=answer.pk).update(delivery="sending", claimed_at=timezone.now() - timedelta(seconds=9))
    sweeping.sweep()
    answer.refresh_from_db()
    assert (answer.delivery, len(account.line.said)) == ("sent", 1)


def test_what_broke_longer_ago_than_line_remembers_is_for_a_person(account: Account):
    answer = account.answers(long_ago(account))
    account.line.troubles[PUSH] = ["broken"]
    with time_machine.travel(timezone.now() + timedelta(hours=24)):
        assert deliver(answer).delivery == "unknown"


def test_what_broke_and_waited_longer_than_line_remembers_is_for_a_person_too(account: Account):
    """An admin pauses the channel over a long weekend: a push would be the second copy."""
    answer = account.answers(long_ago(account))
    account.line.troubles[PUSH] = ["broken"]
    assert deliver(answer).delivery == "queued"
    with time_machine.travel(timezone.now() + timedelta(hours=60)):
        assert deliver(answer).delivery == "unknown"
        assert len(account.line.asked(PUSH)) == 1
        outbox.retry(answer, account.desk.aya)
        assert deliver(answer).delivery == "sent"


def test_a_reply_is_over_before_its_worker_is_taken_for_dead():
    assert delivery.CLAIM_DOUBTED.total_seconds() > line_sending.REPLY_SECONDS + 1


def test_line_s_own_reason_is_told(account: Account):
    answer = account.answers(long_ago(account))
    refused = {"message": "A message (messages[0]) in the request body is invalid", "details": [{"message": "too odd"}]}
    account.line.troubles[PUSH] = [(400, refused, {})]
    failed = deliver(answer)
    assert (failed.delivery, failed.failure_is_permanent) == ("failed", True)
    assert failed.failure == "LINE: A message (messages[0]) in the request body is invalid: too odd"


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_no_good_is_the_channel_s_trouble_and_the_message_waits(account: Account, status: int):
    answer = account.answers(long_ago(account))
    account.line.troubles[PUSH] = [(status, {"message": "Authentication failed"}, {})]
    assert (deliver(answer).delivery, answer_channel(account).trouble) == ("queued", "sign_in")
    resting.mended(account.channel)
    assert an_hour_later(answer).delivery == "sent"


def test_a_channel_whose_rest_is_over_can_be_written_on_again(account: Account):
    """Only what goes out shows that it works: were it refused for ever, nothing could."""
    answer = account.answers(long_ago(account))
    account.line.troubles[PUSH] = [(401, {"message": "Authentication failed"}, {})]
    deliver(answer)
    assert not any(route.usable for route in routes_to(answer.customer))
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert [route.usable for route in routes_to(answer.customer)] == [True]


def test_what_is_written_while_line_is_away_is_taken_and_waits(account: Account):
    answers = [account.answers(long_ago(account), str(number)) for number in range(3)]
    account.line.troubles[PUSH] = [(503, {}, {})] * 3
    for answer in answers:
        deliver(answer)
    assert answer_channel(account).resting_until > timezone.now()
    assert [route.usable for route in routes_to(answers[0].customer)] == [True]


def test_the_month_s_messages_used_up(account: Account):
    """Nothing is lost: it waits for next month, or for an answer within a minute."""
    answer = account.answers(long_ago(account))
    account.line.used = account.line.limit = 1000
    assert (deliver(answer).delivery, answer_channel(account).trouble) == ("queued", "quota")
    assert answer_channel(account).quota_left == 0
    assert deliver(account.answers(account.writes(), "枠が無くても返信")).delivery == "sent"
    account.line.used = 0
    assert an_hour_later(answer).delivery == "sent"


def test_the_composer_says_that_the_month_is_used_up(account: Account):
    """Until they write again: an answer within a minute costs nothing. And not for ever, because months end."""
    said = long_ago(account)
    account.line.used = account.line.limit = 1000
    deliver(account.answers(said))
    [route] = routes_to(said.customer)
    assert (route.usable, str(route.reason)) == (False, "今月送れる通数を使い切りました")
    account.writes("まだですか")
    assert [route.usable for route in routes_to(said.customer)] == [True]
    Message.objects.update(shown_at=timezone.now() - timedelta(minutes=2))
    assert [route.usable for route in routes_to(said.customer)] == [False]
    cache.clear()
    assert [route.usable for route in routes_to(said.customer)] == [True]


def test_it_waits_as_long_as_line_asks(account: Account):
    answer = account.answers(long_ago(account))
    account.line.troubles[PUSH] = [(429, {"message": "Too many requests"}, {"Retry-After": "90"})]
    assert deliver(answer).delivery == "queued"
    waits = answer_channel(account).resting_until - timezone.now()
    assert timedelta(seconds=80) < waits <= timedelta(seconds=90)


def test_a_line_that_is_away_is_left_alone_for_a_while(account: Account):
    answers = [account.answers(long_ago(account), str(number)) for number in range(3)]
    account.line.troubles[PUSH] = [(503, {}, {})] * 3
    assert [deliver(one).delivery for one in answers] == ["queued"] * 3
    assert answer_channel(account).trouble == "away"
    assert [an_hour_later(one).delivery for one in answers] == ["sent"] * 3
    assert answer_channel(account).trouble == ""


def test_what_is_left_of_the_month_is_kept_for_the_desk(account: Account):
    said = long_ago(account)
    deliver(account.answers(said, "一"))
    assert answer_channel(account).quota_left == 9
    deliver(account.answers(said, "二"))
    # LINE is asked every few minutes; in between we count ourselves.
    assert (answer_channel(account).quota_left, len(account.line.asked("/quota"))) == (8, 1)


def test_long_words_are_cut_as_line_counts(account: Account):
    assert composing.pieces("") == []
    assert [len(one) for one in composing.pieces("あ" * 5001)] == [5000, 1]
    assert [len(one) for one in composing.pieces("🍊" * 5000)] == [2500, 2500]
    deliver(account.answers(account.writes(), "🍊" * 5000))
    ((_, body),) = account.line.asked(REPLY)
    assert len(body["messages"]) == 2


def test_the_token_is_in_no_log_and_in_no_plain_column(account: Account, caplog):
    deliver(account.answers(account.writes()))
    raw = RawDelivery.objects.get(message__direction=Direction.IN)
    assert "token1" not in caplog.text + str(raw.meta)


def test_where_a_card_number_was_said_the_token_went_with_it(account: Account):
    said = account.writes("4111 1111 1111 1111")
    work()
    assert deliver(account.answers(said)).delivery == "sent"
    assert [len(account.line.asked(path)) for path in (REPLY, PUSH)] == [0, 1]


def answer_channel(account: Account) -> Channel:
    return Channel.objects.get(pk=account.channel.pk)


def test_the_desk_sees_what_is_left_of_the_month(account: Account):
    said = account.writes()
    page = account.desk.client(account.desk.aya).get(f"/conversations/{said.conversation_id}/").content.decode()
    assert "送信枠" not in page
    Channel.objects.filter(pk=account.channel.pk).update(quota_left=12)
    page = account.desk.client(account.desk.aya).get(f"/conversations/{said.conversation_id}/").content.decode()
    assert "送信枠 残り12通" in page


def test_a_lost_wake_up_does_not_stand_behind_the_queue_of_a_slower_channel(account: Account, twilio: SmsAccount):
    texted = twilio.writes()
    slow = [twilio.answers(texted, text).pk for text in ("一", "二", "三")]
    ours = account.answers(account.writes())
    assert delivery.due() == [slow[0], ours.pk, *slow[1:]]
