"""The connection test of a channel of SMS: what is wrong, and what an admin does about it."""

import pytest
from django.test import Client
from django.utils.translation import override

from channels_ingest.adapters.sms import Sms
from channels_ingest.adapters.webhook import Check, webhook_address
from channels_ingest.channel_forms import SetupForm
from conversations.models import Channel
from tests.channels_ingest.providers import TWILIO_SID, twilio_body
from tests.channels_ingest.sms_account import Account
from tests.channels_ingest.sms_server import ACCOUNT


def lines(account: Account) -> list[tuple[str, str]]:
    account.channel.refresh_from_db()
    with override("en"):
        return [(check.outcome, str(check.detail)) for check in Sms().check(account.channel)]


def test_twilio_is_well(twilio: Account):
    twilio.api.number["sms_url"] = webhook_address(twilio.channel)
    assert [outcome for outcome, _detail in lines(twilio)] == ["met", "met", "met"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"sms_url": ""}, "No address is entered"),
        ({"sms_url": "https://old.example/sms"}, "https://old.example/sms"),
        ({"capabilities": {"sms": False}}, "cannot send SMS"),
        ({"phone_number": "+815000000000"}, "not among the numbers"),
    ],
)
def test_twilio_s_number_is_not_as_it_should_be(twilio: Account, row: dict[str, object], words: str):
    twilio.api.number |= row
    outcome, detail = lines(twilio)[-1]
    assert (outcome, words in detail) == ("failed", True)


def test_a_number_that_calls_by_get_is_told(twilio: Account):
    twilio.api.number |= {"sms_url": webhook_address(twilio.channel), "sms_method": "GET"}
    assert "Choose POST" in lines(twilio)[-1][1]


def test_a_wrong_token_is_told(twilio: Account):
    Channel.objects.update(credentials='{"auth_token": "wrong"}')
    assert "auth token (401)" in lines(twilio)[0][1]


def test_twilio_that_is_away_is_told(twilio: Account):
    twilio.api.troubles[f"{ACCOUNT}.json"] = ["broken"]
    assert lines(twilio) == [("failed", "The provider did not answer. Try again in a moment.")]


def test_vonage_is_well_once_something_came(vonage: Account):
    assert [outcome for outcome, _detail in lines(vonage)] == ["met", "met", "warned"]
    vonage.writes()
    assert [outcome for outcome, _detail in lines(vonage)] == ["met", "met"]


def test_no_credit_is_told(vonage: Account):
    vonage.api.balance = 0
    assert lines(vonage)[1] == ("warned", "None is left: nothing goes out until it is topped up.")


def test_what_was_refused_says_what_to_mend(vonage: Account, twilio: Account):
    Client().get(f"/in/sms/{vonage.channel.public_id}/?messageId=1")
    assert lines(vonage)[-1][1].startswith("1 were refused in 24 hours. The provider calls by GET")
    twilio.post(twilio_body("1", "x"))
    assert "Enter the secret again" in lines(twilio)[-1][1]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "SMS provider"),
        ({"provider": "twilio"}, "Number that sends, Twilio: account SID, Twilio: auth token"),
        (
            {"provider": "vonage"},
            "Number that sends, Vonage: API key, Vonage: API secret, Vonage: signature secret",
        ),
    ],
)
def test_what_is_still_to_be_entered_is_listed(db, settings: dict[str, str], words: str):
    with override("en"):
        (check,) = Sms().check(Channel(kind="sms", settings=settings))
        assert isinstance(check, Check)
        assert (check.outcome, str(check.detail)) == ("failed", f"Still to be entered: {words}")


def test_what_an_admin_enters_is_asked_for_in_its_form(db):
    right = {"provider": "twilio", "number": "+81 50-1234-5678", "account_sid": TWILIO_SID, "auth_token": "a" * 32}
    channel = Channel(kind="sms")
    assert SetupForm(right, channel=channel, adapter=Sms()).is_valid()
    wrong = right | {"number": "050-12", "account_sid": "SK1"}
    assert set(SetupForm(wrong, channel=channel, adapter=Sms()).errors) == {"number", "account_sid"}
