"""The mail that says that a form has come in: one, safe for whoever did not send it."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_ingest.mail import composing
from channels_ingest.webform import acknowledging
from conversations.models import Channel, Message
from customers import consents
from customers.models import Customer
from tests.cast import Desk
from tests.channels_ingest.mailboxes import mailbox
from tests.channels_ingest.test_form import TYPED, send
from tests.channels_ingest.test_form import form as form
from tests.channels_ingest.test_form_pages import save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def box(desk: Desk) -> Channel:
    cache.clear()
    return mailbox(desk)


def sent() -> list[Message]:
    return list(Message.objects.filter(channel__kind="email", direction="out").order_by("pk"))


def test_it_says_the_number_and_that_a_machine_wrote_it(form: Channel, box: Channel):
    send(form)
    (mail,) = sent()
    letter = composing.compose(mail)
    number = mail.conversation.number
    assert number in letter["Subject"]
    assert number in mail.text
    assert (letter["To"], mail.channel, mail.is_automatic) == ("hanako@mail.example", box, True)
    assert (letter["Auto-Submitted"], letter["X-Omnidesk-Loop"]) == ("auto-generated", box.address)
    assert mail.conversation.status == "waiting"


def test_it_holds_nothing_of_what_was_typed(form: Channel):
    send(form, name="今すぐ https://evil.example へ", topic="故障・修理", message="当選しました https://evil.example")
    (mail,) = sent()
    whole = composing.compose(mail).as_string() + mail.text + mail.subject
    for typed in (*(value for name, value in TYPED.items() if name not in ("email", "lang")), "evil", "当選", "今すぐ"):
        assert typed not in whole


def test_twenty_forms_for_one_victim_are_one_mail(desk: Desk, form: Channel):
    for number in range(10):
        send(form, message=f"{number} 件目")
    other = Channel.objects.create(kind="form", name="別", team=desk.support, settings=form.settings)
    for number in range(10):
        send(other, message=f"{number} 件目", email="HANAKO@mail.example", name=f"別人 {number}")
    assert Message.objects.filter(channel__in=(form, other)).count() == 20
    assert len(sent()) == 1


def test_it_speaks_the_language_of_the_form_and_the_company_s_words(form: Channel):
    send(form)
    send(form, lang="en", email="marcus@mail.example", topic="Repair", message="It does not charge")
    japanese, english = sent()
    assert "お大事にお使いください。" in japanese.text
    assert "受け付けました" in japanese.subject
    assert english.subject.startswith("We have received your enquiry")


def test_none_goes_where_it_may_not(desk: Desk, form: Channel, box: Channel):
    send(form, email=box.address)
    assert sent() == []
    send(form, email="stopped@mail.example")
    known = Customer.objects.get(identities__value="stopped@mail.example").identities.get(kind="email")
    cache.clear()
    consents.say(known, "support", "stopped", consents.Said("mail", "配信停止"))
    send(form, email="stopped@mail.example", message="もう一度")
    Customer.objects.update(blocked_at=timezone.now())
    cache.clear()
    send(form, email="stopped@mail.example", message="三度目")
    assert len(sent()) == 1


def test_an_admin_switches_it_off(desk: Desk, form: Channel):
    assert "受け付けたことをメールでお知らせする" in desk.client(desk.noguchi).get(reverse("form-new")).content.decode()
    form.settings["acknowledges"] = False
    form.save()
    send(form)
    assert sent() == []
    save(desk, acknowledges="on")
    assert Channel.objects.filter(kind="form").latest("pk").settings["acknowledges"] is True


def test_without_a_mailbox_none_is_sent(form: Channel, box: Channel):
    box.delete()
    assert send(form).status_code == 303
    assert not Message.objects.filter(direction="out").exists()


def test_what_goes_wrong_there_costs_no_form(form: Channel, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(acknowledging, "words", lambda *_said: 1 / 0)
    answer = send(form)
    assert (
        Message.objects.get(channel=form).conversation.number
        in Client().get(answer.headers["Location"]).content.decode()
    )
    assert sent() == []
