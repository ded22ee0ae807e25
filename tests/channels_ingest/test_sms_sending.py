"""How our answers leave by SMS: once, to phones only, and in words where they do not."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from channels_ingest.sms.twilio import Twilio
from conversations import outbox
from conversations.models import Channel, Message
from conversations.routes import routes_to
from customers import consents
from customers.consents import Said
from customers.identifying import Claim, add
from customers.models import IdentityKind
from tests.channels_ingest.providers import TWILIO_NUMBER
from tests.channels_ingest.sms_account import HANAKO, Account, deliver
from tests.channels_ingest.sms_server import SENDING, VONAGE
from tests.conversations.test_files import kept, picture

PDF = b"%PDF-1.7 in short"


def test_twilio_is_given_the_words_and_where_to_report(twilio: Account):
    sent = deliver(twilio.answers(twilio.writes(), "お調べします👍"))
    assert sent.delivery == "sent"
    (form,) = twilio.api.said
    told = f"https://desk.example.com/in/sms/{twilio.channel.public_id}/?omnidesk-message={sent.pk}"
    assert form == {"To": HANAKO, "From": TWILIO_NUMBER, "Body": "お調べします👍", "StatusCallback": told}


def test_a_messaging_service_chooses_the_number(twilio: Account):
    twilio.channel.settings |= {"messaging_service_sid": "MG1"}
    twilio.channel.save()
    deliver(twilio.answers(twilio.writes()))
    assert (twilio.api.said[0]["MessagingServiceSid"], "From" in twilio.api.said[0]) == ("MG1", False)


def test_a_file_travels_as_its_address(twilio: Account):
    said = twilio.writes()
    file = kept(PDF, "取扱説明書.pdf", uploaded_by=twilio.desk.aya)
    deliver(twilio.answers(said, "こちらです", file))
    words, _, address = twilio.api.said[0]["Body"].partition("\nファイル: 取扱説明書.pdf ")
    assert (words, address.startswith("https://desk.example.com/")) == ("こちらです", True)
    got = Client().get(urlsplit(address).path)
    assert (got.status_code, got.getvalue()) == (200, PDF)


def in_america(twilio: Account, **settings: str) -> Message:
    """An answer with a picture and a manual to a number of the USA."""
    twilio.channel.settings = twilio.channel.settings | settings
    twilio.channel.save()
    said = twilio.writes(From="+12025550123")
    manual = kept(PDF, "manual.pdf", uploaded_by=twilio.desk.aya)
    photo = kept(picture("JPEG"), "photo.jpg", uploaded_by=twilio.desk.aya)
    return deliver(twilio.answers(said, "Here you are", photo, manual))


def test_a_picture_goes_as_mms_where_the_number_offers_it(twilio: Account):
    assert in_america(twilio, mms="yes").delivery == "sent"
    (form,) = twilio.api.said
    assert form["MediaUrl"].startswith("https://desk.example.com/files/sent/")
    assert "manual.pdf https://" in form["Body"]
    assert "photo.jpg" not in form["Body"]


def test_without_the_offer_or_to_japan_it_stays_an_address(twilio: Account):
    in_america(twilio)
    twilio.channel.settings = twilio.channel.settings | {"mms": "yes", "per_second": "500"}
    twilio.channel.save()
    photo = kept(picture("JPEG"), "写真.jpg", uploaded_by=twilio.desk.aya)
    deliver(twilio.answers(twilio.writes(), "どうぞ", photo))
    assert [("MediaUrl" in form, "https://" in form["Body"]) for form in twilio.api.said] == [(False, True)] * 2


def test_nothing_is_reported_to_where_nobody_can_call(twilio: Account, settings):
    said = twilio.writes()
    settings.PUBLIC_URL = "http://localhost:8000"
    deliver(twilio.answers(said))
    assert "StatusCallback" not in twilio.api.said[0]


def test_vonage_is_given_the_words_in_the_alphabet_they_need(vonage: Account):
    said = vonage.writes()
    sent, plain = deliver(vonage.answers(said, "お調べします")), deliver(vonage.answers(said, "OK!"))
    assert (sent.delivery, sent.external_id) == ("sent", f"0C{1:014d}")
    assert plain.delivery == "sent"
    form, other = vonage.api.said
    assert (form["from"], form["to"], form["type"], other["type"]) == (
        "815011112222",
        "819012345678",
        "unicode",
        "text",
    )
    assert form["callback"].endswith(f"/in/sms/{vonage.channel.public_id}/")


@pytest.mark.parametrize("trouble", ["broken", (500, {}, {}), (503, {"code": 20500}, {})])
@pytest.mark.parametrize(("provider", "path"), [("twilio", SENDING), ("vonage", VONAGE)])
def test_what_may_have_gone_is_never_sent_twice(request: pytest.FixtureRequest, provider: str, path: str, trouble):
    account = request.getfixturevalue(provider)
    account.api.troubles[path] = [trouble]
    waiting = account.answers(account.writes())
    assert (deliver(waiting).delivery, deliver(waiting).delivery) == ("unknown", "unknown")
    assert len([call for call in account.api.calls if call[1] == path]) == 1


def test_a_provider_that_breaks_off_again_and_again_is_left_alone(twilio: Account):
    """Three may have gone; the fourth waits, and is not spent on it."""
    twilio.api.troubles[SENDING] = ["broken"] * 3
    said = twilio.writes()
    assert [deliver(twilio.answers(said, text)).delivery for text in "一二三"] == ["unknown"] * 3
    assert deliver(twilio.answers(said, "四")).delivery == "queued"
    assert len([call for call in twilio.api.calls if call[1] == SENDING]) == 3


def test_what_surely_did_not_go_is_tried_again(twilio: Account, settings, monkeypatch):
    waiting = twilio.answers(twilio.writes())
    right = Twilio.api
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    monkeypatch.setattr(Twilio, "api", "http://127.0.0.1:9")
    tried = deliver(waiting)
    assert (tried.delivery, tried.failure.startswith("The SMS provider cannot be reached")) == ("queued", True)
    settings.SIMULATOR_URL = right
    monkeypatch.setattr(Twilio, "api", right)
    Message.objects.update(next_attempt_at=timezone.now())
    assert deliver(waiting).delivery == "sent"


NO = {"code": 20003, "message": "Authenticate"}
REFUSALS = [
    ((401, NO, {}), "sign_in"),
    ((403, {}, {}), "sign_in"),
    ((404, {"code": 20404}, {}), "sign_in"),
    ((429, {"code": 20429}, {"Retry-After": "40"}), "away"),
    ((429, {"code": 63038}, {}), "quota"),
    # Out of funds: told with 401, and yet the credentials are right.
    ((401, {"code": 20005}, {}), "quota"),
]


@pytest.mark.parametrize(("trouble", "kind"), REFUSALS)
def test_a_fault_of_the_account_rests_the_channel_and_keeps_the_message(twilio: Account, trouble, kind: str):
    twilio.api.troubles[SENDING] = [trouble]
    waiting = deliver(twilio.answers(twilio.writes()))
    assert (waiting.delivery, waiting.attempts, Channel.objects.get(pk=twilio.channel.pk).trouble) == (
        "queued",
        0,
        kind,
    )


CODES = [
    (21211, "This number is not in use."),
    (21614, "This number cannot receive SMS."),
    (21606, "Our own number cannot send SMS. An admin has to look at the channel."),
    (21617, "The message is too long for an SMS."),
    (21608, "A trial account may only write to numbers that were verified at the provider."),
    (12345, "Twilio 12345: 何か"),
]


@pytest.mark.parametrize(("code", "words"), CODES)
def test_a_fault_of_the_message_says_what_it_is(twilio: Account, code: int, words: str):
    twilio.api.troubles[SENDING] = [(400, {"code": code, "message": "何か"}, {})]
    failed = deliver(twilio.answers(twilio.writes()))
    assert (failed.delivery, failed.failure_is_permanent, failed.failure) == ("failed", True, words)


def test_where_too_much_waits_at_twilio_it_is_tried_again(twilio: Account):
    twilio.api.troubles[SENDING] = [(400, {"code": 21611}, {})]
    waiting = deliver(twilio.answers(twilio.writes()))
    assert (waiting.delivery, waiting.failure_is_permanent) == ("queued", False)


def test_a_code_that_we_know_says_more_than_its_status(twilio: Account):
    twilio.api.troubles[SENDING] = [(403, {"code": 21408}, {})]
    failed = deliver(twilio.answers(twilio.writes()))
    assert (failed.delivery, failed.failure_is_permanent) == ("failed", True)
    assert Channel.objects.get(pk=twilio.channel.pk).trouble == ""


def test_a_stop_that_only_twilio_knew_is_written_down(twilio: Account):
    said = twilio.writes()
    twilio.api.troubles[SENDING] = [(400, {"code": 21610}, {})]
    assert deliver(twilio.answers(said)).failure == "The customer has asked for no more SMS (STOP)."
    assert consents.stopped([said.identity]) == {("phone", HANAKO)}


VONAGE_ANSWERS = [
    ([{"status": "1"}], "queued", ""),
    ([{"status": "4"}], "queued", "sign_in"),
    ([{"status": "9"}], "queued", "quota"),
    ([{"status": "8"}], "queued", "quota"),
    ([{"status": "6"}], "failed", ""),
    ([{"status": "15"}], "failed", ""),
    ([{"status": "77", "error-text": "何か"}], "failed", ""),
    ([{"status": "5"}], "unknown", ""),
    ([{"status": "0", "message-id": "0C1"}, {"status": "1"}], "unknown", ""),
    ([], "unknown", ""),
    ("nonsense", "unknown", ""),
]


@pytest.mark.parametrize(("rows", "becomes", "trouble"), VONAGE_ANSWERS)
def test_vonage_refuses_with_200(vonage: Account, rows, becomes: str, trouble: str):
    vonage.api.troubles[VONAGE] = [(200, {"messages": rows}, {})]
    sent = deliver(vonage.answers(vonage.writes()))
    assert (sent.delivery, Channel.objects.get(pk=vonage.channel.pk).trouble) == (becomes, trouble)


@pytest.mark.parametrize("trouble", [(429, {}, {"Retry-After": "9"}), (401, {}, {})])
def test_vonage_may_refuse_with_a_status_too(vonage: Account, trouble):
    vonage.api.troubles[VONAGE] = [trouble]
    assert deliver(vonage.answers(vonage.writes())).delivery == "queued"


def test_a_landline_that_was_typed_says_why_it_is_not_reached(twilio: Account):
    customer = twilio.writes().customer
    landline = add(customer, Claim(IdentityKind.PHONE, "+81312345678"))
    found = {route.identity.value: (route.usable, str(route.reason)) for route in routes_to(customer)}
    assert found == {HANAKO: (True, ""), "+81312345678": (False, "SMSを受信できない番号です")}
    matter = customer.conversations.get()
    forced = outbox.automatic(matter, text="x", channel=twilio.channel, identity=landline)
    assert (deliver(forced).failure, twilio.api.said) == ("This number cannot receive SMS.", [])


def test_what_nobody_wrote_by_hand_is_held_by_a_stop_too(twilio: Account):
    said = twilio.writes()
    consents.say(said.identity, "support", "stopped", Said("agent"))
    notice = outbox.automatic(said.conversation, text="受け付けました", channel=twilio.channel, identity=said.identity)
    assert (deliver(notice).delivery, twilio.api.said) == ("failed", [])


def test_each_of_two_channels_reaches_her(twilio: Account):
    said = twilio.writes()
    Channel.objects.create(kind="sms", name="夜間SMS", team=twilio.desk.support, settings=twilio.channel.settings)
    assert {route.channel.name for route in routes_to(said.customer)} == {"みなと家電 SMS", "夜間SMS"}


def test_a_channel_that_was_never_set_up_says_so(twilio: Account):
    waiting = twilio.answers(twilio.writes())
    Channel.objects.update(settings={})
    assert deliver(waiting).failure == "The SMS channel is not set up yet."


def test_the_composer_shows_that_parts_count(twilio: Account):
    page = twilio.desk.client(twilio.desk.aya).get(f"/conversations/{twilio.writes().conversation_id}/")
    assert "data-segments" in page.content.decode()
