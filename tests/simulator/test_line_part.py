"""The played LINE answers as LINE's reference says, and signs as LINE's own library wants it."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from simulator import faults, line_events
from simulator.models import SimulatorCall, SimulatorOnce
from tests.simulator.practice import HANAKO, Practice

HELLO = [{"type": "text", "text": "承りました"}]
PUSH = "v2/bot/message/push"


def push(line: Practice, **more):
    return line.line("POST", PUSH, {"to": HANAKO.line_id, "messages": HELLO} | more)


def test_a_push_is_taken_and_shown_to_the_customer(line: Practice):
    answer = push(line)
    assert (answer.status, len(answer.json["sentMessages"])) == (200, 1)
    assert SimulatorCall.objects.get().said == [{"kind": "text", "text": "承りました"}]


def test_a_key_is_accepted_once(line: Practice):
    key = {"X_Line_Retry_Key": str(uuid.uuid4())}
    body = {"to": HANAKO.line_id, "messages": HELLO}
    first, again = (line.line("POST", PUSH, body, **key) for _ in range(2))
    assert (first.status, again.status) == (200, 409)
    assert again.json["sentMessages"] == first.json["sentMessages"]
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert SimulatorCall.objects.exclude(said=[]).count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"to": "nobody"}, "The property, 'to', in the request body is invalid (line: -, column: -)"),
        ({"messages": HELLO * 6}, "Size must be between 1 and 5"),
        ({"messages": [{"type": "text", "text": ""}]}, "May not be empty"),
        ({"messages": [{"type": "text", "text": "あ" * 5001}]}, "Length must be between 0 and 5000"),
        ({"messages": [{"type": "image", "originalContentUrl": "http://x.example/a.jpg", "previewImageUrl": "y"}]},
         "Must be a valid HTTPS URL"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_the_place_where_it_stands(line: Practice, wrong, told):
    answer = push(line, **wrong)
    assert (answer.status, told in answer.body.decode()) == (400, True)


def test_a_stranger_is_refused_and_uses_no_trouble_up(line: Practice):
    faults.plan(line.channel, faults.BROKEN, 1)
    answer = line.line("POST", PUSH, {"to": HANAKO.line_id, "messages": HELLO}, Authorization="Bearer guessed")
    assert (answer.status, faults.left(line.channel)) == (401, {faults.BROKEN: 1})


def reply(line: Practice, token: str, **headers: str):
    return line.line("POST", "v2/bot/message/reply", {"replyToken": token, "messages": HELLO}, **headers).status


def test_a_reply_token_works_once_and_for_a_minute(line: Practice):
    line.says()
    line.says()
    first, second = SimulatorOnce.objects.filter(kind="reply").order_by("pk")
    assert [reply(line, first.value), reply(line, first.value), reply(line, "x")] == [200, 400, 400]
    SimulatorOnce.objects.filter(pk=second.pk).update(at=timezone.now() - timedelta(seconds=61))
    assert reply(line, second.value) == 400


def test_a_reply_takes_no_key(line: Practice):
    line.says()
    token = SimulatorOnce.objects.get(kind="reply").value
    assert reply(line, token, X_Line_Retry_Key=str(uuid.uuid4())) == 400
    assert reply(line, token) == 200


def test_it_tells_who_it_is_and_what_is_left(line: Practice):
    bot = line.line("GET", "v2/bot/info").json
    profile = line.line("GET", f"v2/bot/profile/{HANAKO.line_id}").json
    line.line("POST", PUSH, {"to": HANAKO.line_id, "messages": HELLO}, X_Line_Retry_Key=str(uuid.uuid4()))
    assert bot["userId"] == line.channel.settings["bot_user_id"]
    assert profile["displayName"] == str(HANAKO.name)
    assert line.line("GET", "v2/bot/message/quota").json == {"type": "limited", "value": 1000}
    assert line.line("GET", "v2/bot/message/quota/consumption").json == {"totalUsage": 1}
    assert line.line("GET", "v2/bot/profile/U0").status == 404


def test_a_photo_can_be_fetched_by_its_message_s_id(line: Practice):
    photo = line.says(deed="photo")[0]
    answer = line.line("GET", f"v2/bot/message/{photo.name}/content")
    assert (answer.status, answer.body[:3]) == (200, b"\xff\xd8\xff")
    assert line.line("GET", "v2/bot/message/1/content").status == 404


def test_it_signs_as_the_official_library_reads_it(line: Practice):
    webhook = pytest.importorskip("linebot.v3.webhook")
    told = line_events.happening(line.channel, HANAKO, "sticker", "")
    call = line_events.call(line.channel, [told])
    parser = webhook.WebhookParser(line.secret("secret"))
    (event,) = parser.parse(call.body.decode(), call.headers["X-Line-Signature"])
    assert (event.type, event.message.type, event.source.user_id) == ("message", "sticker", HANAKO.line_id)
    assert not parser.signature_validator.validate(
        call.body.decode(), line_events.spoil(call).headers["X-Line-Signature"]
    )


def test_troubles_run_down(line: Practice):
    faults.plan(line.channel, faults.BROKEN, 2)
    faults.plan(line.channel, faults.THROTTLED, 1)
    answers = [push(line) for _ in range(4)]
    assert [answer.status for answer in answers] == [500, 500, 429, 200]
    assert answers[2].after == 30


def test_the_webhook_is_tested_with_no_events(line: Practice):
    told = line.line("POST", "v2/bot/channel/webhook/test", {}).json
    assert (told["success"], told["statusCode"]) == (True, 200)
    body = SimulatorCall.objects.get(direction="in").body
    assert json.loads(body)["events"] == []


REPLY = {"type": "postback", "label": "はい", "data": "choice:7:0", "displayText": "はい、お願いします"}
CARD = {"type": "bubble", "body": {"type": "box", "contents": [{"type": "button", "action": REPLY}]}}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"quickReply": {"items": [{"type": "action", "action": REPLY}] * 14}}, "Size must be between 1 and 13"),
        ({"quickReply": {"items": [{"type": "action", "action": REPLY | {"label": "長" * 21}}]}}, "between 1 and 20"),
        ({"quickReply": {"items": [{"type": "action", "action": REPLY | {"displayText": ""}}]}}, "displayText"),
        ({"type": "flex", "altText": "長" * 1501, "contents": CARD}, "between 0 and 1500"),
        ({"type": "flex", "altText": "カード", "contents": {"body": [{"type": "button", "action": {}}]}}, "contents"),
    ],
)
def test_buttons_that_line_refuses_are_refused(line: Practice, more, told):
    answer = push(line, messages=[HELLO[0] | more])
    assert (answer.status, told in answer.body.decode()) == (400, True)


def test_a_card_shows_its_buttons_wherever_they_stand(line: Practice):
    push(line, messages=[{"type": "flex", "altText": "カード", "contents": CARD}])
    (bubble,) = SimulatorCall.objects.get().said
    assert [(one["label"], one["data"]) for one in bubble["buttons"]] == [("はい", "choice:7:0")]
