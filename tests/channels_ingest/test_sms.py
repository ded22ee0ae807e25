"""What Hanako writes by SMS through Twilio, and what Twilio tells of our answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_ingest import intake, keeping
from channels_ingest.models import RawDelivery, Refusal
from channels_ingest.sms.twilio import Twilio
from conversations import delivery
from conversations.models import Channel, Message
from conversations.routes import routes
from customers import consents
from customers.models import Assurance, Identity
from tests.channels_ingest.providers import TWILIO_NUMBER, TWILIO_SID, twilio_body, twilio_signed
from tests.channels_ingest.sms_account import HANAKO, Account, deliver
from tests.channels_ingest.sms_server import ACCOUNT, SIGNED_IN
from tests.channels_ingest.visitor import work
from tests.conversations.test_files import picture
from tests.fixtures import FOLDER

FIXTURES = FOLDER / "webhooks" / "twilio"
MEDIA = f"{ACCOUNT}/Messages/MM1/Media/ME1"


def test_hanako_is_somebody_whom_the_network_vouches_for(twilio: Account):
    message = twilio.writes("充電できません")
    assert (message.text, message.external_id, message.conversation.team) == (
        "充電できません", "SM1", twilio.desk.support
    )  # fmt: skip
    found = message.identity
    assert (found.kind, found.scope, found.value, found.display) == ("phone", "", HANAKO, "090-1234-5678")
    assert (found.assurance, message.unverified_sender) == (Assurance.ATTESTED, False)
    assert twilio.writes("二通目").identity == found


def test_twilio_hears_that_there_is_nothing_to_say(twilio: Account):
    signed = {"X-Twilio-Signature": "x"}
    assert twilio.post(twilio_body("1", "x"), headers=signed).status_code == 403
    twilio.writes()
    body = twilio_body("9", "x")
    answer = twilio.post(body, headers=twilio_signed(body, twilio.channel))
    assert (answer["Content-Type"], answer.content.decode()[-11:]) == ("text/xml", "<Response/>")


@pytest.mark.parametrize("said", ["384387", "Amazon", "+81312345678", "+815087654321", "12345"])
def test_what_no_phone_of_a_customer_sends_from_is_a_claim_and_cannot_be_answered(twilio: Account, said: str):
    message = twilio.writes("認証番号のお知らせ", From=said)
    found = message.identity
    assert (found.value, found.assurance, message.unverified_sender) == (said, Assurance.CLAIMED, True)
    assert twilio.writes("もう一度", From=said).identity == found
    (route,) = routes(message.conversation, twilio.desk.aya)
    assert (route.usable, str(route.reason)) == (False, "SMSを受信できない番号です")


def test_an_s_m_s_costs_so_many_queries(twilio: Account):
    twilio.writes("一通目")
    body = twilio_body("x", "二通目")
    raw = keeping.kept(twilio.channel, "SMx", body)[0]
    with CaptureQueriesContext(connection) as seen:
        intake.ingest(raw.pk)
    assert Message.objects.filter(text="二通目").exists()
    assert len(seen) <= 8, "\n".join(query["sql"][:160] for query in seen)


def test_a_picture_of_an_mms_is_fetched_with_our_credentials(twilio: Account):
    twilio.api.files[MEDIA] = picture()
    message = twilio.writes("写真です", NumMedia="1", MediaUrl0=f"{Twilio.api}{MEDIA}")
    assert (message.text, message.attachments.get().content_type) == ("写真です", "image/png")
    ((_verb, _path, headers, _form),) = [call for call in twilio.api.calls if call[1] == MEDIA]
    assert headers["authorization"] == SIGNED_IN


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/x.png", "http://169.254.169.254/", "cat.jpg", "", "https://api.twilio.com.evil.example/"],
)
def test_nothing_is_fetched_from_anywhere_else(twilio: Account, address: str):
    message = twilio.writes("写真です", NumMedia="1", MediaUrl0=address)
    assert message.text == "写真です\n[MMSのファイルを取得できませんでした]"
    assert twilio.api.calls == []


def test_a_picture_that_is_away_is_waited_for_and_then_missed_in_words(twilio: Account):
    twilio.api.troubles[MEDIA] = [(503, {}, {}), "broken", (429, {}, {}), (500, {}, {})]
    told = {"NumMedia": "1", "MediaUrl0": f"{Twilio.api}{MEDIA}", "Body": "写真です"}
    twilio.twilio(twilio_body("7", **told))
    for _ in range(3):
        assert not Message.objects.exists()
        RawDelivery.objects.update(retry_at=timezone.now())
        work()
    assert Message.objects.get().text == "写真です\n[MMSのファイルを取得できませんでした]"


@pytest.mark.parametrize(
    "word", ["STOP", "stop", "　ＳＴＯＰ。", "Quit", "REVOKE", "OptOut", "停止", "配信停止", "ｽﾄｯﾌﾟ", "解除"]
)
def test_one_word_stops_everything_and_is_shown_too(twilio: Account, word: str):
    before = twilio.writes("こんにちは")
    waiting = twilio.answers(before)
    message = twilio.writes(word)
    found = message.identity
    assert message.text == word.strip()
    assert consents.stopped([found]) == {("phone", HANAKO)}
    assert found.consents.latest("pk").evidence
    (route,) = [one for one in routes(message.conversation, twilio.desk.aya) if one.channel == twilio.channel]
    assert (route.usable, str(route.reason)) == (False, "同意なし")
    sent = deliver(waiting)
    assert (sent.delivery, sent.failure_is_permanent, twilio.api.said) == ("failed", True, [])


@pytest.mark.parametrize("words", ["停止したいのですが", "STOP it", "help", "ヘルプ", "はい", "注文の解除はできますか"])
def test_a_sentence_or_a_call_for_help_is_a_message(twilio: Account, words: str):
    assert consents.stopped([twilio.writes(words).identity]) == set()


def test_start_opens_what_was_stopped_and_yes_is_else_an_answer(twilio: Account):
    found = twilio.writes("YES").identity
    assert not found.consents.exists()
    twilio.writes("停止")
    twilio.writes("再開")
    assert consents.stopped([found]) == set()
    assert deliver(twilio.answers(twilio.writes("ありがとう"))).delivery == "sent"


def test_a_word_of_the_company_s_own_counts_as_what_twilio_took_it_for(twilio: Account):
    found = twilio.writes("解約", OptOutType="STOP").identity
    assert consents.stopped([found]) == {("phone", HANAKO)}
    assert found.consents.latest("pk").evidence == "解約"
    twilio.writes("HELP", OptOutType="HELP")
    assert consents.stopped([found])
    twilio.writes("また送って", OptOutType="START")
    assert consents.stopped([found]) == set()


@pytest.mark.parametrize("status", [{"SmsStatus": ""}, {"SmsStatus": "receiving"}, {"MessageStatus": "received"}])
def test_words_that_come_in_are_no_receipt_whatever_is_said_of_their_way(twilio: Account, status: dict[str, str]):
    assert twilio.writes("届きましたか", **status).text == "届きましたか"


@pytest.mark.parametrize("had_asked", [False, True])
def test_start_brings_back_no_offers_that_nobody_had_asked_for(twilio: Account, had_asked: bool):
    found = twilio.writes("こんにちは").identity
    if had_asked:
        consents.say(found, "news", "granted", consents.Said("form"))
    twilio.writes("停止")
    twilio.writes("再開")
    assert bool(consents.stopped([found], "news")) is not had_asked


def test_a_stop_in_practice_stops_nobody_real(twilio: Account):
    real = twilio.writes("こんにちは").identity
    Channel.objects.update(is_practice=True)
    twilio.channel.refresh_from_db()
    twilio.writes("STOP")
    practised = Identity.objects.exclude(pk=real.pk).get(scope=twilio.channel.public_id)
    assert (consents.stopped([real]), len(consents.stopped([practised]))) == (set(), 1)


def status(sid: str, status: str, **more: str) -> bytes:
    told = {"MessageSid": sid, "MessageStatus": status, "To": HANAKO, "From": TWILIO_NUMBER, "AccountSid": TWILIO_SID}
    return twilio_body("", **told | more)


def test_it_tells_how_far_an_answer_got(twilio: Account):
    sent = deliver(twilio.answers(twilio.writes()))
    assert (sent.delivery, sent.external_id) == ("sent", f"SM{1:032d}")
    for word in ("queued", "sent", "delivered", "sent"):
        twilio.twilio(status(sent.external_id, word))
    sent.refresh_from_db()
    assert sent.delivery == "delivered"
    assert set(RawDelivery.objects.values_list("state", flat=True)) == {"parsed"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("30001", "thrown away"),
        ("30002", "suspended"),
        ("30003", "switched off"),
        ("30007", "spam"),
        ("30005", "not in use"),
        ("99999", "Twilio 99999"),
        ("", "refused"),
    ],
)
def test_what_did_not_arrive_says_why(twilio: Account, code: str, words: str):
    sent = deliver(twilio.answers(twilio.writes()))
    twilio.twilio(status(sent.external_id, "undelivered", ErrorCode=code))
    sent.refresh_from_db()
    assert sent.delivery == "failed"
    assert words in sent.failure


def test_a_receipt_finds_a_message_whose_sending_broke(twilio: Account):
    twilio.api.troubles[f"{ACCOUNT}/Messages.json"] = ["broken"]
    sent = deliver(twilio.answers(twilio.writes()))
    assert sent.delivery == "unknown"
    called_back = twilio.api.said[0]["StatusCallback"]
    query = called_back.partition("?")[2]
    twilio.twilio(status("SM77", "delivered"), f"?{query}")
    sent.refresh_from_db()
    assert sent.delivery == "delivered"


def test_a_message_whose_sending_broke_is_sent_as_soon_as_twilio_says_so(twilio: Account):
    """Some networks never tell of an arrival: in doubt for ever, it would be sent a second time."""
    twilio.api.troubles[f"{ACCOUNT}/Messages.json"] = ["broken"]
    broken = deliver(twilio.answers(twilio.writes()))
    query = twilio.api.said[0]["StatusCallback"].partition("?")[2]
    Message.objects.filter(pk=broken.pk).update(delivery="sending")
    twilio.twilio(status("SM77", "sent"), f"?{query}")
    Message.objects.filter(pk=broken.pk).update(delivery="unknown")
    RawDelivery.objects.update(retry_at=None)
    work()
    broken.refresh_from_db()
    assert (broken.delivery, broken.external_id) == ("sent", "SM77")


def test_a_failure_that_is_told_before_the_sending_ended_waits_for_its_end(twilio: Account):
    sent = deliver(twilio.answers(twilio.writes()))
    Message.objects.filter(pk=sent.pk).update(delivery="sending")
    twilio.twilio(status(sent.external_id, "failed", ErrorCode="30003"), f"?omnidesk-message={sent.pk}")
    delivery.mark_sent(sent.pk, sent.external_id)
    RawDelivery.objects.update(retry_at=None)
    work()
    sent.refresh_from_db()
    assert sent.delivery == "failed"


def test_a_receipt_names_a_message_of_its_own_channel_only(twilio: Account):
    other = twilio.desk.writes("チャットの話")
    Message.objects.filter(pk=other.pk).update(direction="out", delivery="sent")
    twilio.twilio(status("SM1", "delivered"), f"?omnidesk-message={other.pk}")
    other.refresh_from_db()
    assert other.delivery == "sent"


def test_a_receipt_of_a_stop_at_twilio_goes_into_our_own_book(twilio: Account):
    said = twilio.writes()
    sent = deliver(twilio.answers(said))
    for _ in range(2):
        twilio.twilio(status(sent.external_id, "failed", ErrorCode="21610"))
    assert consents.stopped([said.identity]) == {("phone", HANAKO)}


INBOUND = {
    "sms_inbound.txt": ("+19253920364", "AC58f1e8f2b1c6b88ca90a012a4be0c279", "twilio-go testing!"),
    "sms_inbound_courier.txt": ("+12028831111", "acctid", "Msg"),
    "sms_inbound_shortcode.txt": ("384387", "acctid", "John Cruz"),
    "mms_inbound_media.txt": ("+12028831111", "acctid", "\n".join(["[MMSのファイルを取得できませんでした]"] * 2)),
}


@pytest.mark.parametrize("name", INBOUND)
def test_recorded_messages_are_taken_in(twilio: Account, name: str):
    number, sid, text = INBOUND[name]
    twilio.channel.settings |= {"number": number, "account_sid": sid}
    twilio.channel.save()
    for _ in range(2):
        twilio.twilio((FIXTURES / name).read_bytes().strip())
    message = Message.objects.get()
    assert (message.text, message.identity.assurance) == (text, Assurance.ATTESTED)


RECEIPTS = {
    "sms_status_delivered.txt": ("+12028831111", "acctid", "delivered"),
    "sms_status_delivered_chatwoot.txt": ("+12345", "ACxxx", "delivered"),
    "sms_status_failed_21610_stop.txt": ("+12028831111", "acctid", "failed"),
    "sms_status_read.txt": ("+12028831111", "acctid", "read"),
    "sms_status_sent_messaging_service.txt": ("+14133881111", "acctid", "sending"),
}


@pytest.mark.parametrize("name", RECEIPTS)
def test_recorded_receipts_are_noted(twilio: Account, name: str):
    number, sid, becomes = RECEIPTS[name]
    body = (FIXTURES / name).read_bytes().strip()
    sent = twilio.answers(twilio.writes())
    about = body.decode().partition("MessageSid=")[2].partition("&")[0]
    Message.objects.filter(pk=sent.pk).update(delivery="sending", external_id=about)
    twilio.channel.settings |= {"number": number, "account_sid": sid}
    twilio.channel.save()
    twilio.twilio(body)
    sent.refresh_from_db()
    assert sent.delivery == becomes


def test_every_recorded_sms_of_twilio_s_is_tried():
    assert {file.name for file in FIXTURES.glob("[sm]ms_*")} == {*INBOUND, *RECEIPTS}


def test_a_call_or_whatsapp_at_the_door_of_sms_is_no_message(twilio: Account):
    for name in ("voice_client_inbound_ringing.txt", "whatsapp_inbound.txt"):
        body = (FIXTURES / name).read_bytes().strip()
        assert twilio.post(body, headers=twilio_signed(body, twilio.channel)).status_code == 403
    assert Refusal.objects.get().reason == "recipient"
