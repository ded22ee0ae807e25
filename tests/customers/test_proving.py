"""One-time codes: sent to the address that is proven, answered in the channel, and written down nowhere."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from channels_ingest.mail import composing
from channels_ingest.models import RawDelivery
from conversations import code_letters
from conversations.models import Message
from customers import proving
from customers.identifying import Claim, keep_claim
from customers.models import Assurance, Challenge, Identity
from omnidesk import limits
from tests.cast import Desk
from tests.channels_ingest.visitor import Browser
from tests.letters import HANAKO, Post

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def box(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Post:
    limits.forget("code.address", f"email/{HANAKO}")
    return Post.open(desk, monkeypatch)


def claimed(desk: Desk) -> Identity:
    """Hanako has typed her address in the chat."""
    desk.writes("充電できません")
    known = keep_claim(desk.hanako, Claim("email", HANAKO))
    assert known is not None
    return known


def ask(desk: Desk, agent=None, **data: object):
    return desk.client(agent or desk.aya).post(reverse("codes", args=[desk.matter.pk]), data, headers=FETCH)


def letter() -> Message:
    return Message.objects.filter(direction="out", is_automatic=True).select_related("customer", "channel").latest("pk")


def code() -> str:
    """As its reader finds it in the mail."""
    mail = message_from_bytes(composing.compose(letter()).as_bytes(), policy=policy.default)
    found = re.search(r"確認コード: (\d{6})\b", mail.get_body(("plain",)).get_content())
    assert found
    return found[1]


def wrong() -> str:
    return f"{(int(code()) + 1) % 1_000_000:06}"


def thread(desk: Desk) -> list[str]:
    return list(desk.matter.entries.filter(kind__startswith="code_").order_by("pk").values_list("kind", flat=True))


def whole_database() -> str:
    """Every word in every column that can hold words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')"
        )
        found = []
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT string_agg("{column}"::text, chr(10)) FROM "{table}"')
            found.append(cursor.fetchone()[0] or "")
    return "\n".join(found)


def test_the_right_code_proves_the_address_and_is_written_down_nowhere(desk: Desk, box: Post):
    identity = claimed(desk)
    assert ask(desk, identity=identity.pk).status_code == 201
    digits = code()
    said = desk.writes(f"{digits} です")
    identity.refresh_from_db()
    assert (identity.assurance, identity.assured_by) == (Assurance.PROVEN, "code")
    assert (said.text, thread(desk)) == ("(確認コード) です", ["code_proved"])
    assert digits not in whole_database()


def test_the_mail_goes_to_exactly_that_address_and_says_that_a_machine_wrote_it(desk: Desk, box: Post):
    ask(desk, identity=claimed(desk).pk)
    mail = composing.compose(letter())
    assert composing.recipients(letter()) == [HANAKO]
    assert mail["Auto-Submitted"].startswith("auto-")
    assert letter().text == "確認コードを送りました"


def test_it_is_in_the_language_of_the_customer(desk: Desk, box: Post):
    identity = claimed(desk)
    identity.customer.language = "en"
    identity.customer.save(update_fields=["language"])
    ask(desk, identity=identity.pk)
    assert "Your confirmation code is" in composing.compose(letter()).as_string()
    assert letter().subject == "Your confirmation code"


def test_five_wrong_ones_end_it_and_each_is_counted_in_the_thread(desk: Desk, box: Post):
    identity = claimed(desk)
    ask(desk, identity=identity.pk)
    right, other = code(), wrong()
    for _ in range(5):
        assert desk.writes(other).text == "(確認コード)"
    assert list(desk.matter.entries.filter(kind="code_wrong").order_by("pk").values_list("data__left", flat=True)) == [
        4, 3, 2, 1, 0,
    ]  # fmt: skip
    assert desk.writes(right).text == right
    identity.refresh_from_db()
    assert identity.assurance == Assurance.CLAIMED


def test_many_guesses_in_one_message_are_as_many_tries(desk: Desk, box: Post):
    ask(desk, identity=claimed(desk).pk)
    start = int(code())
    guesses = [f"{(start + step) % 1_000_000:06}" for step in range(1, 9)]
    said = desk.writes(" ".join([*guesses, code()]))
    assert thread(desk) == ["code_wrong"] * 5
    assert not re.search(r"\d", said.text)
    assert Identity.objects.get(value=HANAKO).assurance == Assurance.CLAIMED


def test_one_that_has_run_out_proves_nothing(desk: Desk, box: Post):
    identity = claimed(desk)
    ask(desk, identity=identity.pk)
    digits = code()
    Challenge.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    desk.writes(digits)
    identity.refresh_from_db()
    assert (identity.assurance, thread(desk)) == (Assurance.CLAIMED, [])


def test_the_same_code_again_proves_nothing_more(desk: Desk, box: Post):
    ask(desk, identity=claimed(desk).pk)
    digits = code()
    desk.writes(digits)
    desk.writes(digits)
    assert thread(desk) == ["code_proved"]


def test_a_newer_code_ends_the_older(desk: Desk, box: Post):
    identity = claimed(desk)
    ask(desk, identity=identity.pk)
    first, mail = code(), letter()
    ask(desk, identity=identity.pk)
    desk.writes(first)
    assert thread(desk) == ["code_wrong"]
    with pytest.raises(code_letters.CodeOver):
        composing.compose(mail)


