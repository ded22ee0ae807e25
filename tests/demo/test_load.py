"""The loaded demo, held to the rules that the verbs keep."""

from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max, Q, Sum

from agents.models import Agent, Company, Team
from conversations import tallies
from conversations.models import (
    CLOSED,
    OPEN,
    Call,
    Channel,
    Conversation,
    ConversationLabel,
    Entry,
    FocusInterval,
    Handover,
    Message,
    Tally,
)
from conversations.preview import preview_of
from customers import search
from customers.models import Assurance, Customer, Identity, Touchpoint
from demo import logins
from demo.loading.load import NotEmpty, load
from demo.story import read
from kpis.models import CloseTheLoop, SurveyAnswer, SurveyInvitation
from kpis.surveys.scales import SCALES
from simulator.parts import provider_of
from tests.demo.conftest import NOW, digest, empty

pytestmark = pytest.mark.usefixtures("demo")


def test_it_holds_the_desk_the_customers_and_three_months_of_work():
    assert Agent.objects.filter(role="agent").count() == 12
    assert Counter(Agent.objects.values_list("role", flat=True)) == {"agent": 12, "supervisor": 2, "admin": 1}
    assert (Team.objects.count(), Customer.objects.count(), Conversation.objects.count()) == (3, 300, 1500)
    oldest = Conversation.objects.order_by("opened_at").first()
    assert timedelta(days=80) < NOW - oldest.opened_at < timedelta(days=100)


def test_it_is_marked_as_demo_everywhere():
    assert Company.current().is_demo
    for model in (Agent, Team, Customer, Conversation):
        assert not model.objects.filter(is_demo=False).exists()


def test_it_holds_every_scripted_matter():
    said = set(Message.objects.filter(direction="in").values_list("text", flat=True))
    first = [script.turns[0].text for script in read().scripts if script.turns[0].author == "customer"]
    chats = [text for text in first if not text.startswith(("(入電", "(Inbound"))]
    assert len(chats) > 60
    assert sum(text in said for text in chats) > len(chats) * 0.8


def test_it_leaves_work_for_everybody_now():
    assert 60 <= Conversation.objects.filter(status__in=OPEN).count() <= 120
    for agent in Agent.objects.filter(role="agent"):
        assert agent.conversations.filter(status__in=OPEN).count() >= 2, agent
    assert 8 <= Agent.objects.get(pk=1).conversations.filter(status__in=OPEN).count() <= 13
    assert Conversation.objects.filter(waiting_since__gt=NOW - timedelta(minutes=15)).count() >= 8


def test_it_says_nothing_in_the_future():
    assert Message.objects.aggregate(last=Max("shown_at"))["last"] < NOW
    assert Entry.objects.aggregate(last=Max("at"))["last"] < NOW
    assert not Conversation.objects.filter(snoozed_until__lt=NOW).exists()


def test_it_numbers_messages_without_gaps():
    rows = Conversation.objects.annotate(n=Count("messages"), top=Max("messages__seq"))
    assert not rows.exclude(n=F("top")).exists()
    assert not rows.exclude(next_seq=F("top") + 1).exists()


def test_it_counts_revisions_in_the_order_of_time():
    for customer in Customer.objects.annotate(n=Count("messages")).order_by("-n")[:25]:
        rows = list(customer.messages.order_by("shown_at", "id").values_list("arrived_revision", "revision"))
        arrived = [row[0] for row in rows]
        assert arrived == sorted(set(arrived))
        assert all(first <= last <= customer.revision for first, last in rows)


def test_it_gives_every_message_its_line_of_history():
    kinds = {"in": ["received", "received_automatically"], "note": ["noted"], "out": ["replied", "sent_automatically"]}
    for direction, expected in kinds.items():
        told = Entry.objects.filter(kind__in=expected, message__direction=direction)
        assert told.count() == Message.objects.filter(direction=direction).count()


def test_it_agrees_on_status_between_matter_and_history():
    last: dict[int, str] = {}
    for matter, kind, data in Entry.objects.order_by("conversation", "id").values_list("conversation", "kind", "data"):
        if kind == "status":
            last[matter] = data["after"]
        elif kind in ("replied", "reopened", "received") and last.get(matter) not in (None, *CLOSED):
            last.pop(matter)
        elif kind in ("replied", "reopened"):
            last.pop(matter, None)
    closed = {pk: status for pk, status in last.items() if status in CLOSED}
    assert closed == dict(Conversation.objects.filter(status__in=CLOSED).values_list("pk", "status"))


