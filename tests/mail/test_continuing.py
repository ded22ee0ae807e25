"""A visitor who is gone gets what they missed by mail: once, and nobody stands in anybody's way."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from channels_ingest import continuing, sweeping
from channels_ingest.models import VisitorSession
from conversations import files, outbox
from conversations.delivery import mark_sent
from conversations.models import Attachment, Channel, Message
from customers.models import Identity, IdentityKind
from tests.cast import Desk

pytestmark = pytest.mark.django_db
HANAKO = "hanako@example.com"


@pytest.fixture(autouse=True)
def mailbox(desk: Desk) -> Channel:
    cache.clear()
    settings = {"address": "support@minato.example"}
    return Channel.objects.create(kind="email", name="窓口", team=desk.support, settings=settings)


def gone(desk: Desk, site: Channel, browser: str, email: str) -> VisitorSession:
    """They asked, left an address and went; then we answered."""
    said = desk.writes(sender=desk.sender(browser))
    Identity.objects.create(customer=said.customer, home=said.customer, kind=IdentityKind.EMAIL, value=email.casefold())
    session = VisitorSession.objects.create(channel=site, identity=said.identity, email=email, token_hash=browser)
    answer = outbox.automatic(said.conversation, text="お返事です", channel=site, identity=said.identity)
    mark_sent(answer.pk)
    past = timezone.now() - timedelta(minutes=5)
    Message.objects.filter(pk=answer.pk).update(shown_at=past)
    VisitorSession.objects.filter(pk=session.pk).update(last_seen_at=past)
    return session


def catch_up() -> None:
    sweeping.each(continuing.continue_by_mail, continuing.due())


def mails() -> list[Message]:
    return list(Message.objects.filter(channel__kind="email"))


def test_what_was_missed_goes_out_once(desk):
    gone(desk, desk.chat, "hanako-browser", HANAKO.title())
    catch_up()
    catch_up()
    (mail,) = mails()
    assert mail.envelope.to == [["", HANAKO]]
    assert "お返事です" in mail.text


def test_a_try_that_failed_uses_up_nothing(desk):
    """The place of the files is away for a moment: the day's one mail to an address that was only typed still goes."""
    session = gone(desk, desk.chat, "hanako-browser", HANAKO)
    kept = files.keep(SimpleUploadedFile("手順.txt", b"steps"), name="手順.txt")
    Attachment.objects.filter(pk=kept.pk).update(message=Message.objects.get(text="お返事です"))
    stored = Path(kept.file.path)
    stored.rename(away := stored.with_suffix(".away"))
    catch_up()
    assert (mails(), VisitorSession.objects.get(pk=session.pk).mailed_up_to) == ([], 0)
    away.rename(stored)
    catch_up()
    assert [one.name for one in mails()[0].attachments.all()] == ["手順.txt"]


def test_sites_that_do_not_go_on_by_mail_hold_up_nobody(desk, monkeypatch):
    monkeypatch.setattr(continuing, "SOME", 1)
    silent = Channel.objects.create(kind="chat", name="別のサイト", settings={"continues_by": 0})
    gone(desk, silent, "first-browser", "kenichi@example.com")
    gone(desk, desk.chat, "hanako-browser", HANAKO)
    catch_up()
    assert [mail.identity.value for mail in mails()] == [HANAKO]


def test_nothing_is_mailed_to_a_mailbox_of_ours(desk):
    Channel.objects.create(
        kind="email", name="別の窓口", settings={"address": "x@x", "aliases": ["info@minato.example"]}
    )
    gone(desk, desk.chat, "hanako-browser", "info@minato.example")
    catch_up()
    assert mails() == []


def test_twenty_windows_that_name_one_victim_write_to_them_once(desk):
    sessions = [gone(desk, desk.chat, f"browser-{number}", "victim@example.com") for number in range(20)]
    catch_up()
    catch_up()
    assert len(mails()) == 1
    assert VisitorSession.objects.filter(pk__in=[one.pk for one in sessions], mailed_up_to__gt=0).count() == 1


@pytest.mark.parametrize("whose", ["own", "another record"])
def test_nothing_is_mailed_where_they_asked_not_to_be_written_to(desk, whose):
    session = gone(desk, desk.chat, "hanako-browser", HANAKO)
    address = Identity.objects.get(customer=session.identity.customer_id, kind=IdentityKind.EMAIL)
    if whose != "own":
        other = desk.writes(sender=desk.sender("other-browser")).customer
        address = Identity.objects.create(customer=other, home=other, kind=IdentityKind.EMAIL, value=HANAKO)
    said = {"identity": address.pk, "purpose": "support", "answer": "stopped", "evidence": "お電話で"}
    desk.client(desk.aya).post(f"/customers/{address.customer_id}/consents/", said)
    assert address.consents.exists()
    catch_up()
    assert mails() == []


def test_who_was_written_to_gets_the_next_answer_too_up_to_a_limit(desk):
    session = gone(desk, desk.chat, "hanako-browser", HANAKO)
    for _number in range(14):
        catch_up()
        answer = outbox.automatic(mails()[0].conversation, text="続き", channel=desk.chat, identity=session.identity)
        mark_sent(answer.pk)
        Message.objects.filter(pk=answer.pk).update(shown_at=timezone.now() - timedelta(minutes=5))
    assert len(mails()) == 10


def test_strangers_who_name_an_address_take_nothing_from_its_owner(desk):
    gone(desk, desk.chat, "stranger", HANAKO)
    catch_up()
    own = gone(desk, desk.chat, "own", HANAKO)
    Identity.objects.filter(customer=own.identity.customer_id, kind=IdentityKind.EMAIL).update(assurance=2)
    catch_up()
    assert len(mails()) == 2
