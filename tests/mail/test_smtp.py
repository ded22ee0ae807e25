"""Handing mail over to a real SMTP server: it went, it did not, or nobody knows; and why, in a sentence."""

import time
from email.message import EmailMessage
from unittest.mock import patch

import pytest
from django.utils.translation import gettext, override

from channels_ingest import sending
from channels_ingest.adapters.base import SendError
from channels_ingest.mail import lines, troubles
from channels_ingest.mail import smtp as sender
from channels_ingest.mail.settings import MailboxSettings
from conversations.models import Delivery, Message
from customers.identifying import Claim, add
from customers.models import IdentityKind
from tests.mail import smtp_server

HANAKO = "hanako@example.net"


def letter(subject: str = "ご返信", text: str = "承知しました。\n.\n..点から始まる行") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "support@example.test", HANAKO, subject
    mail.set_content(text)
    return mail


def refused(mailbox, *to: str) -> SendError:
    with pytest.raises(SendError) as told:
        sender.send(mailbox, letter(), to or [HANAKO])
    return told.value


def test_it_goes_encrypted_and_signed_in_and_arrives_as_it_was(mailbox, smtp):
    assert sender.send(mailbox, letter(), [HANAKO]) == ()
    [posted] = smtp.posted
    assert (posted.sender, posted.recipients) == (mailbox.address, [HANAKO])
    assert posted.mail.get_content().replace("\r\n", "\n") == "承知しました。\n.\n..点から始まる行\n"
    assert posted.content.isascii()


def test_tls_from_the_first_byte_works_too(mailbox, dovecot):
    with smtp_server.accepting(dovecot, security="tls") as server:
        mailbox.settings["smtp"] = server.settings(mailbox.address)
        sender.send(mailbox, letter(), [HANAKO])
        assert len(server.posted) == 1


def test_what_is_sent_to_our_own_mailbox_arrives_there(mailbox, dovecot, user):
    sender.send(mailbox, letter(), [user.replace("@", "+token@")])
    with dovecot.opened(user) as line:
        [row] = line.fetch(line.search(), ["BODY.PEEK[]"]).values()
    assert f"Delivered-To: {user.replace('@', '+token@')}".encode() in row[b"BODY[]"]


def test_a_refused_recipient_is_for_ever(mailbox, smtp):
    smtp.says[HANAKO] = "550 5.1.1 No such user"
    error = refused(mailbox)
    assert (error.reason, error.permanent) == (troubles.RECIPIENT_REFUSED, True)


def test_a_recipient_who_asks_to_come_back_is_not(mailbox, smtp):
    smtp.says[HANAKO] = "450 4.2.0 Greylisted"
    error = refused(mailbox)
    assert (error.reason, error.permanent) == (troubles.RECIPIENT_LATER, False)


def test_the_others_get_it_and_the_refused_are_named(mailbox, smtp):
    smtp.says["gone@example.net"] = "550 5.1.1 No such user"
    assert sender.send(mailbox, letter(), ["gone@example.net", HANAKO]) == ("gone@example.net",)
    assert smtp.posted[0].recipients == [HANAKO]


def test_a_refused_content_is_for_ever(mailbox, smtp):
    smtp.says["END"] = "554 5.7.1 Spam"
    error = refused(mailbox)
    assert (error.reason, error.permanent) == (troubles.CONTENT_REFUSED, True)


def test_a_busy_server_is_asked_again(mailbox, smtp):
    smtp.says["END"] = "451 4.3.0 Try again"
    error = refused(mailbox)
    assert (error.reason, error.permanent) == (troubles.BUSY, False)


def test_a_refused_sender_is_told(mailbox, smtp):
    smtp.says["MAIL"] = "553 5.7.1 Not yours"
    assert refused(mailbox).reason == troubles.SENDER_REFUSED
    assert sender.test_smtp(MailboxSettings.of(mailbox)).sentence == troubles.SENDER_REFUSED


def test_a_mail_too_large_for_the_server_is_not_even_begun(mailbox, dovecot):
    with smtp_server.accepting(dovecot, size=100) as server:
        mailbox.settings["smtp"] = server.settings(mailbox.address)
        error = refused(mailbox)
    assert (error.reason, error.permanent) == (troubles.TOO_LARGE, True)


def test_a_cut_after_the_end_leaves_everybody_in_doubt(mailbox, smtp):
    smtp.cuts = True
    with pytest.raises(sender.Unanswered):
        sender.send(mailbox, letter(), [HANAKO])
    assert len(smtp.posted) == 1


def test_a_cut_before_the_end_is_no_doubt(mailbox, smtp):
    honest = sender.Line.send

    def cut_in_the_middle(self, content):
        if isinstance(content, bytes) and b"Subject" in content:
            self.sock.close()
            raise ConnectionResetError
        honest(self, content)

    with patch.object(sender.Line, "send", cut_in_the_middle):
        error = refused(mailbox)
    assert (error.reason, error.permanent, smtp.posted) == (troubles.BROKE, False, [])