def test_it_keeps_the_times_of_a_matter_together():
    assert not Conversation.objects.filter(status__in=CLOSED).exclude(waiting_since=None, snoozed_until=None).exists()
    assert not Conversation.objects.filter(status__in=CLOSED, resolved_at=None).exists()
    assert not Conversation.objects.filter(status__in=OPEN, resolved_at__isnull=False).exists()
    assert not Conversation.objects.filter(status="awaiting_customer", waiting_since__isnull=False).exists()


def test_it_shows_the_last_message_in_the_list():
    shown = Message.objects.exclude(direction="note").exclude(direction="out", is_automatic=True)
    newest = shown.order_by("conversation", "-shown_at", "-id").distinct("conversation")
    last = {message.conversation_id: message for message in newest.prefetch_related("attachments")}
    for matter in Conversation.objects.exclude(last_message_id=None):
        message = last[matter.pk]
        assert message.pk == matter.last_message_id
        files = len(message.attachments.all()) if not message.text else 0
        assert matter.preview == preview_of(message.text, files)
        assert matter.preview_is_ours == (message.direction != "in")


def test_it_counts_as_the_tallies_count():
    before = sorted(Tally.objects.values_list("team", "assignee", "bucket").annotate(n=Sum("step")), key=str)
    tallies.rebuild()
    after = sorted(Tally.objects.values_list("team", "assignee", "bucket").annotate(n=Sum("step")), key=str)
    assert before == after != []


def test_it_keeps_labels_in_step_with_their_matters():
    uses = ConversationLabel.objects.exclude(
        status=F("conversation__status"), last_activity_at=F("conversation__last_activity_at")
    )
    assert ConversationLabel.objects.count() > 1500
    assert not uses.exists()


def test_it_ends_deliveries_and_tells_why_some_failed():
    out = Message.objects.filter(direction="out")
    assert not out.filter(delivery__in=["queued", "sending", ""]).exists()
    chats = out.filter(channel__kind="chat")
    assert chats.filter(delivery="read").count() > chats.count() * 0.8
    assert not out.filter(delivery__in=["failed", "bounced"], failure="").exists()


def test_it_never_holds_an_address_twice_as_sure():
    sure = Identity.objects.filter(assurance__gte=Assurance.ATTESTED)
    assert len(set(sure.values_list("kind", "scope", "value"))) == sure.count()
    levels = set(Identity.objects.values_list("assurance", flat=True))
    assert levels == set(Assurance.values)


def test_it_finds_customers_by_name_reading_and_number():
    everybody = Customer.objects.all()
    for typed in ("佐藤 花子", "さとう", "satou", "090-0000-1001", "hanako.sato@example.jp"):
        assert any(found.given_name == "花子" for found in search.find(everybody, typed)), typed


def test_it_keeps_lookalikes_apart_for_people_to_judge():
    hanako = search.find(Customer.objects.all(), "サトウ ハナコ")
    assert len(hanako) >= 3
    assert Identity.objects.filter(value="+819000001001").values("customer").distinct().count() == 2


def test_it_answers_within_the_hours_of_the_people():
    late = Entry.objects.filter(kind="replied", actor__isnull=False, at__lt=NOW - timedelta(days=2))
    nightly = late.filter(Q(at__hour__lt=8) | Q(at__hour__gte=21)).count()
    assert nightly < late.count() * 0.02


def test_it_says_little_twice():
    texts = Counter(
        Message.objects.filter(is_automatic=False, call=None).exclude(text="").values_list("text", flat=True)
    )
    text, most = texts.most_common(1)[0]
    assert most <= 60, (most, text)
    assert len(texts) > sum(texts.values()) * 0.42


def test_it_leaves_no_slot_and_no_mark_in_a_sentence():
    odd = Message.objects.filter(
        Q(text__regex=r"<[a-z_]+\d?>") | Q(text__regex=r"^~") | Q(text__regex=r"(^|。)[a-d]{1,3}\|")
    )
    assert list(odd.values_list("text", flat=True)) == []


