"""A number typed in the thread answers the survey that asked for it, and disturbs nobody."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from conversations import numbers_asked, outbox
from conversations.inbound import Inbound
from conversations.mere_comments import is_mere_comment
from conversations.models import Conversation, Entry, NumberQuestion
from conversations.threads import Place
from customers import consents
from customers.consents import Said
from kpis import loading, writing
from kpis.models import CloseTheLoop, Measured, SurveyAnswer
from kpis.surveys import typed
from omnidesk.inserting import together
from tests.cast import Desk
from tests.kpis.asked import answer, asked, asks, by_mail, link, mailbox, solved, survey


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("5", 5), ("５", 5), ("5点", 5), (" 4 番。", 4), ("⑤", 5), ("五", 5), ("十", 10), ("10", 10), ("9です", 9),
        ("0", 0), ("〇", 0), ("5️⃣", 5), ("4 points", 4), ("100点", 100), ("3!", 3),
        ("5個", None), ("5/6", None), ("100", None), ("05", None), ("-3", None), ("5点です、でも遅い", None),
        ("", None), ("十五日", None), ("3番線", None), ("5 5", None),
    ],
)  # fmt: skip
def test_a_number_alone_is_read_however_it_is_written(said: str, number: int | None) -> None:
    assert numbers_asked.read(said) == number


@pytest.fixture
def matter(desk: Desk) -> Conversation:
    """Hanako was asked in the chat about what Aya resolved."""
    survey(desk)
    found = solved(desk, desk.writes())
    asks()
    return found


def state(matter: Conversation) -> tuple[int, str, object]:
    matter.refresh_from_db()
    return Conversation.objects.count(), matter.status, matter.waiting_since


def last_of_ours(matter: Conversation) -> str:
    return matter.messages.filter(direction="out").order_by("-id")[0].text


def test_a_typed_mark_counts_and_opens_nothing(desk: Desk, matter: Conversation) -> None:
    before = state(matter)
    said = desk.writes("５点")
    assert typed.sweep() == 1
    row = SurveyAnswer.objects.get()
    assert (row.score, row.is_whole, row.invitation.opened_at is not None) == (5, False, True)
    assert (said.conversation, state(matter)) == (matter, before)
    assert said.quote.startswith("お問い合わせへの対応はいかがでしたか")
    assert last_of_ours(matter) == (
        "ご回答ありがとうございます。「5 とても満足」で承りました。\nよろしければ、理由をこのままお書きください。"
    )
    kinds = list(Entry.objects.filter(message=said).values_list("kind", flat=True))
    assert kinds == ["survey_number"]
    page = desk.client(desk.aya).get(f"/conversations/{matter.pk}/").content.decode()
    assert "アンケートへの回答: 5" in page


def test_it_goes_to_its_own_matter_beside_one_that_is_open(desk: Desk, matter: Conversation) -> None:
    past = timezone.now() - timedelta(days=8)
    Conversation.objects.filter(pk=matter.pk).update(resolved_at=past, last_activity_at=past)
    other = desk.writes("別の注文が届きません").conversation
    Conversation.objects.filter(pk=other.pk).update(status="awaiting_customer", waiting_since=None)
    assert other.pk != matter.pk
    assert desk.writes("4").conversation_id == matter.pk
    other.refresh_from_db()
    assert (other.status, other.waiting_since) == ("awaiting_customer", None)


def test_a_number_beside_the_scale_is_asked_back_once_and_then_read_by_people(desk: Desk, matter: Conversation) -> None:
    before = state(matter)
    desk.writes("11")
    typed.sweep()
    assert last_of_ours(matter) == "恐れ入りますが、1〜5 の数字でお答えください。"
    assert state(matter) == before
    assert not SurveyAnswer.objects.exists()
    desk.writes("11")
    assert state(matter)[1] == "waiting"


def test_the_next_words_are_its_comment(desk: Desk, matter: Conversation) -> None:
    before = state(matter)
    desk.writes("2")
    desk.writes("返事が遅かったです")
    typed.sweep()
    row = SurveyAnswer.objects.get()
    assert (row.score, row.comment, row.is_whole, state(matter)) == (2, "返事が遅かったです", True, before)
    assert CloseTheLoop.objects.filter(answer=row).exists()
    desk.writes("それと、返品したいです")
    assert state(matter)[1] == "waiting"


def test_a_comment_that_asks_is_our_turn_too(desk: Desk, matter: Conversation) -> None:
    desk.writes("1")
    desk.writes("まだ直っていません。いつ交換できますか。")
    typed.sweep()
    assert SurveyAnswer.objects.get().comment.startswith("まだ直って")
    assert state(matter)[1] == "waiting"


REQUESTS = [
    "返品をお願いします", "注文をキャンセルしてください", "折り返しお電話ください", "別の商品が壊れました",
    "まだ届いていません", "至急", "Please cancel my order", "返信を待っています", "Quick!",
    "対応は丁寧でしたが、電源が入りません", "返金していただけると助かりました", "早い返事を",
    "Thanks, but it is broken", "電話がよいです", "A quick reply, please", "注文番号 12345", "丁寧でしたか?",
]  # fmt: skip


@pytest.mark.parametrize("said", REQUESTS)
def test_words_that_may_ask_for_something_are_never_only_a_comment(said: str) -> None:
    assert not is_mere_comment(said)


@pytest.mark.parametrize(
    "said",
    ["返事が遅かったです", "ふつうでした", "とても丁寧な対応でした。ありがとうございました!", "早くて助かりました",
     "特にありません", "説明がわかりにくかったです", "Great service, thank you!", "The reply was too slow."],
)  # fmt: skip
def test_how_it_was_is_only_a_comment(said: str) -> None:
    assert is_mere_comment(said)


@pytest.mark.parametrize("said", ["返品をお願いします", "Please cancel my order"])
def test_what_is_asked_for_after_a_mark_opens_the_matter_and_is_its_comment(
    desk: Desk, matter: Conversation, said: str
) -> None:
    desk.writes("5")
    desk.writes(said)
    typed.sweep()
    _number, status, waits_since = state(matter)
    assert (status, waits_since is not None, SurveyAnswer.objects.get().comment) == ("waiting", True, said)


def test_long_after_the_matter_it_opens_a_new_one(desk: Desk, matter: Conversation) -> None:
    past = timezone.now() - timedelta(days=30)
    Conversation.objects.filter(pk=matter.pk).update(resolved_at=past, last_activity_at=past)
    desk.writes("5")
    Conversation.objects.filter(pk=matter.pk).update(last_activity_at=past)
    said = desk.writes("返品をお願いします")
    assert (said.conversation_id != matter.pk, said.conversation.status) == (True, "waiting")


def test_one_that_cannot_be_read_keeps_nobody_waiting(
    desk: Desk, matter: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.writes("5")
    monkeypatch.setitem(typed.READ, "number", lambda *_all: 1 / 0)
    assert [typed.sweep() for _ in range(typed.TRIES + 1)] == [1] * typed.TRIES + [0]
    monkeypatch.undo()
    # What they say next is read together with what was left.
    desk.writes("4")
    assert typed.sweep() == 1
    assert (SurveyAnswer.objects.get().score, NumberQuestion.objects.get().tries) == (4, 0)


def test_a_number_that_answers_a_colleague_is_theirs(desk: Desk, matter: Conversation) -> None:
    outbox.reply(
        matter, desk.aya, text="何台お持ちですか。", channel=desk.chat, identity=desk.identity,
        client_key="k-later", seen_revision=None,
    )  # fmt: skip
    desk.writes("5")
    assert typed.sweep() == 0
    assert not SurveyAnswer.objects.exists()


def test_out_of_time_or_from_nobody_who_was_asked_it_is_a_message(desk: Desk, matter: Conversation) -> None:
    desk.writes("5", sender=desk.sender("kenichi", "森", "健一"))
    NumberQuestion.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert desk.writes("5").conversation_id == matter.pk
    assert state(matter)[1] == "waiting"
    assert not SurveyAnswer.objects.exists()


def test_what_was_answered_on_the_page_is_corrected_by_a_number_and_back(desk: Desk, matter: Conversation) -> None:
    answer(link(matter), score=3, comment="ふつうでした")
    desk.writes("4")
    typed.sweep()
    row = SurveyAnswer.objects.get()
    assert (row.score, row.comment, row.is_whole, row.turn) == (4, "ふつうでした", True, 2)
    answer(link(matter), score=5)
    typed.sweep()
    row.refresh_from_db()
    assert row.score == 5


def test_a_stop_is_no_comment_and_is_told_nothing(desk: Desk, matter: Conversation) -> None:
    consents.say(desk.identity, "support", "stopped", Said("agent", "停止"))
    ours = matter.messages.filter(direction="out").count()
    desk.writes("4")
    typed.sweep()
    assert SurveyAnswer.objects.get().score == 4
    assert matter.messages.filter(direction="out").count() == ours
    desk.writes("停止")
    assert NumberQuestion.objects.get().comment is None


def test_a_letter_is_answered_by_its_links(desk: Desk) -> None:
    survey(desk)
    solved(desk, by_mail(desk, mailbox(desk)))
    asks()
    assert not NumberQuestion.objects.exists()


def test_words_that_are_no_number_ask_the_database_nothing(
    desk: Desk, matter: Conversation, django_assert_num_queries
) -> None:
    said = desk.writes("やはり動きません")
    assert said.identity is not None
    sent = Inbound(desk.chat, "x", desk.sender(), "まだです", timezone.now())
    with django_assert_num_queries(0):
        assert numbers_asked.found(sent, said.identity, Place(said.conversation), None) is None


def test_it_is_no_contact_in_the_figures(desk: Desk, matter: Conversation) -> None:
    desk.writes("5")
    typed.sweep()
    writing.write([desk.hanako.pk], loading.world())
    counts = dict(Measured.objects.order_by().values_list("measure").annotate(n=Count("pk")))
    assert (counts["opened"], counts["csat"], counts["survey"]) == (1, 1, 1)
    assert asked(matter).answer.score == 5


def test_it_is_taken_as_the_channels_hand_it_over(desk: Desk, matter: Conversation) -> None:
    """In one go with what comes beside it, as channels_ingest.intake does."""
    before = state(matter)
    with together():
        desk.writes("3")
    with together():
        desk.writes("ふつうでした")
    typed.sweep()
    row = SurveyAnswer.objects.get()
    assert (row.score, row.comment, state(matter)) == (3, "ふつうでした", before)