def test_a_wrong_password_is_told(mailbox):
    mailbox.credentials = '{"smtp_password": "wrong"}'
    error = refused(mailbox)
    assert (error.reason, error.permanent) == (troubles.WRONG_PASSWORD, True)


def test_a_password_in_any_letters_signs_in(mailbox, dovecot):
    dovecot.add("foreign@example.test", "ひみつのことば")
    mailbox.settings["smtp"]["username"] = "foreign@example.test"
    mailbox.credentials = '{"smtp_password": "ひみつのことば"}'
    assert sender.test_smtp(MailboxSettings.of(mailbox)).ok


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"port": 1}, troubles.PORT_CLOSED),
        ({"host": "nowhere.invalid"}, troubles.HOST_UNKNOWN),
        ({"security": "tls"}, troubles.NO_TLS),
        ({"host": ""}, troubles.NOT_SET_UP),
    ],
)
def test_each_wrong_setting_has_its_sentence(mailbox, changed, reason):
    mailbox.settings["smtp"] |= changed
    result = sender.test_smtp(MailboxSettings.of(mailbox))
    assert (result.ok, result.sentence) == (False, reason)


def test_a_good_setting_passes(mailbox, smtp):
    assert sender.test_smtp(MailboxSettings.of(mailbox)).ok
    assert smtp.posted == []


def test_starttls_that_is_not_offered_is_never_done_without(mailbox, dovecot):
    with smtp_server.accepting(dovecot, security="none") as server:
        mailbox.settings["smtp"] = server.settings(mailbox.address) | {"security": "starttls"}
        assert refused(mailbox).reason == troubles.NO_STARTTLS


def test_a_certificate_nobody_vouches_for_is_refused(mailbox, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    error = refused(mailbox)
    assert (error.reason, error.permanent) == (troubles.NOT_TRUSTED, True)


def test_a_private_server_must_be_allowed_by_name(mailbox, private_hosts):
    private_hosts("10.0.0.0/8")
    assert refused(mailbox).reason == troubles.PRIVATE


def test_a_silent_server_is_given_up_soon(mailbox, silent_port):
    mailbox.settings["smtp"] |= {"port": silent_port, "security": "none"}
    began = time.monotonic()
    with pytest.raises(troubles.Trouble) as told, sender.opened(MailboxSettings.of(mailbox).smtp, seconds=0.5):
        pass
    assert (told.value.reason, time.monotonic() - began < lines.CONNECT_SECONDS) == (troubles.SILENT, True)


@pytest.mark.parametrize("evil", ["a@example.net>\r\nRCPT TO:<b@example.net", "a@example.net b@example.net", "a\n@b.c"])
def test_an_address_is_one_word_or_nothing(mailbox, smtp, evil):
    assert sender.send(mailbox, letter(), [evil, HANAKO]) == (evil,)
    assert smtp.posted[0].recipients == [HANAKO]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_sentence_is_said_in_the_readers_language(language):
    sentences = [value for name, value in vars(troubles).items() if name.isupper() and isinstance(value, str)]
    with override(language):
        said = [gettext(one) for one in sentences]
    assert len(said) > 20
    assert all(one.isascii() == (language == "en") for one in said)


def queued(desk, mailbox, *files) -> Message:
    from conversations import outbox

    matter = desk.writes().conversation
    identity = add(matter.customer, Claim(kind=IdentityKind.EMAIL, value=HANAKO))
    message = outbox.reply(
        matter, desk.aya, text="承知しました", channel=mailbox, identity=identity, client_key="k", seen_revision=None
    )
    Message.objects.filter(pk=message.pk).update(next_attempt_at=message.shown_at)
    return message


def test_a_reply_goes_out_and_is_marked_as_sent(desk, mailbox, smtp):
    message = queued(desk, mailbox)
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert message.delivery == Delivery.SENT
    assert smtp.posted[0].mail["Message-ID"] == message.external_id == message.envelope.header_id


def test_a_reply_that_was_refused_says_why(desk, mailbox, smtp):
    smtp.says[HANAKO] = "550 5.1.1 No such user"
    message = queued(desk, mailbox)
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert (message.delivery, message.failure) == (Delivery.FAILED, troubles.RECIPIENT_REFUSED)


def test_a_reply_nobody_knows_of_is_not_repeated_by_itself(desk, mailbox, smtp):
    smtp.cuts = True
    message = queued(desk, mailbox)
    sending.deliver(message.pk)
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert (message.delivery, len(smtp.posted)) == (Delivery.UNKNOWN, 1)
