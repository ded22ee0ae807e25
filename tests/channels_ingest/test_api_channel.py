"""Another system as a channel: what it brings, what it may not, and how it is answered."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agents.models import AuditEntry
from channels_ingest import credentials, intake, sending
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.api import Api
from channels_ingest.models import RawDelivery, Refusal
from conversations.capabilities import capabilities_of
from conversations.models import Attachment, Channel, Message
from customers.models import Assurance, Identity
from tests.cast import Desk
from tests.channels_ingest.other_system import Ticketing, deliver, opened
from tests.channels_ingest.providers import api_event
from tests.channels_ingest.visitor import work
from tests.conversations.test_files import kept, picture


@pytest.fixture
def ticketing(desk: Desk, settings) -> Iterator[Ticketing]:
    """The company's ticket system, in which Hanako writes."""
    with opened(desk, settings) as ticketing:
        yield ticketing


def checked(ticketing: Ticketing) -> dict[str, tuple[str, str]]:
    adapter = ADAPTERS["api"]
    assert isinstance(adapter, Api)
    with override("en"):
        return {str(one.label): (one.outcome, str(one.detail)) for one in adapter.check(ticketing.fresh())}


def an_hour_later(message: Message) -> Message:
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        return deliver(message)


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
    assert Message.objects.get().text == "見てください\n［ファイルを取得できませんでした］ b.txt"
    assert Attachment.objects.get().name == "a.txt"


@pytest.mark.parametrize(
    "url", ["http://shop.example/a", "https://127.0.0.1/a", "https://169.254.169.254/", "file:///a"]
)
def test_no_address_leads_into_our_own_network(ticketing: Ticketing, url: str):
    ticketing.brings(api_event("1", "見て", files=[{"name": "a", "url": url}]))
    raw = RawDelivery.objects.get()
    RawDelivery.objects.update(attempts=9, claimed_at=None, retry_at=None)
    intake.ingest(raw.pk)
    assert (Message.objects.get().text, Attachment.objects.count()) == ("見て\n［ファイルを取得できませんでした］ a", 0)


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


def test_an_answer_leaves_once_with_what_it_answers(ticketing: Ticketing):
    said = ticketing.writes(thread="T-100")
    sent = ticketing.answered(said, "お調べします", kept(picture(), "manual.png", uploaded_by=ticketing.desk.aya))
    assert (sent.delivery, sent.external_id) == ("sent", "t-1")
    ((name, told),) = ticketing.system.had.items()
    assert (told["id"], told["to"], told["text"]) == (name, {"id": "user-7", "name": "佐藤 花子"}, "お調べします")
    assert (told["in_reply_to"], told["thread"], told["channel"]) == ("m-1", "T-100", ticketing.channel.public_id)
    assert told["files"][0]["url"].startswith("http")


@pytest.mark.parametrize("trouble", ["broken", (500, {}, {}), (502, b"<html>", {})])
def test_one_that_broke_is_repeated_under_its_name_and_had_once(ticketing: Ticketing, trouble):
    ticketing.system.troubles = [trouble]
    waiting = ticketing.answered(ticketing.writes())
    assert waiting.delivery == "queued"
    assert an_hour_later(waiting).delivery == "sent"
    names = [headers["omnidesk-delivery"] for headers, _body in ticketing.system.calls]
    assert (len(names), len(set(names)), len(ticketing.system.had)) == (2, 1, 1)


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (422, "この会員は退会しています", "チケット: この会員は退会しています"),
        (410, None, "The connected system says that this person can no longer be reached there."),
        (404, {"odd": 1}, "The connected system refused the message."),
        (400, "<b>" + "x" * 999, "チケット: <b>" + "x" * 197),
    ],
)
def test_what_it_refuses_is_for_a_person_in_its_own_words(ticketing: Ticketing, status: int, error, words: str):
    ticketing.system.troubles = [(status, {"error": error}, {})]
    sent = ticketing.answered(ticketing.writes())
    assert (sent.delivery, sent.failure_is_permanent, sent.failure) == ("failed", True, words)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [((401, {}, {}), "sign_in"), ((403, {}, {}), "sign_in"), ((429, {}, {"Retry-After": "60"}), "away")],
)
def test_its_own_troubles_are_the_channel_s_and_the_message_waits(ticketing: Ticketing, answer, trouble: str):
    ticketing.system.troubles = [answer]
    waiting = ticketing.answered(ticketing.writes())
    assert (waiting.delivery, ticketing.fresh().trouble) == ("queued", trouble)
    assert waiting.next_attempt_at > timezone.now() + timedelta(seconds=50)


def test_it_is_never_led_elsewhere(ticketing: Ticketing):
    ticketing.system.troubles = [(302, {}, {"Location": f"{ticketing.address}/other"})]
    assert ticketing.answered(ticketing.writes()).delivery == "queued"
    assert len(ticketing.system.calls) == 1


@pytest.mark.parametrize("url", ["http://shop.example/in", "https://127.0.0.1/in", "https://10.0.0.8/in", ""])
def test_no_answer_leaves_in_the_clear_or_into_our_own_network(ticketing: Ticketing, url: str):
    said = ticketing.writes()
    ticketing.channel.settings["url"] = url
    ticketing.channel.save()
    waiting = ticketing.answered(said)
    assert (waiting.delivery, ticketing.system.calls) == ("queued", [])


