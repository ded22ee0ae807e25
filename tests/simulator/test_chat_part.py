"""The played visitor of a web chat: writes through its public door, sees the answer arrive, taps what is offered."""

from channels_ingest import sending
from channels_ingest.chat import sessions
from channels_ingest.models import VisitorSession
from conversations import outbox
from conversations.choosing import Choice
from conversations.models import Message, MessageChoices
from conversations.real_work import of_real_work
from customers.models import Customer
from simulator import acting, faults
from simulator.models import SimulatorCall
from simulator.people import PEOPLE
from tests.channels_ingest.visitor import work
from tests.simulator.practice import Practice
from tests.simulator.test_form_part import statuses
from tests.simulator.test_page import PAGE, admin


def answer(chat: Practice, *choices: Choice) -> Message:
    said = Message.objects.filter(direction="in").latest("pk")
    way = {"channel": chat.channel, "identity": said.identity}
    message = outbox.automatic(said.conversation, text="交換しますか？", **way, choices=choices)
    sending.deliver(message.pk)
    return message


def test_an_admin_writes_as_a_visitor_sees_the_answer_and_taps(chat: Practice):
    client, pk = admin(chat), chat.channel.pk
    client.post(f"{PAGE}{pk}/words/", {"who": "hanako", "act": "text", "text": "充電できません"})
    work()
    answer(chat, Choice("はい", says="はい、お願いします"))
    page = client.get(f"{PAGE}{pk}/live/?who=hanako&seen=").content.decode()
    row = SimulatorCall.objects.get(direction="out")
    assert ("交換しますか？" in page, f'value="tap:{row.pk}:0:0"' in page) == (True, True)
    client.post(f"{PAGE}{pk}/words/", {"who": "hanako", "act": f"tap:{row.pk}:0:0"})
    work()
    assert (Message.objects.latest("pk").text, MessageChoices.objects.get().taken) == ("はい、お願いします", 0)
    page = client.get(f"{PAGE}?channel={pk}&who=hanako").content.decode()
    assert f"/conversations/{Message.objects.latest('pk').conversation_id}/" in page
    assert SimulatorCall.objects.filter(direction="out").count() == 1


def test_it_is_practice_under_the_name_of_whom_is_played(chat: Practice):
    assert statuses(chat.says()) == [202]
    work()
    matter = Message.objects.get().conversation
    assert (matter.is_simulated, Customer.objects.get().family_name) == (True, str(PEOPLE[0].name).split()[0])
    assert not of_real_work(type(matter).objects.all()).exists()


def test_a_photo_comes_along_and_two_visitors_are_two(chat: Practice):
    chat.says("写真です", "photo")
    acting.act(chat.channel, PEOPLE[1], "text", "別の者です")
    work()
    assert Message.objects.get(text="写真です").attachments.get().content_type == "image/jpeg"
    assert Customer.objects.count() == 2


def test_a_strangers_token_and_a_repeat_bring_nothing_more(chat: Practice):
    faults.plan(chat.channel, faults.UNSIGNED, 1)
    assert statuses(chat.says("よそから")) == [401]
    faults.plan(chat.channel, faults.DOUBLED, 1)
    assert statuses(chat.says()) == [202, 202]
    work()
    assert Message.objects.count() == 1


def test_who_has_ended_the_chat_begins_another(chat: Practice):
    chat.says("一度目")
    work()
    sessions.end(VisitorSession.objects.get(pk=chat.provider.known_as(chat.channel, PEOPLE[0])))
    assert statuses(chat.says("二度目")) == [202]
    work()
    assert Customer.objects.count() == 2


def test_the_record_holds_no_token(chat: Practice):
    chat.says()
    work()
    answer(chat)
    record = admin(chat).get(f"{PAGE}{chat.channel.pk}/record/").content.decode()
    assert "Visitor " not in record
    assert '"authorization": "•••"' in record
