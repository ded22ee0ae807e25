"""The web form through its one door: what is typed comes in, is told, and is never lost."""

import re
from datetime import time, timedelta

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from agents import calendars
from agents.models import Team
from channels_ingest.models import RawDelivery
from channels_ingest.webform import guards
from conversations.models import Attachment, Channel, Message
from conversations.routes import routes
from customers.models import Assurance, Fact, Identity
from omnidesk import limits
from tests.cast import Desk

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"
TYPED = {
    "topic": "故障・修理", "order_number": "#A-10293", "name": "佐藤 花子", "email": "Hanako@mail.example",
    "phone": "090-1234-5678", "own_0": "VX-200", "message": "充電器に掛けても充電できません。", "lang": "ja",
}  # fmt: skip


@pytest.fixture
def form(desk: Desk) -> Channel:
    for name in ("form.submission", "form.page", "form.files"):
        for channel in Channel.objects.all():
            limits.forget(name, f"{channel.pk + 1}/127.0.0.1")
    return Channel.objects.create(
        kind="form", name="お問い合わせ", team=desk.support,
        settings={
            "origins": [SHOP], "choices": ["故障・修理 | Repair", "配送 | Delivery"],
            "own": [{"label": "型番 | Model", "key": "product", "required": False}],
            "thanks": {"ja": "お大事にお使いください。", "en": ""},
        },
    )  # fmt: skip


def address(form: Channel) -> str:
    return f"/forms/{form.public_id}/"


def stamp(form: Channel, seconds: int = 30) -> str:
    """As the page gave it so long ago."""
    signer = signing.TimestampSigner(salt=guards.SALT)
    signer.timestamp = lambda: signing.b62_encode(int((timezone.now() - timedelta(seconds=seconds)).timestamp()))  # type: ignore[method-assign]  # an older clock
    return signer.sign(form.public_id)


def send(form: Channel, headers=None, **data: object):
    given = {**TYPED, "stamp": stamp(form), **data}
    return Client().post(address(form), {k: v for k, v in given.items() if v is not None}, headers=headers or {})


def test_the_page_works_without_scripts_in_both_languages(form: Channel):
    page = Client().get(address(form) + "?lang=ja").content.decode()
    assert "<script" not in page
    for words in ("ご用件", "故障・修理", "型番", "この内容で送る", "添付ファイル"):
        assert words in page
    english = Client().get(address(form), headers={"Accept-Language": "en"}).content.decode()
    for words in ("Repair", "Model", "Send this"):
        assert words in english


@pytest.mark.parametrize(("days", "said"), [(7, "毎日 9:00–20:00"), (5, "平日 9:00–20:00")])
def test_the_hours_are_those_of_the_whole_week(desk: Desk, form: Channel, days: int, said: str):
    calendar = calendars.make_default("窓口", "Asia/Tokyo")
    calendars.set_week(calendar, {day: [(time(9), time(20))] if day < days else [] for day in range(7)})
    Team.objects.filter(pk=desk.support.pk).update(calendar=calendar)
    assert said in Client().get(address(form), {"lang": "ja"}).text


def test_only_the_company_s_pages_may_frame_it(form: Channel):
    policy = Client().get(address(form)).headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {SHOP}" in policy
    assert "script-src 'self'" in policy


def test_what_is_sent_becomes_a_matter_with_what_was_told(desk: Desk, form: Channel):
    answer = send(form)
    message = Message.objects.get(channel=form)
    assert message.text.startswith("充電器に掛けても充電できません。\n\n注文番号: #A-10293")
    assert message.conversation.team == desk.support
    assert message.unverified_sender
    facts = {fact.key: (fact.value, fact.source) for fact in Fact.objects.standing().filter(source="form")}
    assert facts["order_number"] == ("#A-10293", "form")
    assert facts["product"][0] == "VX-200"
    assert facts["phone"][0] == "090-1234-5678"
    thanks = Client().get(answer.headers["Location"]).content.decode()
    assert answer.status_code == 303
    assert message.conversation.number in thanks
    assert "お大事にお使いください。" in thanks


def test_an_empty_field_of_the_company_s_own_takes_nothing_from_the_one_of_ours(form: Channel):
    form.settings["own"] = [{"label": "お名前（カナ）", "key": "name", "required": False}]
    form.save()
    send(form, own_0="")
    names = Fact.objects.standing().filter(key="name", source="form").values_list("value", flat=True)
    assert list(names) == ["佐藤 花子"]


def test_the_matter_is_called_by_its_topic_and_first_words(form: Channel):
    send(form)
    message = Message.objects.get(channel=form)
    assert message.conversation.title == "故障・修理: 充電器に掛けても充電できません。"
    assert "故障・修理" not in Fact.objects.filter(message=message.pk).values_list("value", flat=True)


def test_an_order_number_in_a_field_is_where_it_is_marked(form: Channel):
    send(form)
    fact = Fact.objects.get(key="order_number", source="form")
    text = Message.objects.get(channel=form).text
    assert text[fact.start : fact.end] == "#A-10293"
    assert Fact.objects.filter(message=fact.message, key="order_number").count() == 1


def test_what_was_typed_is_a_claim_and_is_answered_by_mail(desk: Desk, form: Channel):
    mail = Channel.objects.create(kind="email", name="メール", team=desk.support, settings={"address": "s@x.example"})
    send(form)
    customer = Message.objects.get(channel=form).customer
    levels = {(row.kind, row.value): row.assurance for row in Identity.objects.filter(customer=customer)}
    assert levels == {
        ("email", "hanako@mail.example"): Assurance.CLAIMED,
        ("phone", "+819012345678"): Assurance.CLAIMED,
    }
    (way,) = routes(Message.objects.get(channel=form).conversation, desk.aya)
    assert (way.channel, way.usable) == (mail, True)


