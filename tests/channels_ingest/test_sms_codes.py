"""One-time codes by SMS: the same rules as by mail, to exactly the number that is to be proven."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from channels_ingest.models import RawDelivery
from channels_ingest.sms.segments import UCS2
from conversations import code_letters
from conversations.models import Message
from customers.identifying import Claim, keep_claim
from customers.models import Assurance, Challenge, Identity
from omnidesk import limits
from tests.cast import Desk
from tests.channels_ingest.sms_account import HANAKO, Account, deliver
from tests.customers.test_proving import whole_database

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def unspent() -> None:
    limits.forget("code.address", f"phone/{HANAKO}")


def claimed(desk: Desk) -> Identity:
    """Hanako has typed her number in the chat."""
    desk.writes("充電できません")
    known = keep_claim(desk.hanako, Claim("phone", HANAKO))
    assert known is not None
    return known


def ask(desk: Desk, **data: object):
    return desk.client(desk.aya).post(reverse("codes", args=[desk.matter.pk]), data, headers=FETCH)


def sent() -> Message:
    return deliver(Message.objects.filter(direction="out", is_automatic=True).latest("pk"))


def code_in(body: str) -> str:
    found = re.search(r"確認コード: (\d{6})\b", body)
    assert found
    return found[1]


def test_one_key_sends_it_to_exactly_that_number_and_her_answer_proves_it(twilio: Account):
    identity = claimed(twilio.desk)
    assert ask(twilio.desk).status_code == 201
    message, form = sent(), twilio.api.said[0]
    digits = code_in(form["Body"])
    assert (form["To"], message.text, message.delivery) == (HANAKO, "確認コードを送りました", "sent")
    assert twilio.desk.writes(f"{digits} です").text == "(確認コード) です"
    identity.refresh_from_db()
    assert (identity.assurance, identity.assured_by) == (Assurance.PROVEN, "code")
    assert digits not in whole_database()


def test_an_answer_by_sms_is_taken_at_the_door_and_its_raw_is_let_go(twilio: Account):
    identity = twilio.writes().identity
    matter = Message.objects.latest("pk").conversation
    twilio.desk.client(twilio.desk.aya).post(reverse("codes", args=[matter.pk]), {"identity": identity.pk})
    digits = code_in(sent() and twilio.api.said[0]["Body"])
    assert twilio.writes(digits).text == "(確認コード)"
    identity.refresh_from_db()
    assert identity.assurance == Assurance.PROVEN
    assert [digits.encode() in raw.content for raw in RawDelivery.objects.all()] == [False, False]


def test_five_wrong_ones_end_it_and_a_number_gets_three_in_an_hour(twilio: Account):
    identity = claimed(twilio.desk)
    ask(twilio.desk, identity=identity.pk)
    digits = code_in(sent() and twilio.api.said[0]["Body"])
    for _ in range(5):
        twilio.desk.writes(f"{(int(digits) + 1) % 1_000_000:06}")
    twilio.desk.writes(digits)
    identity.refresh_from_db()
    assert (identity.assurance, Challenge.objects.get().tries) == (Assurance.CLAIMED, 5)
    assert [ask(twilio.desk, identity=identity.pk).status_code for _ in range(3)] == [201, 201, 429]


def test_one_that_ran_out_while_it_waited_is_not_sent(twilio: Account):
    ask(twilio.desk, identity=claimed(twilio.desk).pk)
    Challenge.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert (sent().failure, twilio.api.said) == (code_letters.CODE_OVER, [])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_one_part_by_vonage_in_either_language(vonage: Account, language: str):
    identity = claimed(vonage.desk)
    identity.customer.language = language
    identity.customer.save(update_fields=["language"])
    ask(vonage.desk, identity=identity.pk)
    assert sent().delivery == "sent"
    body = vonage.api.said[0]["text"]
    assert len(body) <= (UCS2[0] if language == "ja" else 160)


def test_no_code_goes_to_a_landline_nor_where_no_sms_is_set_up(twilio: Account):
    desk = twilio.desk
    claimed(desk)
    landline = keep_claim(desk.hanako, Claim("phone", "03-1234-5678"))
    assert landline is not None
    panel = reverse("conversation-panel", args=[desk.matter.pk])
    assert desk.client(desk.aya).get(panel).content.decode().count("data-send-code") == 1
    assert ask(desk, identity=landline.pk).json()["code"] == "no_way"
    type(twilio.channel).objects.filter(pk=twilio.channel.pk).update(paused_at=timezone.now())
    assert "data-send-code" not in desk.client(desk.aya).get(panel).content.decode()
