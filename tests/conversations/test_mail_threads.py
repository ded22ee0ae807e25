"""Where a mail belongs, and what it proves: by what only a reader of our mail can repeat, never by its subject."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from conversations import outbox, statuses
from conversations.delivery import claim, due, mark_bounced, mark_sent
from conversations.envelopes import Address, Head
from conversations.inbound import Inbound
from conversations.inbox import take_in
from conversations.letters import Letter
from conversations.models import Channel, Entry, Message, Nature, Status
from customers.identifying import Sender
from customers.models import Assurance, Customer, Identity, IdentityKind
from tests.cast import Desk

pytestmark = pytest.mark.django_db
HANAKO = "hanako@example.com"


@dataclass
class Post:
    """A mailbox, and whoever writes to it."""

    desk: Desk
    mailbox: Channel
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def brings(
        self, text="届きました", *, sender=HANAKO, assurance=Assurance.ATTESTED, subject="", mailbox=None, **head
    ):
        number = next(self.numbers)
        outside = {"message_id": f"<{number}@theirs>", "content_hash": f"hash {number}", "sender": Address("", sender)}
        now = timezone.now()
        return take_in(
            Inbound(
                channel=mailbox or self.mailbox,
                external_id=f"INBOX/1/{number}",
                sender=Sender(IdentityKind.EMAIL, sender, assurance=assurance, assured_by="email", family_name="佐藤"),
                text=text,
                subject=subject,
                received_at=now,
                head=Head(**(outside | head)),
            )
        )

    def answers(self, message: Message, text="ご確認ください", **letter):
        sent = outbox.reply(
            message.conversation, self.desk.aya, text=text, channel=self.mailbox, identity=message.identity,
            client_key=f"key-{next(self.numbers)}", seen_revision=None, letter=Letter(**letter),
        )  # fmt: skip
        mark_sent(sent.pk, sent.envelope.header_id)
        return Message.objects.get(pk=sent.pk)


@pytest.fixture
def post(desk: Desk) -> Post:
    settings = {"address": "support@minato.example"}
    return Post(desk, Channel.objects.create(kind="email", name="サポート窓口", team=desk.support, settings=settings))


def test_a_first_mail_opens_a_matter_with_its_subject(post):
    message = post.brings(subject="掃除機の音が大きい")
    assert message.conversation.title == "掃除機の音が大きい"
    assert message.conversation.status == Status.WAITING
    assert message.identity.assurance == Assurance.ATTESTED


def test_an_answer_bears_our_token_and_what_it_answers(post):
    asked = post.brings(subject="掃除機の音", references=("<older@theirs>",))
    envelope = post.answers(asked).envelope
    assert envelope.header_id == f"<{envelope.token}@minato.example>"
    assert envelope.references == [asked.envelope.header_id, "<older@theirs>"]
    assert envelope.message.subject == "Re: 掃除機の音"
    assert envelope.to == [["", HANAKO]]


@pytest.mark.parametrize("by", ["token", "references"])
def test_a_reply_lands_in_the_same_matter_and_proves_the_address(post, by):
    ours = post.answers(post.brings(subject="掃除機の音")).envelope
    named = {"token": ours.token} if by == "token" else {"references": ("<x@theirs>", ours.header_id)}
    reply = post.brings(assurance=Assurance.CLAIMED, **named)
    assert reply.conversation_id == ours.message.conversation_id
    assert not reply.unverified_sender
    assert Identity.objects.get(value=HANAKO).assurance == Assurance.PROVEN


def test_a_visitor_who_answers_our_mail_goes_on_in_the_matter_of_the_chat(post, desk):
    said = desk.writes("充電できません")
    typed = Identity.objects.create(
        customer=said.customer, home=said.customer, kind=IdentityKind.EMAIL, value=HANAKO, display=HANAKO
    )
    ours = outbox.automatic(said.conversation, text="お返事", channel=post.mailbox, identity=typed).envelope
    reply = post.brings(token=ours.token, assurance=Assurance.CLAIMED)
    typed.refresh_from_db()
    assert (reply.conversation_id, reply.customer_id) == (said.conversation_id, said.customer_id)
    assert (typed.assurance, typed.assured_by) == (Assurance.PROVEN, "reply")


def test_a_fresh_mail_from_a_merely_typed_address_is_somebody_else_at_first(post, desk):
    said = desk.writes("充電できません")
    Identity.objects.create(customer=said.customer, home=said.customer, kind=IdentityKind.EMAIL, value=HANAKO)
    assert post.brings().customer_id != said.customer_id


def test_a_stranger_with_our_token_is_filed_there_and_marked(post):
    ours = post.answers(post.brings()).envelope
    reply = post.brings(sender="kenichi@example.com", token=ours.token)
    assert reply.customer_id == ours.message.customer_id
    assert reply.envelope.from_address == "kenichi@example.com"
    assert reply.unverified_sender
    assert not Identity.objects.filter(value="kenichi@example.com").exists()


def test_with_others_on_copy_the_token_alone_proves_nothing(post):
    ours = post.answers(post.brings(assurance=Assurance.CLAIMED), cc=(Address("", "boss@example.com"),)).envelope
    post.brings(token=ours.token, assurance=Assurance.CLAIMED)
    assert Identity.objects.get(value=HANAKO).assurance == Assurance.CLAIMED


def test_what_speaks_against_the_sender_is_marked_and_proves_nothing(post):
    ours = post.answers(post.brings(assurance=Assurance.CLAIMED)).envelope
    reply = post.brings(token=ours.token, assurance=Assurance.CLAIMED, doubted=True)
    assert reply.unverified_sender
    assert Identity.objects.get(value=HANAKO).assurance == Assurance.CLAIMED


def test_an_unverified_sender_who_is_verified_later_is_raised_and_not_doubled(post):
    first = post.brings(assurance=Assurance.CLAIMED)
    assert post.brings(assurance=Assurance.ATTESTED).customer_id == first.customer_id
    assert Identity.objects.get(value=HANAKO).assurance == Assurance.ATTESTED


def test_the_same_mail_out_of_two_mailboxes_is_one_message(post, desk):
    other = Channel.objects.create(kind="email", name="別の窓口", settings={"address": "info@minato.example"})
    first = post.brings(message_id="<same@theirs>", content_hash="same")
    assert post.brings(message_id="<same@theirs>", content_hash="same", mailbox=other) == first
    assert post.brings(message_id="<same@theirs>", content_hash="another") != first


def test_the_subject_alone_leads_nowhere(post):
    first = post.brings(subject="領収書について")
    other = post.brings(subject="Re: 領収書について", sender="kenichi@example.com")
    assert other.customer_id != first.customer_id


def test_another_subject_in_a_matter_that_goes_on_is_remarked(post):
    ours = post.answers(post.brings(subject="掃除機の音")).envelope
    assert not post.brings(subject="RE: Re：掃除機の音", token=ours.token).envelope.subject_changed
    assert post.brings(subject="領収書の宛名", token=ours.token).envelope.subject_changed


@pytest.mark.parametrize("nature", [Nature.AUTO_REPLY, Nature.RECEIPT, Nature.BOUNCE])
def test_a_machine_never_reopens_and_makes_nobody_wait(post, desk, nature):
    asked = post.brings()
    ours = post.answers(asked).envelope
    statuses.set_status(asked.conversation, Status.RESOLVED, desk.aya)
    automatic = post.brings("不在にしております", nature=nature, token=ours.token)
    matter = automatic.conversation
    assert (matter.pk, matter.status, matter.waiting_since) == (asked.conversation_id, Status.RESOLVED, None)
    assert automatic.is_automatic


def test_an_out_of_office_from_nowhere_waits_for_nobody(post):
    assert post.brings(nature=Nature.AUTO_REPLY).conversation.status == Status.NO_REPLY_NEEDED


def test_what_the_server_calls_spam_opens_no_matter_in_a_queue(post):
    assert post.brings(is_spam=True).conversation.status == Status.SPAM
    assert post.brings(sender="kenichi@example.com").conversation.status == Status.WAITING


def test_returned_mail_marks_the_message_and_the_address_until_its_owner_writes(post):
    ours = post.answers(post.brings())
    mark_bounced(ours.pk, "5.1.1 user unknown", HANAKO)
    ours.refresh_from_db()
    identity = Identity.objects.get(value=HANAKO)
    assert (ours.delivery, ours.failure) == ("bounced", "5.1.1 user unknown")
    assert identity.undeliverable_at
    post.brings()
    identity.refresh_from_db()
    assert identity.undeliverable_at is None


def test_a_returned_copy_is_a_line_of_the_history_and_the_customer_got_theirs(post):
    ours = post.answers(post.brings(), cc=(Address("", "boss@example.com"),))
    mark_bounced(ours.pk, "5.1.1 user unknown", "boss@example.com")
    ours.refresh_from_db()
    assert ours.delivery == "sent"
    assert Entry.objects.get(kind="copy_returned").data["address"] == "boss@example.com"


def test_what_waits_on_a_paused_mailbox_goes_when_it_is_resumed(post):
    asked = post.brings()
    Channel.objects.update(paused_at=timezone.now())
    sent = outbox.automatic(asked.conversation, text="受付しました", channel=post.mailbox, identity=asked.identity)
    assert claim(sent.pk) is None
    assert sent.pk not in due()
    Channel.objects.update(paused_at=None)
    assert claim(sent.pk) == sent


def test_a_matter_closed_long_ago_is_followed_by_a_new_one(post, desk):
    asked = post.brings()
    ours = post.answers(asked).envelope
    statuses.set_status(asked.conversation, Status.RESOLVED, desk.aya)
    type(asked.conversation).objects.filter(pk=asked.conversation_id).update(
        resolved_at=timezone.now() - timedelta(days=20)
    )
    later = post.brings(token=ours.token).conversation
    assert later.pk != asked.conversation_id
    assert later.previous_id == asked.conversation_id


def test_a_card_number_is_kept_nowhere(post):
    message = post.brings(
        "カードは****です", plain="4111 1111 1111 1111", quoted="4111 1111 1111 1111", html="<b>4111</b>"
    )
    assert message.envelope.html == ""
    assert "4111 1111" not in message.envelope.quoted


def test_what_is_passed_on_to_somebody_else_leaves_the_customer_waiting(post):
    asked = post.brings()
    post.answers(asked, to=(Address("", "maker@example.com"),))
    matter = type(asked.conversation).objects.get(pk=asked.conversation_id)
    assert (matter.status, matter.waiting_since) == (Status.WAITING, asked.received_at)


def test_customers_stay_few(post):
    for _ in range(3):
        post.brings()
    assert Customer.objects.count() == 1


def test_a_stranger_with_our_token_does_not_make_an_address_deliverable_again(post):
    ours = post.answers(post.brings())
    mark_bounced(ours.pk, "5.1.1 user unknown", HANAKO)
    post.brings(sender="kenichi@example.com", token=ours.envelope.token)
    assert Identity.objects.get(value=HANAKO).undeliverable_at


def test_another_known_address_of_the_same_customer_is_theirs(post):
    ours = post.answers(post.brings())
    second = "hanako@work.example"
    other = Identity.objects.create(
        customer=ours.customer, home=ours.customer, kind=IdentityKind.EMAIL, value=second, assurance=Assurance.ATTESTED
    )
    reply = post.brings(sender=second, token=ours.envelope.token)
    assert (reply.identity, reply.unverified_sender) == (other, False)


@pytest.mark.parametrize("later", [False, True])
def test_what_others_were_sent_proves_nothing(post, later):
    """The one to whom a mail was passed on knows its token, and those of all that it names."""
    asked = post.brings(assurance=Assurance.CLAIMED)
    known = post.answers(asked) if later else None
    passed_on = post.answers(asked, to=(Address("", "maker@example.com"),))
    reply = post.brings(assurance=Assurance.CLAIMED, token=(known or passed_on).envelope.token)
    assert reply.unverified_sender
    assert Identity.objects.get(value=HANAKO).assurance == Assurance.CLAIMED


@pytest.mark.parametrize("nature", [Nature.AUTO_REPLY, Nature.RECEIPT, Nature.BOUNCE])
def test_an_answer_bears_no_machine_s_subject(post, nature):
    asked = post.brings(subject="掃除機の音")
    ours = post.answers(asked).envelope
    post.brings("ご不在", subject="Undelivered Mail Returned to Sender", nature=nature, token=ours.token)
    again = post.answers(asked).envelope
    assert again.message.subject == "Re: 掃除機の音"
    assert again.references[0] == asked.envelope.header_id


def test_what_was_taken_back_leaves_no_subject(post):
    asked = post.brings(subject="掃除機の音")
    taken_back = post.answers(asked, subject="まちがい")
    Message.objects.filter(pk=taken_back.pk).update(unsent_at=timezone.now())
    assert post.answers(asked).envelope.message.subject == "Re: 掃除機の音"
