"""The played Twilio and Vonage answer and sign as their own documentation and libraries say."""

from urllib.parse import parse_qsl

import pytest
from django.conf import settings

from channels_ingest.adapters.webhook import webhook_address
from omnidesk.calling import Answer
from simulator import acting, faults, signing
from simulator.models import SimulatorCall
from tests.simulator.practice import HANAKO, Practice

# From vonage-php-sdk-core and vonage-python-sdk.
FIELDS = {
    "message-timestamp": "2013-11-21 15:27:30", "messageId": "020000001B0FE827", "msisdn": "14843472194",
    "text": "Test again", "timestamp": "1385047698", "to": "13239877404", "type": "text",
}  # fmt: skip
PUBLISHED = {
    "md5hash": "d2e7b1dc968737c5998ad624e02f90b7",
    "md5": "DDEBD46008C2D4E93CCE578A332A52D5",
    "sha1": "27D0D05C2876C7CB1720DBCDBA4D492E1E55C09A",
    "sha256": "DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330",
}


@pytest.mark.parametrize("method", PUBLISHED)
def test_vonage_signs_as_published(method: str):
    assert signing.vonage("my_secret_key_for_testing", FIELDS, method).upper() == PUBLISHED[method].upper()


def test_twilio_signs_as_published():
    fields = {
        "CallSid": "CA1234567890ABCDE", "Digits": "1234", "From": "+14158675309", "To": "+18005551212",
        "Caller": "+14158675309",
    }  # fmt: skip
    signature = signing.twilio("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields)
    assert signature == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_twilio_s_own_library_believes_it(twilio: Practice):
    validator = pytest.importorskip("twilio.request_validator").RequestValidator(twilio.secret("auth_token"))
    told = twilio.provider.happening(twilio.channel, HANAKO, "text", "充電できません & ?")
    (call,) = twilio.provider.calls(twilio.channel, [told])
    fields, address = dict(parse_qsl(call.body.decode(), keep_blank_values=True)), webhook_address(twilio.channel)
    assert validator.validate(address, fields, call.headers["X-Twilio-Signature"])
    assert not validator.validate(address, fields, twilio.provider.spoil(call).headers["X-Twilio-Signature"])


def test_twilio_takes_a_message_and_queues_it(twilio: Practice):
    answer = twilio.twilio()
    told = answer.json
    assert (answer.status, told["status"], told["to"], told["body"]) == (201, "queued", HANAKO.phone, "承りました")
    assert SimulatorCall.objects.get().said == [{"kind": "text", "text": "承りました"}]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": "+81abc"}, 21211),
        ({"To": ""}, 21604),
        ({"From": "+15005550006"}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": "あ" * 1601}, 21617),
    ],
)
def test_twilio_refuses_with_its_codes(twilio: Practice, fields: dict[str, str], code: int):
    answer = twilio.twilio(**fields)
    assert (answer.status, answer.json["code"], answer.json["status"]) == (400, code, 400)
    assert answer.json["more_info"].endswith(str(code))


def test_twilio_lets_nothing_through_after_stop(twilio: Practice):
    twilio.says("STOP")
    refused = twilio.twilio()
    twilio.says("start")
    assert (refused.json["code"], twilio.twilio().status) == (21610, 201)


def test_twilio_knows_its_customer_only_with_the_token(twilio: Practice):
    account = twilio.channel.settings["account_sid"]
    answer = twilio.ask("GET", f"2010-04-01/Accounts/{account}.json", Authorization="Basic eDp5")
    assert (answer.status, answer.json["code"]) == (401, 20003)


def row(answer: Answer) -> dict[str, str]:
    return answer.json["messages"][0]


def test_vonage_takes_a_message_and_says_no_with_200(vonage: Practice):
    taken, no = vonage.vonage(**{"client-ref": "m-1"}), vonage.vonage(api_secret="guessed")
    assert (taken.status, row(taken)["status"], row(taken)["client-ref"]) == (200, "0", "m-1")
    assert (no.status, row(no)) == (200, {"status": "4", "error-text": "Bad Credentials"})
    wrong = [{"to": ""}, {"to": "x"}, {"from": "1"}]
    assert [row(vonage.vonage(**fields))["status"] for fields in wrong] == ["2", "3", "15"]


def test_vonage_spoils_what_is_not_told_to_be_unicode(vonage: Practice):
    vonage.vonage(type="text")
    assert SimulatorCall.objects.get().said == [{"kind": "text", "text": "?????"}]


def test_receipts_come_for_what_wanted_them_and_only_to_this_channel(twilio: Practice):
    twilio.twilio(StatusCallback="https://elsewhere.example/in/?ref=7")
    rows = acting.report(SimulatorCall.objects.get().pk)
    assert [(row.path, row.status) for row in rows] == [("sent", 200), ("delivered", 200)]
    assert all(settings.SIMULATOR_URL not in row.body and "elsewhere" not in row.body for row in rows)


def test_receipts_can_be_lost_and_can_tell_of_failure(twilio: Practice):
    twilio.twilio()
    faults.plan(twilio.channel, faults.SILENT, 1)
    faults.plan(twilio.channel, faults.UNDELIVERED, 1)
    sent = SimulatorCall.objects.get().pk
    assert acting.report(sent) == []
    assert [row.path for row in acting.report(sent)] == ["sent", "undelivered"]