def test_receipts_by_their_name_or_ours(ticketing: Ticketing):
    first = ticketing.answered(ticketing.writes())
    second = ticketing.answered(ticketing.writes(), "続報です")
    ticketing.brings({"type": "receipt", "message": "t-1", "status": "read"})
    ours = f"{ticketing.channel.public_id}.{second.pk}"
    ticketing.brings({"type": "receipt", "message": ours, "status": "failed", "reason": "容量超過"})
    assert Message.objects.get(pk=first.pk).delivery == "read"
    failed = Message.objects.get(pk=second.pk)
    assert (failed.delivery, failed.failure) == ("bounced", "容量超過")


def test_an_id_that_it_gives_twice_confuses_nothing(ticketing: Ticketing):
    ticketing.system.troubles = [(200, {"id": "ok"}, {}), (200, {"id": "ok"}, {}), (200, {"id": "m-1"}, {})]
    sent = [ticketing.answered(ticketing.writes()) for _number in range(3)]
    assert [one.delivery for one in sent] == ["sent"] * 3
    assert sent[0].external_id == "ok"
    assert [one.external_id for one in sent[1:]] == [f"{ticketing.channel.public_id}.{one.pk}" for one in sent[1:]]


def test_while_the_secret_is_replaced_both_sign(ticketing: Ticketing):
    said = ticketing.writes()
    channel = ticketing.fresh()
    credentials.replace(channel, {"secret": "a-new-secret-of-at-least-32-signs"})
    channel.save()
    assert ticketing.answered(said).delivery == "sent"
    assert ticketing.system.calls[-1][0]["omnidesk-signature"].count("v1=") == 2
    channel = ticketing.fresh()
    credentials.end_previous(channel)
    channel.save()
    assert ticketing.answered(said).delivery == "queued"


def test_an_admin_says_what_it_can(ticketing: Ticketing):
    can = capabilities_of(ticketing.channel)
    assert (can.max_length, can.receipts, can.repeats) == (4000, {"delivered", "read"}, True)
    ticketing.channel.settings |= {"max_length": "5", "receipts": "none"}
    ticketing.channel.save()
    can = capabilities_of(ticketing.channel)
    assert (can.max_length, can.receipts) == (5, frozenset())


def test_the_connection_test_pings_and_tells_what_was_turned_away(ticketing: Ticketing):
    assert checked(ticketing) == {"Our call to your system": ("met", "It answered 200.")}
    ((headers, body),) = ticketing.system.calls
    assert (json.loads(body)["type"], headers["omnidesk-delivery"][:5]) == ("ping", "ping-")
    ticketing.posts(api_event("1", "x"), at=1)
    assert checked(ticketing)["What comes in"][1].startswith("1 were refused in 24 hours. They were signed more")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("broken", "did not answer"),
        ((403, {}, {}), "refuses our signature (403)"),
        ((307, {}, {"Location": "https://other.example/"}), "sends us on (307)"),
        ((500, {}, {}), "It answered 500."),
    ],
)
def test_the_connection_test_says_what_is_wrong(ticketing: Ticketing, trouble, words: str):
    ticketing.system.troubles = [trouble]
    outcome, detail = checked(ticketing)["Our call to your system"]
    assert (outcome, words in detail) == ("failed", True)


def test_the_connection_test_never_calls_into_our_own_network(ticketing: Ticketing):
    for url in ("https://127.0.0.1/", "https://[::1]/", "http://shop.example/", "https://shop.example:8443/"):
        ticketing.channel.settings["url"] = url
        ticketing.channel.save()
        assert checked(ticketing)["Our call to your system"][0] == "failed"
    assert ticketing.system.calls == []


def test_a_secret_is_made_and_shown_once_and_the_one_before_counts_on(ticketing: Ticketing):
    admin = ticketing.desk.client(ticketing.desk.noguchi)
    page = admin.post(reverse("channel-secret", args=[ticketing.channel.pk])).content.decode()
    made = credentials.secret(ticketing.fresh(), "secret")
    assert (made[:6], len(made) >= 40, made in page) == ("odsec_", True, True)
    assert made not in admin.get(reverse("channel-step", args=[ticketing.channel.pk, "credentials"])).content.decode()
    assert ticketing.posts(api_event("1", "x")).status_code == 200
    entry = AuditEntry.objects.get(action="channel.credentials")
    assert made not in json.dumps(entry.data)


def test_only_an_admin_has_one_made_and_only_where_it_is_ours_to_make(ticketing: Ticketing):
    line = Channel.objects.create(kind="line", name="LINE")
    desk, before = ticketing.desk, ticketing.fresh().credentials
    made = reverse("channel-secret", args=[ticketing.channel.pk])
    assert desk.client(desk.noguchi).post(reverse("channel-secret", args=[line.pk])).status_code == 404
    assert desk.client(desk.aya).post(made).status_code in (403, 404)
    assert ticketing.fresh().credentials == before


def test_how_many_questions_a_message_costs(ticketing: Ticketing):
    ticketing.writes()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert ticketing.posts(api_event("second", "二通目")).status_code == 200
    assert len(asked) <= 6
    said = ticketing.answered(ticketing.writes())
    again = Message.objects.get(pk=said.pk)
    Message.objects.filter(pk=said.pk).update(delivery="queued", external_id=None)
    with CaptureQueriesContext(connection) as asked:
        sending.deliver(again.pk)
    assert len(asked) <= 16