def test_errors_stand_beside_the_field_and_nothing_typed_is_lost(form: Channel):
    answer = send(form, phone="090-1234", email="hanako", message="充電できません")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "メールアドレスの形" in page or "例 hanako@example.com" in page
    assert 'id="id_phone_error"' in page
    for typed in ("充電できません", "090-1234", "#A-10293", "VX-200", "佐藤 花子"):
        assert typed in page
    assert re.search(r'value="故障・修理"[^>]*checked', page)
    assert not RawDelivery.objects.exists()


def test_files_are_kept_when_another_field_is_wrong_and_go_along_later(form: Channel):
    photo = SimpleUploadedFile("ランプの写真.txt", "赤い点滅".encode())
    page = send(form, email="", files=photo).content.decode()
    held = re.search(r'name="held" value="([^"]+)"', page)
    assert "ランプの写真.txt" in page
    assert held
    send(form, held=held[1])
    (file,) = Attachment.objects.all()
    assert file.message == Message.objects.get(channel=form)


def test_a_file_can_be_left_out_again(form: Channel):
    page = send(form, email="", files=SimpleUploadedFile("写真.txt", b"a")).content.decode()
    held = re.search(r'name="held" value="([^"]+)"', page)
    assert held
    send(form, held=held[1], drop=str(Attachment.objects.get().public_id))
    assert not Message.objects.get(channel=form).attachments.exists()


def test_a_file_that_is_none_is_refused_in_words(form: Channel):
    answer = send(form, files=SimpleUploadedFile("写真.png", b"MZ\x90\x00"))
    assert answer.status_code == 422
    assert "写真.png" in answer.content.decode()


def test_another_form_s_held_files_are_not_taken(desk: Desk, form: Channel):
    page = send(form, email="", files=SimpleUploadedFile("写真.txt", b"a")).content.decode()
    held = re.search(r'name="held" value="([^"]+)"', page)
    other = Channel.objects.create(kind="form", name="別", team=desk.support, settings={"origins": [SHOP]})
    assert held
    send(other, held=held[1])
    assert not Message.objects.get(channel=other).attachments.exists()


def test_the_same_twice_is_one(form: Channel):
    first, second = send(form), send(form)
    assert Message.objects.filter(channel=form).count() == 1
    assert second.status_code == first.status_code == 303


@pytest.mark.parametrize(
    ("more", "seconds"),
    [({"website": "https://spam.example"}, 30), ({}, 0), ({}, 13 * 3600)],
    ids=["trap", "quick", "old"],
)
def test_who_is_taken_for_a_machine_sees_the_form_again_filled_in(form: Channel, more: dict[str, str], seconds: int):
    answer = send(form, stamp=stamp(form, seconds), **more)
    assert answer.status_code == 422
    assert "充電器に掛けても充電できません。" in answer.content.decode()
    assert not RawDelivery.objects.exists()


def test_a_stamp_of_another_form_is_none(desk: Desk, form: Channel):
    other = Channel.objects.create(kind="form", name="別", team=desk.support)
    assert send(form, stamp=stamp(other)).status_code == 422


def test_a_form_on_the_company_s_own_page_sends_and_comes_back(form: Channel):
    answer = send(form, {"Origin": SHOP}, stamp=None, return_to=f"{SHOP}/thanks")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SHOP}/thanks")
    assert Message.objects.filter(channel=form).count() == 1


def test_a_foreign_page_sends_nothing_and_leads_nowhere(form: Channel):
    assert send(form, {"Origin": "https://evil.example"}, stamp=None).status_code == 422
    for wish in ("https://evil.example/", f"{SHOP}.evil.example/", "javascript:alert(1)", "//evil.example"):
        assert "evil" not in send(form, {"Origin": SHOP}, stamp=None, return_to=wish).headers["Location"]


def test_so_many_from_one_address_and_no_more(form: Channel):
    most = limits.LIMITS["form.submission"].count
    answers = [send(form, message=f"{number} 件目") for number in range(most + 1)]
    assert [answer.status_code for answer in answers] == [303] * most + [429]
    assert f"{most} 件目" in answers[-1].content.decode()


def test_while_it_is_paused_it_says_so_and_takes_nothing(form: Channel):
    Channel.objects.filter(pk=form.pk).update(paused_at=timezone.now())
    assert "受付を休止しています" in Client().get(address(form)).content.decode()
    assert send(form).status_code == 409
    assert not RawDelivery.objects.exists()


def test_what_was_sent_is_brought_into_view_by_a_script_of_its_own(form: Channel):
    thanks = Client().get(send(form).headers["Location"]).content.decode()
    assert '<h1 id="sent" tabindex="-1">' in thanks
    assert thanks.count("<script") == thanks.count('<script type="module" src="/static/form/sent') == 1


def test_card_numbers_are_masked_before_anything_is_kept(form: Channel):
    send(form, message="カードは 4242 4242 4242 4242 です")
    raw = RawDelivery.objects.get()
    assert "4242 4242 4242 4242" not in raw.body
    assert "4242 4242 4242 4242" not in Message.objects.get(channel=form).text


def test_a_receipt_cannot_be_made_up(form: Channel):
    page = Client().get(address(form) + "?sent=C-1&lang=ja").content.decode()
    assert "C-1" not in page
    assert "この内容で送る" in page
