"""The played visitor of a web form: its own fields, through its public door, as practice that nobody has to answer."""

from conversations.models import Channel, Conversation, Message
from conversations.routes import routes_to
from customers.models import Customer, Fact
from simulator import acting, faults
from simulator.models import SimulatorCall
from simulator.people import PEOPLE
from tests.channels_ingest.visitor import work
from tests.simulator.practice import Practice
from tests.simulator.test_page import PAGE, admin


def statuses(rows: list[SimulatorCall]) -> list[int]:
    return [row.status for row in rows]


def test_an_admin_fills_in_its_fields_and_sees_it_arrive(form: Practice):
    client, pk = admin(form), form.channel.pk
    assert 'name="own_0" value="VX-200"' in client.get(f"{PAGE}?channel={pk}").content.decode()
    told = {"who": "hanako", "act": "text", "text": "充電できません", "own_0": "VX-310", "order_number": "#A-10293"}
    page = client.post(f"{PAGE}{pk}/words/", told)
    work()
    message = Message.objects.get()
    assert "VX-310" in message.text
    assert "#A-10293" in message.text
    assert f"/conversations/{message.conversation_id}/" in client.get(page.headers["Location"]).content.decode()


def test_it_is_practice_and_nobody_is_written_to(form: Practice):
    Channel.objects.create(kind="email", name="窓口", team=form.desk.support)
    assert statuses(form.says()) == [303]
    work()
    assert Conversation.objects.get().is_simulated
    customer = Customer.objects.get()
    assert (customer.is_simulated, routes_to(customer)) == (True, [])
    assert (Fact.objects.get(key="product").value, Message.objects.filter(direction="out").count()) == ("VX-200", 0)


def test_the_same_twice_is_one_matter(form: Practice):
    faults.plan(form.channel, faults.DOUBLED, 1)
    assert statuses(form.says()) == [303, 303]
    work()
    assert Message.objects.count() == 1


def test_a_photo_comes_along_and_too_large_a_file_does_not(form: Practice):
    assert statuses(form.says("写真です", "photo")) == [303]
    assert statuses(form.says("動画です", "large")) == [422]
    work()
    assert Message.objects.get().attachments.get().content_type == "image/jpeg"


def test_a_missing_field_and_a_foreign_page_take_nothing_in(form: Practice):
    (row,) = form.says("", "missing")
    assert (row.status, "入力してください" in row.answer) == (422, True)
    faults.plan(form.channel, faults.UNSIGNED, 1)
    assert statuses(acting.act(form.channel, PEOPLE[1], "text", "よそから")) == [422]
    assert Message.objects.count() == 0
    assert statuses(acting.act(form.channel, PEOPLE[1], "text", "よそから")) == [303]
