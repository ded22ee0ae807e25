"""Whom a survey asks, on which channel, and what becomes of the others."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_ingest.chat import thread
from conversations import choosing, code_letters, merging, private_links, spam, statuses
from conversations.models import Channel, Conversation, Delivery, Message
from customers import consents
from customers.consents import Said
from kpis.models import Asked, SurveyAnswer, SurveyInvitation, Touched
from kpis.surveys import drawing, reminding, ways
from tests.cast import Desk
from tests.kpis import asked as story
from tests.kpis.asked import LATER, asks, by_mail, mailbox, solved, survey


def test_a_resolved_matter_is_asked_about_once_and_not_before_its_time(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, desk.writes())
    assert asks(timedelta(minutes=59)) == 0
    assert [asks(), asks()] == [1, 0]
    row = story.asked(matter)
    assert (row.state, row.channel, row.team, row.agent) == ("sent", desk.chat, desk.support, desk.aya)
    # The figures hear of it by its entry; a mark of our own would wait for who derives them.
    assert matter.entries.filter(kind="sent_automatically", message=row.message).exists()
    assert not Touched.objects.exists()


def test_in_the_chat_each_mark_is_a_button_that_leads_to_the_page(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, desk.writes())
    asks()
    message = story.asked(matter).message
    offered = choosing.offered(message)
    assert [one.label for one in offered] == ["1 とても不満", "2 不満", "3 ふつう", "4 満足", "5 とても満足"]
    assert offered[3].url.endswith("/?score=4")
    assert not any(one.says for one in offered)
    assert message.is_automatic
    assert matter.status == "resolved"


def test_a_letter_has_a_link_for_each_mark_and_one_to_stop(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, by_mail(desk, mailbox(desk)))
    asks()
    text = story.asked(matter).message.text
    assert [f"?score={mark}" in text for mark in range(7)] == [False, True, True, True, True, True, False]
    assert "?stop" in text
    # Its subject is the matter's, so that our next answer goes on from there.
    assert story.asked(matter).message.subject == "Re: 届きません"
    assert Message.objects.filter(conversation=matter, is_automatic=True).count() == 1


def test_english_customers_are_asked_in_english(desk: Desk) -> None:
    survey(desk, kind="ces")
    said = desk.writes()
    said.customer.__class__.objects.filter(pk=said.customer_id).update(language="en")
    matter = solved(desk, said)
    asks()
    assert "It was easy to get my problem solved" in story.asked(matter).message.text


def test_nobody_is_asked_about_what_no_person_answered_or_what_was_no_work(desk: Desk) -> None:
    survey(desk)
    quiet = desk.writes()
    statuses.set_status(quiet.conversation, "resolved", desk.aya)
    other = solved(desk, desk.writes(sender=desk.sender("kenichi", "森", "健一")))
    spam.mark(other, desk.aya)
    assert asks() == 0
    assert not SurveyInvitation.objects.exists()


def test_what_was_resolved_before_it_was_switched_on_is_let_be(desk: Desk) -> None:
    matter = solved(desk, desk.writes())
    survey(desk)
    assert asks() == 0
    assert not matter.surveyed.exists()


def test_a_person_is_asked_once_in_the_quarantine_over_all_channels_and_surveys(desk: Desk) -> None:
    survey(desk)
    solved(desk, desk.writes())
    asks()
    mail = by_mail(desk, mailbox(desk))
    merging.merge(mail.customer, desk.hanako, desk.aya)
    survey(desk, kind="nps")
    second = solved(desk, mail)
    assert asks() == 0
    assert {row.state for row in SurveyInvitation.objects.filter(conversation=second)} == {Asked.RESTING}
    assert asks(timedelta(days=31)) == 0  # Too long ago by then.


def test_after_the_quarantine_they_are_asked_again(desk: Desk) -> None:
    survey(desk)
    solved(desk, desk.writes())
    asks()
    SurveyInvitation.objects.update(sent_at=timezone.now() - timedelta(days=31))
    desk.client(desk.noguchi).post("/settings/surveys/", {"quarantine_days": 30})
    third = solved(desk, desk.writes("もう一件"))
    SurveyInvitation.objects.filter(conversation=third).delete()
    assert asks() == 1


def test_the_sample_is_drawn_by_a_lot_that_nobody_draws_again(desk: Desk) -> None:
    row = survey(desk, share=30)
    drawn = [number for number in range(1, 2001) if drawing.is_drawn(number, row)]
    assert 520 < len(drawn) < 680
    assert drawn == [number for number in range(1, 2001) if drawing.is_drawn(number, row)]
    row.share = 100
    assert all(drawing.is_drawn(number, row) for number in range(1, 100))


def test_who_is_not_in_the_sample_leaves_a_row_and_gets_nothing(desk: Desk) -> None:
    row = survey(desk, share=1)
    matters = [solved(desk, desk.writes(sender=desk.sender(f"v{n}", "森", "健一"))) for n in range(3)]
    out = [matter for matter in matters if not drawing.is_drawn(matter.pk, row)]
    asks()
    assert out
    assert {story.asked(matter).state for matter in out} == {Asked.LEFT_OUT}


def test_where_nothing_can_be_sent_the_reason_is_kept(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, desk.writes())
    Channel.objects.filter(pk=desk.chat.pk).update(paused_at=timezone.now())
    assert asks() == 0
    assert (story.asked(matter).state, story.asked(matter).reason) == (Asked.UNREACHABLE, "Channel paused")


def test_a_used_up_quota_is_not_spent_on_surveys(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, desk.writes())
    Channel.objects.filter(pk=desk.chat.pk).update(quota_left=0)
    assert asks() == 0
    assert story.asked(matter).reason == "The provider's quota is used up"


def test_who_stopped_surveys_at_one_address_is_asked_at_none(desk: Desk) -> None:
    survey(desk)
    said = by_mail(desk, mailbox(desk))
    consents.say(said.identity, "survey", "stopped", Said("agent", "電話で"))
    matter = solved(desk, said)
    assert asks() == 0
    assert story.asked(matter).state == Asked.STOPPED


def test_only_its_teams_and_channels_are_asked(desk: Desk) -> None:
    box = mailbox(desk)
    survey(desk, channels=[box.pk], teams=[desk.support.pk])
    chat, mail = solved(desk, desk.writes()), solved(desk, by_mail(desk, box))
    assert asks() == 1
    assert mail.surveyed.count() == 1
    assert chat.surveyed.count() == 0


def test_one_reminder_goes_by_mail_with_the_same_links(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, by_mail(desk, mailbox(desk)))
    asks()
    first = story.asked(matter).message
    Message.objects.filter(pk=first.pk).update(delivery=Delivery.SENT)
    at = timezone.now() + LATER + timedelta(hours=49)
    assert [reminding.scan(at - timedelta(hours=2)), reminding.scan(at), reminding.scan(at)] == [0, 1, 0]
    again = matter.messages.order_by("-id")[0]
    assert again.pk != first.pk
    assert story.link(matter) in private_links.text(again)


def test_nobody_is_reminded_in_the_chat_after_an_answer_or_after_a_bounce(desk: Desk) -> None:
    survey(desk)
    chat, mail = solved(desk, desk.writes()), solved(desk, by_mail(desk, mailbox(desk)))
    asks()
    at = timezone.now() + LATER + timedelta(hours=49)
    Message.objects.filter(pk=story.asked(mail).message_id).update(delivery=Delivery.BOUNCED)
    assert reminding.scan(at) == 0
    Message.objects.filter(pk=story.asked(mail).message_id).update(delivery=Delivery.SENT)
    story.answer(story.link(mail), score=5)
    assert reminding.scan(at) == 0
    assert SurveyAnswer.objects.count() == 1
    assert chat.surveyed.count() == 1


def test_a_matter_that_was_opened_again_is_not_asked_about(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, desk.writes())
    desk.writes("やはり充電できません")
    assert asks() == 0
    assert not matter.surveyed.exists()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Matters that no way can be found for, for a reason of ours."""
    found, real = set(), ways.way_to

    def way_to(matter: Conversation) -> ways.Way | None:
        if matter.pk in found:
            raise ValueError("something of ours broke")
        return real(matter)

    monkeypatch.setattr(ways, "way_to", way_to)
    return found


