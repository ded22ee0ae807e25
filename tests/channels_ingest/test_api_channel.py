"""Another system as a channel: what it brings, and what it may not."""

import base64
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from channels_ingest import intake
from channels_ingest.models import RawDelivery, Refusal
from conversations.models import Attachment, Message
from customers.models import Assurance, Identity
from tests.channels_ingest.other_system import Ticketing, opened
from tests.channels_ingest.providers import api_event
from tests.channels_ingest.visitor import work
from tests.conversations.test_files import picture


def test_what_is_written_there_is_read_here(ticketing: Ticketing):
    said = ticketing.writes("充電できません\n\n困っています", at="2026-01-02T03:04:05+09:00")
    assert (said.text, said.external_id, said.unverified_sender) == ("充電できません\n\n困っています", "m-1", False)
    assert said.shown_at.isoformat() == "2026-01-01T18:04:05+00:00"
    who = said.identity
    assert (who.kind, who.value, who.scope) == ("social", "user-7", ticketing.channel.public_id)
    assert (who.assurance, str(who), said.customer.family_name) == (Assurance.ATTESTED, "佐藤 花子", "佐藤")


def test_an_address_that_it_names_is_a_claim_and_joins_nobody(ticketing: Ticketing):
    hanako = ticketing.desk.hanako
    hers = {"customer": hanako, "home": hanako, "assurance": Assurance.PROVEN}
    Identity.objects.update_or_create(kind="email", value="hanako@example.jp", defaults=hers)
    said = ticketing.writes(sender={"id": "x-9", "email": "hanako@example.jp", "phone": "090-1234-5678"})
    assert said.customer != hanako
    told = Identity.objects.filter(customer=said.customer).exclude(kind="social")
    assert {(one.kind, one.assurance) for one in told} == {("email", 0), ("phone", 0)}


def test_the_same_id_in_two_channels_is_two_people(ticketing: Ticketing, settings):
    first = ticketing.writes()
    with opened(ticketing.desk, settings) as other:
        assert other.writes().customer != first.customer


def test_what_was_signed_long_ago_is_refused(ticketing: Ticketing):
    for at in (time.time() - 301, time.time() + 310):
        assert ticketing.posts(api_event("1", "昔の言葉"), at).status_code == 403
    assert (Refusal.objects.get().reason, RawDelivery.objects.count()) == ("time", 0)
    assert ticketing.posts(api_event("1", "昔の言葉"), time.time() - 290).status_code == 200


def test_a_hundred_at_once_are_a_hundred_and_one_more_is_too_many(ticketing: Ticketing):
    many = [api_event(str(number), f"{number}通目") for number in range(101)]
    assert ticketing.posts({"events": many}).status_code == 413
    assert not RawDelivery.objects.exists()
    assert ticketing.posts({"events": many[:100]}).status_code == 200
    assert RawDelivery.objects.filter(external_id__startswith="message:").count() == 100


def test_one_that_is_odd_holds_up_none_beside_it(ticketing: Ticketing):
    odd = api_event("2", "x", sender={"id": ""})
    ticketing.posts({"events": [api_event("1", "一"), odd, {"type": "hologram", "id": "3"}, api_event("4", "四")]})
    work()
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["一", "四"]
    errors = RawDelivery.objects.filter(state="quarantined").order_by("pk").values_list("error", flat=True)
    assert ["message.sender.id" in errors[0], "type" in errors[1]] == [True, True]


def test_null_is_what_is_not_there(ticketing: Ticketing):
    said = ticketing.writes(
        None, channel=None, files=None, thread=None, sender={"id": "user-7", "name": None, "email": None}
    )
    assert (said.text, str(said.identity)) == ("[本文のないメッセージ]", "user-7")


def test_a_thread_with_half_a_sign_is_given_back_whole(ticketing: Ticketing):
    answer = ticketing.answered(ticketing.writes(thread="t\0-\ud800"))
    assert (answer.delivery, next(iter(ticketing.system.had.values()))["thread"]) == ("sent", "t-\ufffd")


def test_our_own_answer_sent_back_to_us_is_no_message(ticketing: Ticketing):
    ticketing.answered(ticketing.writes())
    ((headers, body),) = ticketing.system.calls
    again = {"Omnidesk-Signature": headers["omnidesk-signature"]}
    assert ticketing.posts(body, headers=again).status_code == 200
    work()
    assert (Message.objects.count(), RawDelivery.objects.latest("pk").state) == (2, "quarantined")


def test_files_come_inside_and_by_their_address(ticketing: Ticketing):
    ticketing.system.files["/receipt.png"] = [(200, picture())]
    inside = base64.b64encode("型番 AC-100".encode()).decode()
    files = [{"name": "memo.txt", "base64": inside}, {"url": f"{ticketing.address}/receipt.png"}]
    said = ticketing.writes("", files=files)
    assert [(one.name, one.content_type) for one in said.attachments.order_by("pk")] == [
        ("memo.txt", "text/plain"),
        ("file-2.png", "image/png"),
    ]


def test_a_file_that_is_away_is_awaited_and_then_missed(ticketing: Ticketing):
    ticketing.system.files["/a.txt"] = [(503, b""), (200, b"a")]
    ticketing.system.files["/b.txt"] = [(500, b"")]
    files = [{"name": name, "url": f"{ticketing.address}/{name}"} for name in ("a.txt", "b.txt")]
    ticketing.brings(api_event("1", "見てください", files=files))
    raw = RawDelivery.objects.get()
    assert (raw.state, Message.objects.count()) == ("pending", 0)
    for hour in range(1, 4):
        with time_machine.travel(timezone.now() + timedelta(hours=hour), tick=True):
            intake.ingest(raw.pk)
    assert Message.objects.get().text == "見てください\n[ファイルを取得できませんでした] b.txt"
    assert Attachment.objects.get().name == "a.txt"


@pytest.mark.parametrize(
    "url", ["http://shop.example/a", "https://127.0.0.1/a", "https://169.254.169.254/", "file:///a"]
)
def test_no_address_leads_into_our_own_network(ticketing: Ticketing, url: str):
    ticketing.brings(api_event("1", "見て", files=[{"name": "a", "url": url}]))
    raw = RawDelivery.objects.get()
    RawDelivery.objects.update(attempts=9, claimed_at=None, retry_at=None)
    intake.ingest(raw.pk)
    assert (Message.objects.get().text, Attachment.objects.count()) == ("見て\n[ファイルを取得できませんでした] a", 0)


def test_what_is_taken_back_goes_here_too(ticketing: Ticketing):
    ticketing.brings({"type": "unsent", "message": "m-1"})
    early = RawDelivery.objects.get()
    assert early.state == "pending"
    said = ticketing.writes("言わなければよかった")
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=True):
        intake.ingest(early.pk)
    said.refresh_from_db()
    assert (said.text, bool(said.unsent_at)) == ("", True)
    assert RawDelivery.objects.get(external_id="message:m-1").content == b""
