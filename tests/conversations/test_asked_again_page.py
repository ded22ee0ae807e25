"""What a lead sees of it: the counts, down to the rows, and a verdict on each."""

import pytest

from conversations import asking_again, outbox
from conversations.models import AskedAgain, Conversation
from tests.cast import Desk
from tests.conversations.test_guard import told

pytestmark = pytest.mark.django_db
PAGE = "/asked-again/"


@pytest.fixture
def asked(desk: Desk) -> AskedAgain:
    """Hanako was asked for the number that she had given; Aya answered her matter."""
    desk.writes()
    told(desk)
    outbox.reply(
        desk.matter, desk.aya, text="お調べします。", channel=desk.chat, identity=desk.identity, client_key="k" * 16,
        seen_revision=None,
    )  # fmt: skip
    outbox.automatic(desk.matter, text="ご注文番号をお知らせください。", channel=desk.chat, identity=desk.identity)
    asking_again.look_back()
    return AskedAgain.objects.get()


def test_a_supervisor_sees_the_rate_with_its_n_and_opens_the_row(desk: Desk, asked: AskedAgain):
    page = desk.client(desk.fujita).get(PAGE).text
    assert "100.0%" in page
    assert f"/conversations/{asked.conversation_id}/#message-{asked.message_id}" in page
    assert "<mark>ご注文番号をお知らせください" in page


@pytest.mark.parametrize("who", ["aya", "emily"])
def test_it_is_a_page_for_leads(desk: Desk, asked: AskedAgain, who: str):
    client = desk.client(getattr(desk, who))
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}{asked.pk}/verdict/", {"verdict": "right"}).status_code == 404


def test_each_count_narrows_the_list_to_its_rows(desk: Desk, asked: AskedAgain):
    client = desk.client(desk.fujita)
    assert f"asked-{asked.pk}" in client.get(PAGE, {"channel": desk.chat.pk, "step": asked.step}).text
    assert f"asked-{asked.pk}" not in client.get(PAGE, {"step": "after_transfer"}).text
    assert client.get(PAGE, {"channel": "x' OR 1=1", "days": "0", "before": "9" * 40}).status_code == 200


def test_what_a_lead_sets_aside_does_not_count(desk: Desk, asked: AskedAgain):
    client = desk.client(desk.fujita)
    client.post(f"{PAGE}{asked.pk}/verdict/", {"verdict": "wrong"})
    asked.refresh_from_db()
    assert (asked.verdict, asked.judged_by) == ("wrong", desk.fujita)
    assert "0.0%" in client.get(PAGE).text


def test_the_same_verdict_again_takes_it_back(desk: Desk, asked: AskedAgain):
    client = desk.client(desk.fujita)
    for _ in range(2):
        client.post(f"{PAGE}{asked.pk}/verdict/", {"verdict": "right"})
    asked.refresh_from_db()
    assert (asked.verdict, asked.judged_by) == ("", None)


def test_practice_never_counts(desk: Desk, asked: AskedAgain):
    Conversation.objects.filter(pk=asked.conversation_id).update(is_simulated=True)
    assert f"asked-{asked.pk}" not in desk.client(desk.fujita).get(PAGE).text


def test_a_sample_is_drawn_by_lot_and_is_the_same_for_the_same_seed(desk: Desk, asked: AskedAgain):
    client = desk.client(desk.fujita)
    assert [row.pk for row in client.get(PAGE, {"sample": "s1"}).context["rows"]] == [asked.pk]


def test_it_costs_the_same_however_many_rows(desk: Desk, asked: AskedAgain, django_assert_max_num_queries):
    client = desk.client(desk.fujita)
    client.get(PAGE)
    with django_assert_max_num_queries(17):
        client.get(PAGE)