def test_a_matter_that_fails_keeps_nobody_else_waiting(desk: Desk, failing: set[int]) -> None:
    survey(desk)
    broken = solved(desk, desk.writes())
    whole = solved(desk, desk.writes(sender=desk.sender("kenichi", "森", "健一")))
    failing.add(broken.pk)
    assert [asks(), asks()] == [1, 0]
    row = story.asked(broken)
    assert (row.state, row.reason) == (Asked.UNREACHABLE, "Something went wrong on our side.")
    assert story.asked(whole).state == Asked.SENT


def test_who_cannot_be_reminded_holds_no_place_before_the_others(desk: Desk, failing: set[int]) -> None:
    row, box = survey(desk), mailbox(desk)
    chat, mail = solved(desk, desk.writes()), solved(desk, by_mail(desk, box))
    asks()
    at = timezone.now() + LATER + timedelta(hours=49)
    assert [one.conversation for one in reminding.due(row, at)] == [mail]
    failing.add(mail.pk)
    assert reminding.scan(at) == 0
    assert not reminding.due(row, at).exists()
    assert story.asked(mail).reason == "Something went wrong on our side."
    SurveyInvitation.objects.update(reminded_at=None)
    failing.clear()
    consents.say(story.asked(mail).identity, "survey", "stopped", Said("agent", "電話で"))
    assert reminding.scan(at) == 0
    assert story.asked(mail).reason == "Wants no surveys"
    assert chat.surveyed.get().reminded_at is None


def test_the_link_lies_in_no_row_and_on_no_page_of_ours(desk: Desk) -> None:
    survey(desk)
    matters = solved(desk, desk.writes()), solved(desk, by_mail(desk, mailbox(desk)))
    asks()
    for matter in matters:
        message, sent = story.asked(matter).message, story.link(matter)
        kept = message.text + "".join(one.url for one in choosing.offered(message))
        assert sent not in kept
        page = desk.client(desk.aya).get(reverse("conversation", args=[matter.pk])).content.decode()
        assert "(アンケートへのリンク)" in page
        assert "/s/" not in page
        # On its way out it is whole: in the visitor's window, and in the words of a letter.
        assert sent in json.dumps(thread.choices_json(message)) + code_letters.words_of(message)
        # What is kept in its place opens nothing; what was sent does.
        seal = re.search(r"/s/~\w+/", kept)
        assert [Client().get(path).status_code for path in (seal[0], sent)] == [404, 200]


def test_a_link_that_a_customer_quotes_is_not_shown_and_goes_no_further(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, by_mail(desk, mailbox(desk)))
    asks()
    quoted = f"> 4 満足\n> http://localhost:8000{story.link(matter)}?score=4\nhttps://minato.example/s/abc/"
    assert private_links.hidden(quoted).count("http") == 1
    assert story.link(matter) not in private_links.hidden(quoted)


def test_a_seal_that_somebody_types_stays_one(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, desk.writes())
    asks()
    url = choosing.offered(story.asked(matter).message)[0].url
    assert private_links.text(Message(direction="out", text=url)) == url