def test_another_customers_code_is_no_code_here(desk: Desk, box: Post):
    identity = claimed(desk)
    ask(desk, identity=identity.pk)
    digits = code()
    desk.writes(digits, sender=desk.sender("kenichi-browser", "森", "健一"))
    identity.refresh_from_db()
    assert identity.assurance == Assurance.CLAIMED
    desk.writes(digits)
    assert thread(desk) == ["code_proved"]


@pytest.mark.parametrize("shape", ["{}", "コードは「{}」です。", "確認番号は{}でした", "届きました→{}"])
def test_it_is_found_in_full_width_and_within_words(desk: Desk, box: Post, shape: str):
    ask(desk, identity=claimed(desk).pk)
    wide = code().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    said = desk.writes(shape.format(wide))
    assert thread(desk) == ["code_proved"]
    assert wide not in said.text


def test_numbers_that_say_what_they_are_count_as_nothing(desk: Desk, box: Post):
    ask(desk, identity=claimed(desk).pk)
    text = f"注文番号 {wrong()}、{wrong()}円、03-{wrong()}、郵便番号は {wrong()}"
    assert desk.writes(text).text == text
    assert thread(desk) == []


def test_a_mail_that_answers_with_the_code_and_repeats_ours_below(desk: Desk, box: Post):
    identity = claimed(desk)
    ask(desk, identity=identity.pk)
    digits, token = code(), letter().envelope.token
    quoted = f"> 確認コード: {digits}\n> 有効期限は 10 分です。"
    said = box.brings(
        f"{digits}\nよろしくお願いします。", subject=f"Re: {digits}", token=token, quoted=quoted,
        plain=f"{digits}\n\n{quoted}", html=f"<p>{digits}</p>", assurance=Assurance.CLAIMED,
    )  # fmt: skip
    identity.refresh_from_db()
    assert (identity.assurance, said.customer) == (Assurance.PROVEN, desk.hanako)
    assert thread(desk) == ["code_proved"]
    assert digits not in whole_database()


def test_an_address_that_another_customer_holds_is_merged_with_nobody(desk: Desk, box: Post):
    identity = claimed(desk)
    other = box.brings(address=HANAKO).customer
    ask(desk, identity=identity.pk)
    desk.writes(code())
    identity.refresh_from_db()
    assert (identity.assurance, identity.customer == other) == (Assurance.CLAIMED, False)
    assert thread(desk) == ["code_held"]


def test_a_message_without_digits_asks_the_database_nothing(desk: Desk, box: Post, monkeypatch: pytest.MonkeyPatch):
    ask(desk, identity=claimed(desk).pk)
    monkeypatch.setattr(proving, "waiting", lambda customer: pytest.fail("asked"))
    assert desk.writes("届きました。ありがとうございます").text == "届きました。ありがとうございます"


def test_an_address_gets_three_in_an_hour(desk: Desk, box: Post):
    identity = claimed(desk)
    most = limits.LIMITS["code.address"].count
    assert [ask(desk, identity=identity.pk).status_code for _ in range(most + 1)] == [201] * most + [429]


def test_an_address_of_somebody_else_is_not_found(desk: Desk, box: Post):
    claimed(desk)
    other = box.brings(address="kenichi@mail.example", name="森 健一").identity
    assert ask(desk, identity=other.pk).status_code == 404
    assert ask(desk, agent=desk.emily).status_code == 404


def test_the_agent_finds_the_button_beside_the_address(desk: Desk, box: Post):
    claimed(desk)
    page = desk.client(desk.aya).get(reverse("conversation-panel", args=[desk.matter.pk])).content.decode()
    assert "data-send-code" in page
    assert "確認コードを送る" in page


def test_the_profile_offers_it_beside_an_address_that_is_only_claimed(desk: Desk, box: Post):
    identity = claimed(desk)
    page = desk.client(desk.aya).get(reverse("customers:detail", args=[desk.hanako.pk])).content.decode()
    assert "確認コードを送る" in page
    answer = desk.client(desk.aya).post(reverse("codes", args=[desk.matter.pk]), {"identity": identity.pk})
    assert answer.status_code == 302
    assert proving.waiting(desk.hanako)


def test_what_the_channel_brought_with_a_code_in_it_is_let_go(desk: Desk, box: Post):
    browser = Browser(desk.chat).begin()
    customer = browser.write("充電できません").customer
    identity = keep_claim(customer, Claim("email", HANAKO))
    assert identity is not None
    desk.client(desk.aya).post(reverse("codes", args=[customer.conversations.get().pk]), {"identity": identity.pk})
    digits = code()
    assert browser.write(f"{digits}です").text == "(確認コード)です"
    kept = [raw.content.decode() for raw in RawDelivery.objects.order_by("pk")]
    assert ["充電できません" in kept[0], kept[1]] == [True, ""]
    assert digits not in whole_database()


@pytest.mark.django_db(transaction=True)
def test_of_six_guesses_at_once_five_count(desk: Desk, box: Post):
    """Each try is counted while the customer is locked: nobody gets a sixth by being quick."""
    ask(desk, identity=claimed(desk).pk)
    guesses = [f"{(int(code()) + step) % 1_000_000:06}" for step in range(1, 7)]

    def guess(digits: str) -> None:
        desk.writes(digits)
        connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(guess, guesses))
    assert thread(desk) == ["code_wrong"] * 5
    assert Challenge.objects.get().tries == 5
