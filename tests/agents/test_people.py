import threading

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from agents import people
from agents.models import Agent, AuditEntry, PresenceChange
from tests.agents.conftest import sign_in, with_password
from tests.cast import Desk, person


def test_the_list_shows_everybody_with_role_team_and_presence(desk: Desk) -> None:
    page = desk.client(desk.noguchi).get(reverse("people")).content.decode()
    for word in ("高橋 彩", "emily@minato-kaden.example", "監督者", "English desk", "5 人"):
        assert word in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "高橋"}, {"aya"}),
        ({"q": "EMILY@"}, {"emily"}),
        ({"role": "supervisor"}, {"fujita"}),
        ({"state": "left"}, set()),
        ({"state": "offline", "q": "tamura"}, {"tamura"}),
        ({"state": "here"}, set()),
        ({"role": "nonsense"}, set()),
    ],
)
def test_it_finds_by_name_role_and_state(desk: Desk, asked: dict[str, str], found: set[str]) -> None:
    shown = desk.client(desk.noguchi).get(reverse("people"), asked).context["people"]
    assert {agent.email.split("@")[0] for agent in shown} == found


def test_it_finds_by_team(desk: Desk) -> None:
    shown = desk.client(desk.noguchi).get(reverse("people"), {"team": desk.english.pk}).context["people"]
    assert shown == [desk.emily]


def test_the_list_costs_the_same_for_more_people(desk: Desk, django_assert_max_num_queries) -> None:
    client = desk.client(desk.noguchi)
    client.get(reverse("people"))
    for number in range(20):
        person(f"extra{number}", "追加", str(number), [desk.support])
    with django_assert_max_num_queries(16):
        client.get(reverse("people"))


def test_a_role_takes_effect_on_the_next_request(desk: Desk) -> None:
    fujita = desk.client(desk.fujita)
    assert fujita.get(reverse("people")).status_code == 404
    said = {"role": "admin", "teams": [desk.support.pk]}
    desk.client(desk.noguchi).post(reverse("person", args=[desk.fujita.pk]), said)
    assert fujita.get(reverse("people")).status_code == 200
    line = AuditEntry.objects.get(action="person.role")
    assert (line.actor, line.thing_id, line.data) == (
        desk.noguchi,
        str(desk.fujita.pk),
        {"before": "supervisor", "after": "admin"},
    )


def test_every_change_of_rights_raises_their_version(desk: Desk) -> None:
    versions = [Agent.objects.get(pk=desk.aya.pk).rights_version]
    for deed in (
        lambda: people.set_role(desk.aya, "supervisor", desk.noguchi),
        lambda: people.set_teams(desk.aya, [desk.english], desk.noguchi),
        lambda: people.deactivate(desk.aya, desk.noguchi),
        lambda: people.reactivate(desk.aya, desk.noguchi),
    ):
        deed()
        versions.append(Agent.objects.get(pk=desk.aya.pk).rights_version)
    assert versions == sorted(set(versions))


def test_doing_it_again_changes_and_records_nothing(desk: Desk) -> None:
    assert people.set_role(desk.aya, "agent", desk.noguchi) is False
    assert people.set_teams(desk.aya, [desk.support], desk.noguchi) is False
    assert people.reactivate(desk.aya, desk.noguchi) is False
    assert not AuditEntry.objects.exists()


def test_leaving_ends_every_session_and_keeps_the_name(desk: Desk) -> None:
    with_password(desk.aya)
    aya = Client()
    sign_in(desk.aya.email, client=aya)
    desk.client(desk.noguchi).post(reverse("person-deactivation", args=[desk.aya.pk]))
    assert aya.get("/me/").status_code == 302
    assert not Session.objects.filter(pk=aya.session.session_key).exists()
    assert sign_in(desk.aya.email).status_code == 200
    agent = Agent.objects.get(pk=desk.aya.pk)
    assert (agent.full_name, agent.presence) == ("高橋 彩", "offline")


def test_coming_back_brings_role_and_teams(desk: Desk) -> None:
    with_password(desk.aya)
    people.deactivate(desk.aya, desk.noguchi)
    desk.client(desk.noguchi).post(reverse("person-reactivation", args=[desk.aya.pk]))
    assert sign_in(desk.aya.email).status_code == 302
    assert list(desk.aya.teams.all()) == [desk.support]


def test_the_last_admin_stays_and_the_reason_is_told(desk: Desk) -> None:
    client = desk.client(desk.noguchi)
    assert "最後の管理者です" in client.get(reverse("person", args=[desk.noguchi.pk])).content.decode()
    answer = client.post(reverse("person", args=[desk.noguchi.pk]), {"role": "agent"})
    assert "最後の管理者です" in answer.content.decode()
    client.post(reverse("person-deactivation", args=[desk.noguchi.pk]))
    assert Agent.objects.filter(pk=desk.noguchi.pk, role="admin", is_active=True).exists()


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_demote_each_other_leave_one() -> None:
    desk = Desk.open()
    people.set_role(desk.fujita, "admin", desk.noguchi)
    barrier, refused = threading.Barrier(2), []

    def demote(whom: Agent, by: Agent) -> None:
        barrier.wait()
        try:
            people.set_role(whom, "agent", by)
        except people.LastAdmin:
            refused.append(whom)
        connection.close()

    pairs = [(desk.fujita, desk.noguchi), (desk.noguchi, desk.fujita)]
    threads = [threading.Thread(target=demote, args=pair) for pair in pairs]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(refused) == 1
    assert Agent.objects.filter(role="admin", is_active=True).count() == 1


def test_presence_is_kept_with_every_change(desk: Desk) -> None:
    client = desk.client(desk.aya)
    for wanted in ("available", "available", "away"):
        assert client.post(reverse("presence"), {"presence": wanted}).status_code == 302
    assert client.post(reverse("presence"), {"presence": "asleep"}).status_code == 400
    assert list(PresenceChange.objects.order_by("pk").values_list("agent", "presence")) == [
        (desk.aya.pk, "available"),
        (desk.aya.pk, "away"),
    ]
