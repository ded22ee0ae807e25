"""Who is told that a mail could not be taken in, and who never is."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.cache import cache
from django.utils import timezone

from channels_ingest import intake, keeping
from channels_ingest.mail import automatic, dns, refusing, smtp
from channels_ingest.mail.limits import NOT_HANDED_OVER
from channels_ingest.models import RawDelivery
from conversations.models import Channel, Message
from tests.cast import Desk
from tests.mail.letters import letter, multipart, part

pytestmark = pytest.mark.django_db
LAST: list[EmailMessage] = []
TOO_MUCH = multipart(*[part(b"x")] * 300)


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    cache.clear()
    sent: list[str] = []
    monkeypatch.setattr(smtp, "send", lambda _channel, mail, to: sent.extend(to) or LAST.append(mail))
    monkeypatch.setattr(dns, "ask", lambda name, kind: ())
    return sent


@pytest.fixture
def mailbox(desk: Desk) -> Channel:
    settings = {"address": "support@minato.example", "smtp": {"host": "smtp.minato.example"}}
    box = Channel.objects.create(kind="email", name="窓口", team=desk.support, settings=settings)
    Channel.objects.create(kind="email", name="別の窓口", settings={"address": "info@minato.example"})
    Channel.objects.filter(pk=box.pk).update(created_at=timezone.now() - timedelta(days=400))
    return Channel.objects.get(pk=box.pk)


def aside(mailbox: Channel, content: bytes, **meta: object) -> RawDelivery:
    return keeping.keep_raw(mailbox, f"INBOX/1/{hash(content)}", content, meta)


def test_whoever_wrote_is_told(mailbox, told):
    assert refusing.tell(aside(mailbox, letter()))
    assert told == ["aoi@customer.example"]


def test_nobody_is_told_of_old_mail_that_a_new_or_rebuilt_mailbox_brings(mailbox, told):
    long_ago = (timezone.now() - timedelta(days=30)).isoformat()
    assert not refusing.tell(aside(mailbox, letter(), internal_date=long_ago))
    assert told == []


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "info@minato.example"},
        {"From": "support@minato.example"},
        {"From": "do-not-reply@shop.example"},
        {"From": "noreply-billing@shop.example"},
        {"Return_Path": "<>"},
        {"X_Spam_Flag": "YES"},
        {"Auto_Submitted": "auto-replied"},
        {"X_Autorespond": "away"},
    ],
)
def test_no_machine_no_spammer_and_no_mailbox_of_ours_is_told(mailbox, told, headers):
    assert not refusing.tell(aside(mailbox, letter(**headers)))
    assert told == []


def test_a_mail_that_its_server_never_handed_over_becomes_no_empty_message(mailbox, told):
    stub = {"state": RawDelivery.State.QUARANTINED, "error": NOT_HANDED_OVER, "meta": {"not_handed_over": True}}
    raw = RawDelivery.objects.create(channel=mailbox, external_id="INBOX/1/7", received_at=timezone.now(), **stub)
    intake.run_again(raw)
    intake.ingest(raw.pk)
    raw.refresh_from_db()
    assert (raw.state, raw.error) == (RawDelivery.State.QUARANTINED, NOT_HANDED_OVER)
    assert not Message.objects.exists()


def again(raw: RawDelivery) -> None:
    intake.run_again(raw)
    intake.ingest(raw.pk)


def test_however_often_the_same_mail_fails_its_sender_is_told_once(mailbox, told):
    raw = aside(mailbox, TOO_MUCH)
    intake.ingest(raw.pk)
    cache.clear()
    again(raw)
    raw.refresh_from_db()
    assert (raw.state, told) == (RawDelivery.State.QUARANTINED, ["aoi@customer.example"])


def test_twenty_that_fail_in_one_s_name_are_answered_once_a_day(mailbox, told):
    for number in range(20):
        refusing.tell(aside(mailbox, letter(Message_ID=f"<{number}@x.example>", Subject="安い薬はこちら")))
    assert told == ["aoi@customer.example"]
    assert "安い薬" not in LAST[-1].as_string()
    assert "Aoi" not in LAST[-1].as_string()


def test_who_was_answered_for_a_form_today_is_told_no_more(mailbox, told):
    with automatic.answering("Aoi@customer.example") as allowed:
        assert allowed
    assert not refusing.tell(aside(mailbox, letter()))


def test_what_we_answer_is_itself_never_answered(mailbox, told):
    """Two desks that write to each other stop after the first word."""
    refusing.tell(aside(mailbox, letter()))
    assert LAST[-1]["Auto-Submitted"] == "auto-replied"
    assert not refusing.tell(aside(mailbox, LAST[-1].as_bytes().replace(b"support@minato", b"desk@other")))
    assert len(told) == 1


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("mx.minato.example; dmarc=fail header.from=customer.example", False),
        ("mx.minato.example; spf=fail smtp.mailfrom=aoi@customer.example", False),
        ("mx.minato.example; dmarc=pass header.from=customer.example", True),
        ("mx.evil.example; dmarc=pass header.from=customer.example", False),
    ],
)
def test_nobody_is_told_of_what_another_may_have_written_in_their_name(mailbox, told, monkeypatch, said, is_told):
    """A domain that rejects what it did not sign: believed is our own server, and no header that came along."""
    monkeypatch.setattr(dns, "ask", lambda name, kind: ("v=DMARC1; p=reject",))
    mailbox.settings["authserv_id"] = "mx.minato.example"
    mailbox.save()
    refusing.tell(aside(mailbox, letter(Authentication_Results=said)))
    assert bool(told) is is_told


@pytest.mark.parametrize(
    ("records", "is_told"),
    [
        ({"_dmarc.customer.example": ("v=DMARC1; p=none",)}, True),
        ({"_dmarc.customer.example": ("v=DMARC1; p=reject",)}, False),
        ({"_dmarc.shop.customer.example": None}, True),
        ({"_dmarc.customer.example": None}, False),
        ({}, True),
    ],
)
def test_the_domain_is_asked_where_no_server_vouches(mailbox, told, monkeypatch, records, is_told):
    monkeypatch.setattr(dns, "ask", lambda name, kind: records.get(name, ()))
    refusing.tell(aside(mailbox, letter()))
    assert bool(told) is is_told


def test_two_senders_in_one_mail_are_nobody(mailbox, told):
    assert not refusing.tell(aside(mailbox, letter(From="aoi@customer.example, victim@customer.example")))
