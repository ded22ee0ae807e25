"""What customers tell is written down with the message, once, and nothing that cannot be read costs the message."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from conversations import knowledge, listening
from conversations.models import Message
from customers.models import Correction, Fact, Pattern
from customers.noting import settle_again
from sentences.telling import Told
from tests.cast import Desk


@pytest.fixture(autouse=True)
def fresh_knowledge():
    knowledge.forget()
    yield
    knowledge.forget()


def said(key: str, value: str, text: str, norm: str = "") -> Told:
    start = text.index(value)
    return Told(key, value, norm or value, start, start + len(value), 0.9, "test")


@pytest.fixture
def reads(monkeypatch):
    """Rules that read 「key=value」, so that these tests are about the writing down."""

    def told_in(text, known, *, at=None, language=""):
        pairs = [word.split("=") for word in text.split() if "=" in word]
        return tuple(said(key, value, text) for key, value in pairs if (key, value) not in known.ignored)

    monkeypatch.setattr(listening, "told_in", told_in)


def standing() -> dict[str, str]:
    return {fact.key: fact.value for fact in Fact.objects.standing()}


def test_it_writes_down_what_is_told_with_its_place(desk: Desk, reads) -> None:
    message = desk.writes("order_number=#A-10293 です")
    fact = Fact.objects.get()
    assert (fact.key, fact.value, fact.matter) == ("order_number", "#A-10293", message.conversation_id)
    assert message.text[fact.start : fact.end] == "#A-10293"
    assert (fact.customer, fact.home, fact.channel_kind) == (desk.hanako, desk.identity.home, "chat")


def test_it_gives_what_is_of_the_person_no_matter(desk: Desk, reads) -> None:
    message = desk.writes("phone=090-1234-5678")
    fact = Fact.objects.get()
    assert (fact.matter, fact.message) == (None, message.pk)


def test_it_lets_a_later_word_take_the_place_of_the_earlier(desk: Desk, reads) -> None:
    desk.writes("order_number=#A-10293 color=白")
    desk.writes("order_number=#A-10294")
    assert standing() == {"order_number": "#A-10294", "color": "白"}
    assert Fact.objects.get(value="#A-10293").replaced_by.value == "#A-10294"


def test_it_leaves_the_first_where_the_same_is_said_again(desk: Desk, reads) -> None:
    first = desk.writes("color=白")
    desk.writes("color=白")
    assert Fact.objects.standing().get().message == first.pk


def test_it_keeps_all_that_was_tried(desk: Desk, reads) -> None:
    desk.writes("tried=再起動")
    desk.writes("tried=初期化")
    assert Fact.objects.standing().count() == 2


def test_it_does_not_let_a_mail_that_was_under_way_replace_a_later_word(desk: Desk, reads) -> None:
    now = timezone.now()
    desk.writes("color=紺", at=now)
    desk.writes("color=白", at=now, shown_at=now - timedelta(hours=2))
    assert standing() == {"color": "紺"}


def test_it_takes_a_word_again_whose_time_is_over(desk: Desk, reads) -> None:
    now = timezone.now()
    desk.writes("available=午前", at=now - timedelta(days=20))
    again = desk.writes("available=午前", at=now)
    assert Fact.objects.standing().get().message == again.pk


def test_it_does_not_read_again_what_was_struck_out_for_this_customer(desk: Desk, reads) -> None:
    desk.writes("name=佐藤")
    Fact.objects.update(struck_at=timezone.now())
    desk.writes("name=佐藤")
    assert not standing()


def test_it_reads_nothing_that_colleagues_corrected(desk: Desk, reads) -> None:
    Correction.objects.create(key="color", norm="白", times=3, corrected_by=desk.aya)
    Correction.objects.create(key="serial", norm="24B-1", right_key="slip_no", corrected_by=desk.aya)
    desk.writes("color=白 serial=24B-1")
    assert standing() == {"slip_no": "24B-1"}


def test_it_keeps_a_value_readable_until_three_colleagues_say_otherwise(desk: Desk, reads) -> None:
    Correction.objects.create(key="name", norm="佐藤", corrected_by=desk.aya)
    desk.writes("name=佐藤")
    assert standing() == {"name": "佐藤"}


def test_it_knows_the_numbers_that_the_company_taught(desk: Desk) -> None:
    Pattern.objects.create(key="slip_no", expression=r"NG-\d{4}-\d{4}", example="NG-0000-4471")
    desk.writes("伝票は ng-0000-4471 でした")
    assert Fact.objects.get(key="slip_no").norm == "NG-0000-4471"


def test_it_takes_the_message_in_when_a_rule_breaks(desk: Desk, monkeypatch) -> None:
    def broken(*args, **more):
        raise ZeroDivisionError

    monkeypatch.setattr(listening, "told_in", broken)
    assert Message.objects.filter(pk=desk.writes("#A-10293").pk).exists()


def test_it_costs_nothing_to_hear_nothing_and_one_way_to_hear_much(
    desk: Desk, reads, django_assert_num_queries
) -> None:
    message = desk.writes("こんにちは")
    with django_assert_num_queries(0):
        listening.listen(message)
    message.text = "color=白 order_number=#A-1 phone=090 tried=再起動"
    with django_assert_num_queries(1):
        listening.listen(message)


def test_it_does_not_read_the_subject_of_an_answer(desk: Desk, reads) -> None:
    desk.writes("はい", subject="Re: order_number=#A-1")
    desk.writes("はい", subject="order_number=#A-2")
    assert standing() == {"order_number": "#A-2"}


def test_it_reads_kept_messages_again_once(desk: Desk, capsys) -> None:
    desk.writes("保管番号は QX/77 でした")
    Pattern.objects.create(key="box_no", expression=r"QX/\d\d", example="QX/77")
    call_command("listen_again")
    call_command("listen_again")
    assert Fact.objects.get(key="box_no").matter == desk.matter.pk
    assert capsys.readouterr().out == "1 messages read, 1 facts added\n1 messages read, 0 facts added\n"


def test_it_takes_a_whole_name_for_its_parts_too(desk: Desk, reads) -> None:
    desk.writes("name=佐藤")
    desk.writes("name=佐藤 name=佐藤花子")
    desk.writes("name=佐藤")
    assert list(Fact.objects.standing().values_list("value", flat=True)) == ["佐藤花子"]
    before = dict(Fact.objects.values_list("pk", "replaced_by"))
    settle_again({desk.hanako.pk})
    assert dict(Fact.objects.values_list("pk", "replaced_by")) == before
