"""What the demo says was mailed, and what was filled into its form."""

import re
from collections import Counter

import pytest
from django.db.models import Q

from conversations.formatted import clean
from conversations.models import (
    OPEN,
    Conversation,
    Envelope,
    Message,
)
from customers.models import Fact, Identity

pytestmark = pytest.mark.usefixtures("demo")


def test_it_tells_a_third_of_its_matters_by_mail():
    mails = Conversation.objects.filter(messages__channel__kind="email").distinct()
    assert 0.3 < mails.count() / Conversation.objects.count() < 0.4
    assert mails.filter(status__in=OPEN).count() >= 20
    assert mails.filter(messages__channel__kind="chat").distinct().count() >= 15


def test_it_gives_every_mail_its_envelope_and_nothing_else_one():
    mails = Message.objects.filter(channel__kind="email")
    assert mails.count() == Envelope.objects.count() == mails.exclude(subject="").count()
    ours = Envelope.objects.filter(message__direction="out")
    assert not ours.filter(Q(token=None) | Q(signature="") & Q(message__is_automatic=False)).exists()
    assert not Envelope.objects.filter(message__direction="in").exclude(token=None).exists()


def test_its_mails_answer_each_other():
    for envelope in Envelope.objects.exclude(references=[]).select_related("message")[:80]:
        before = Envelope.objects.get(header_id=envelope.references[0])
        assert before.message.conversation_id == envelope.message.conversation_id
        assert before.message.seq < envelope.message.seq


def test_it_writes_to_nobody_who_could_exist():
    told = [pair[1] for to in Envelope.objects.values_list("to", flat=True) for pair in to]
    told += Envelope.objects.values_list("from_address", flat=True)
    reserved = re.compile(r"@([\w-]+\.)*(example|example\.(com|net|org|jp|co\.jp|ne\.jp))$")
    assert [one for one in told if not reserved.search(one)] == []


def test_it_attests_who_wrote_by_mail():
    said = {"direction": "in", "is_automatic": False, "unverified_sender": False}
    wrote = Identity.objects.filter(
        kind="email", assurance=0, **{f"messages__{name}": is_so for name, is_so in said.items()}
    )
    assert wrote.distinct().count() <= 2


def test_what_was_filled_into_the_form_came_by_the_form_and_is_only_claimed():
    filled_in = Message.objects.filter(channel__public_id="minato-contact")
    assert filled_in.count() >= 8
    assert not filled_in.filter(unverified_sender=False).exists()
    assert Fact.objects.filter(message__in=filled_in.values("pk"), key="order_number", channel_kind="form").exists()


def test_it_keeps_what_machines_wrote_out_of_the_queue():
    natures = Envelope.objects.exclude(nature="person")
    assert Counter(natures.values_list("nature", flat=True)) == {"auto_reply": 2, "bounce": 2}
    assert not natures.filter(message__is_automatic=False).exists()
    assert Message.objects.filter(delivery="bounced").count() == 2
    assert Identity.objects.exclude(undeliverable_at=None).count() == 2


def test_its_formatted_mails_are_clean():
    pages = list(Envelope.objects.exclude(html="").values_list("html", flat=True))
    assert len(pages) > 40
    assert all(clean(page) == page for page in pages)
