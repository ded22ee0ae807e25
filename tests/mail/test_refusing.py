"""Who is told that a mail could not be taken in, and who never is."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from channels_ingest import intake
from channels_ingest.mail import refusing, smtp
from channels_ingest.mail.limits import NOT_HANDED_OVER
from channels_ingest.models import RawDelivery
from conversations.models import Channel, Message
from tests.cast import Desk
from tests.mail.letters import letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    cache.clear()
    sent: list[str] = []
    monkeypatch.setattr(smtp, "send", lambda _channel, _mail, to: sent.extend(to))
    return sent


@pytest.fixture
def mailbox(desk: Desk) -> Channel:
    settings = {"address": "support@minato.example", "smtp": {"host": "smtp.minato.example"}}
    box = Channel.objects.create(kind="email", name="窓口", team=desk.support, settings=settings)
    Channel.objects.create(kind="email", name="別の窓口", settings={"address": "info@minato.example"})
    Channel.objects.filter(pk=box.pk).update(created_at=timezone.now() - timedelta(days=400))
    return Channel.objects.get(pk=box.pk)


def aside(mailbox: Channel, content: bytes, **meta: object) -> RawDelivery:
    return intake.keep_raw(mailbox, f"INBOX/1/{hash(content)}", content, meta)


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