def test_it_keeps_the_tone_of_the_house():
    ours = Message.objects.filter(direction="out", client_key__startswith="demo-", conversation__team__language="ja")
    for word in ("了解しました", "ご苦労様", "よろしかったでしょうか", "ルールですので", "おっしゃられる"):
        assert not ours.filter(text__contains=word).exists(), word


def test_it_recorded_focus_for_replies():
    replies = Entry.objects.filter(kind="replied").count()
    assert FocusInterval.objects.count() == replies
    assert not FocusInterval.objects.filter(ended_at__lt=F("started_at")).exists()


def test_its_chat_sites_have_been_heard_of():
    real = Channel.objects.filter(is_practice=False)
    silent = ("form", "phone")
    for site in real.annotate(came=Max("messages__shown_at", filter=Q(messages__direction="in"))):
        assert site.last_inbound_at == site.came
        assert site.last_outbound_at or site.kind in silent


def test_it_has_channels_to_practise_on_that_nobody_has_written_to():
    practice = Channel.objects.filter(is_practice=True)
    assert sorted(practice.values_list("kind", "public_id")) == [("line", "practice-line"), ("sms", "practice-sms")]
    assert not practice.exclude(messages=None).exists()
    assert all(provider_of(one) for one in practice)


def test_its_survey_asked_nobody_twice_in_a_month_and_has_answers_to_show():
    asked = SurveyInvitation.objects.filter(state="sent")
    times: dict[int, list[datetime]] = {}
    for customer, at in asked.order_by("sent_at").values_list("conversation__customer", "sent_at"):
        times.setdefault(customer, []).append(at)
    assert all(later - at >= timedelta(days=30) for ats in times.values() for at, later in pairwise(ats))
    counts = dict(SurveyAnswer.objects.values_list("version__survey__kind").annotate(n=Count("pk")))
    assert all(counts[kind] >= 30 for kind in ("csat", "nps", "ces")), counts
    assert not SurveyAnswer.objects.filter(at__gt=NOW).exists()
    low = Q()
    for kind, scale in SCALES.items():
        low |= Q(version__survey__kind=kind, score__lte=scale.low)
    assert CloseTheLoop.objects.count() == SurveyAnswer.objects.filter(low, loop__isnull=False).count() > 0
    assert not SurveyAnswer.objects.filter(low, loop=None).exists()


def test_some_began_with_a_call_that_was_answered_given_up_or_gone_at_once():
    kinds = Counter(
        "answered"
        if call.answered_at
        else "short"
        if call.ended_at - call.ringing_at < timedelta(seconds=5)
        else "left"
        for call in Call.objects.all()
    )
    assert kinds["answered"] > 40
    assert kinds["left"] > 5
    assert kinds["short"] > 0
    assert not Call.objects.filter(message__direction="out").exists()


def test_most_who_went_on_by_another_channel_took_their_card_along():
    cards = Handover.objects.filter(kind="channel")
    assert cards.count() > 60
    assert not cards.filter(lines=[]).exists()
    assert not cards.filter(from_channel=F("to_channel")).exists()


def test_customers_tried_by_themselves_and_told_the_desk_where_they_failed():
    steps = Touchpoint.objects.filter(place="self_service")
    assert steps.filter(outcome="fail").exclude(error="").count() > 100
    assert steps.filter(outcome="left").exists()
    assert not steps.filter(at__gt=NOW).exists()


def test_it_can_be_written_on_after_the_load():
    highest = Conversation.objects.aggregate(top=Max("pk"))["top"]
    customer = Customer.objects.first()
    made = Conversation.objects.create(customer=customer, opened_at=NOW, last_activity_at=NOW)
    assert made.pk == highest + 1


def test_it_is_not_loaded_over_anything():
    with pytest.raises(NotEmpty):
        load(NOW)


def test_it_tells_one_login_of_each_role():
    assert [agent.role for agent in logins.logins()] == ["agent", "supervisor", "admin"]
    assert logins.logins()[0].full_name == "高橋 彩"
    assert all(agent.check_password(logins.PASSWORD) for agent in logins.logins())
    assert any(logins.PASSWORD in line for line in logins.greeting())


@pytest.mark.slow
def test_it_is_the_same_every_time():
    first = digest()
    empty()
    load(NOW)
    assert digest() == first


def test_it_refuses_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("load_demo", stdout=StringIO())
    assert logins.greeting() == []
