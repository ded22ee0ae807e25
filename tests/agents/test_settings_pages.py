from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from agents import calendars, teams
from agents.models import Agent, AuditEntry, Calendar, CalendarException, Company, Team
from agents.urls import urlpatterns
from tests.agents.conftest import sign_in, with_password
from tests.cast import Desk

PUBLIC = {"language", "invitation", "invitation-accept"}
OWN = {"presence", "profile", "sign-outs", "settings"}
ALL = {str(pattern.name): pattern for pattern in urlpatterns}


def address(name: str, pk: int) -> str:
    if "token" in str(ALL[name].pattern):
        return reverse(name, args=["x" * 43])
    return reverse(name, args=[pk] if "pk" in str(ALL[name].pattern) else [])


@pytest.mark.parametrize("name", sorted(set(ALL) - PUBLIC))
@pytest.mark.parametrize("verb", ["get", "post", "put", "delete"])
def test_a_stranger_meets_the_sign_in_page_at_every_door(desk: Desk, name: str, verb: str) -> None:
    answer = getattr(Client(), verb)(address(name, desk.support.pk))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", sorted(set(ALL) - PUBLIC - OWN))
@pytest.mark.parametrize("verb", ["get", "post"])
def test_who_is_no_admin_finds_no_admin_page(desk: Desk, name: str, verb: str) -> None:
    """405 comes before the fence and tells nothing: the same for everybody."""
    for agent in (desk.aya, desk.fujita):
        assert getattr(desk.client(agent), verb)(address(name, desk.support.pk)).status_code in (404, 405)
    assert not AuditEntry.objects.exists()


def test_settings_lead_the_admin_to_people_and_others_to_themselves(desk: Desk) -> None:
    assert desk.client(desk.noguchi).get(reverse("settings")).url == reverse("people")
    assert desk.client(desk.aya).get(reverse("settings")).url == reverse("profile")
    assert "メンバー" not in desk.client(desk.aya).get(reverse("profile")).content.decode()


@pytest.mark.parametrize(
    "name", ["people", "teams", "calendars", "company", "audit", "profile", "team-new", "calendar-new"]
)
def test_looking_changes_nothing_and_costs_little(desk: Desk, name: str, django_assert_max_num_queries) -> None:
    client = desk.client(desk.noguchi)
    client.get(reverse(name))
    with django_assert_max_num_queries(18) as asked:
        assert client.get(reverse(name)).status_code == 200
    assert not [
        query["sql"] for query in asked.captured_queries if not query["sql"].startswith(("SELECT", "SET", "DECLARE"))
    ]


def test_teams_stand_in_the_order_of_their_names_whatever_changed_last(desk: Desk) -> None:
    for name in ("3階", "1階", "2階"):
        Team.objects.create(name=name)
    Team.objects.filter(name="1階").update(language="en")
    assert [team.name for team in teams.listed()][:3] == ["1階", "2階", "3階"]


def test_a_team_gets_its_name_people_and_hours(desk: Desk) -> None:
    calendar = calendars.make_default("本店", "Asia/Tokyo")
    said = {
        "name": "修理受付",
        "language": "ja",
        "calendar": calendar.pk,
        "reopen_days": 5,
        "reference_days": 20,
        "members": [desk.aya.pk, desk.emily.pk],
    }
    assert desk.client(desk.noguchi).post(reverse("team-new"), said).url == reverse("teams")
    team = Team.objects.get(name="修理受付")
    assert (team.calendar, team.reopen_days, team.reference_days) == (calendar, 5, 20)
    assert set(team.members.all()) == {desk.aya, desk.emily}
    assert {line.action for line in AuditEntry.objects.all()} == {"team.made", "person.teams"}


def test_a_change_of_members_raises_the_rights_of_who_came_or_went_only(desk: Desk) -> None:
    before = dict(Agent.objects.values_list("pk", "rights_version"))
    said = {
        "name": desk.support.name,
        "language": "ja",
        "reopen_days": 7,
        "reference_days": 14,
        "members": [desk.tamura.pk, desk.fujita.pk, desk.noguchi.pk, desk.emily.pk],
    }
    desk.client(desk.noguchi).post(reverse("team-settings", args=[desk.support.pk]), said)
    after = dict(Agent.objects.values_list("pk", "rights_version"))
    assert {pk for pk in after if after[pk] != before[pk]} == {desk.aya.pk, desk.emily.pk}
    assert set(desk.emily.teams.all()) == {desk.english, desk.support}


@pytest.mark.parametrize("days", ["-1", "366", "soon", ""])
def test_a_team_refuses_days_out_of_reach(desk: Desk, days: str) -> None:
    said = {"name": "x", "language": "ja", "reopen_days": days, "reference_days": 14}
    assert desk.client(desk.noguchi).post(reverse("team-new"), said).status_code == 200
    assert not Team.objects.filter(name="x").exists()


WEEK = {"name": "夜間", "time_zone": "Asia/Tokyo", "japanese_holidays": "on"}


def test_a_calendar_keeps_its_week_with_a_break(desk: Desk) -> None:
    hours = {"opens_0_1": "09:00", "closes_0_1": "12:00", "opens_0_2": "13:00", "closes_0_2": "23:59"}
    desk.client(desk.noguchi).post(reverse("calendar-new"), WEEK | hours)
    calendar = Calendar.objects.get(name="夜間")
    assert list(calendar.hours.values_list("weekday", "opens", "closes")) == [
        (0, time(9), time(12)),
        (0, time(13), time(23, 59)),
    ]
    assert (calendar.japanese_holidays, calendar.year_end_holidays) == (True, False)
    page = desk.client(desk.noguchi).get(reverse("calendar", args=[calendar.pk]))
    assert len(page.context["preview"]) == 14
    assert 'value="23:59"' in page.content.decode()


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ({"opens_1_1": "09:00"}, "両方"),
        ({"opens_1_1": "18:00", "closes_1_1": "09:00"}, "終了は開始より後"),
        (
            {"opens_1_1": "09:00", "closes_1_1": "15:00", "opens_1_2": "14:00", "closes_1_2": "18:00"},
            "1 つ目の終了より後",
        ),
        ({"opens_1_1": "25:00", "closes_1_1": "26:00"}, "時間"),
    ],
)
def test_a_calendar_refuses_hours_that_cannot_be(desk: Desk, hours: dict[str, str], sentence: str) -> None:
    answer = desk.client(desk.noguchi).post(reverse("calendar-new"), WEEK | hours)
    assert sentence in answer.content.decode()
    assert not Calendar.objects.exists()


def test_an_exception_shows_in_the_preview_and_can_go(desk: Desk) -> None:
    calendar = calendars.make_default("本店", "Asia/Tokyo")
    client = desk.client(desk.noguchi)
    said = {"date": date.today().isoformat(), "name": "棚卸し", "opens": "", "closes": ""}  # noqa: DTZ011  any day near
    client.post(reverse("calendar-exceptions", args=[calendar.pk]), said)
    assert "棚卸し" in client.get(reverse("calendar", args=[calendar.pk])).content.decode()
    client.post(reverse("exception-removal", args=[CalendarException.objects.get().pk]))
    assert not CalendarException.objects.exists()


def test_a_calendar_in_use_stays(desk: Desk) -> None:
    calendar = calendars.make_default("本店", "Asia/Tokyo")
    Team.objects.update(calendar=calendar)
    client = desk.client(desk.noguchi)
    client.post(reverse("calendar-removal", args=[calendar.pk]))
    assert Calendar.objects.exists()
    Team.objects.update(calendar=None)
    client.post(reverse("calendar-removal", args=[calendar.pk]))
    assert not Calendar.objects.exists()


def test_the_company_can_be_renamed(desk: Desk) -> None:
    said = {"name": "みなと電機", "language": "en", "time_zone": "Asia/Seoul"}
    desk.client(desk.noguchi).post(reverse("company"), said)
    company = Company.objects.get()
    assert (company.name, company.language, company.time_zone) == ("みなと電機", "en", "Asia/Seoul")
    assert AuditEntry.objects.get().data == {"fields": ["language", "name", "time_zone"]}


def test_the_audit_record_is_paged_by_key_and_filtered(desk: Desk) -> None:
    AuditEntry.objects.bulk_create(AuditEntry(actor=desk.aya, action="sign_in") for _ in range(60))
    AuditEntry.objects.create(actor=desk.emily, action="company.changed")
    client = desk.client(desk.noguchi)
    first = client.get(reverse("audit"))
    assert (len(first.context["lines"]), bool(first.context["next"])) == (50, True)
    second = client.get(reverse("audit"), {"before": first.context["next"]})
    assert (len(second.context["lines"]), second.context["next"]) == (11, None)
    found = client.get(reverse("audit"), {"person": desk.emily.pk, "action": "company"}).context["lines"]
    assert [line.words for line in found] == ["会社の設定を変更"]
    assert client.get(reverse("audit"), {"person": "x", "action": "'", "before": "-1"}).status_code == 200


def test_the_profile_speaks_one_s_language_and_clock(desk: Desk) -> None:
    client = desk.client(desk.aya)
    assert '<html lang="ja"' in client.get("/me/").content.decode()
    said = {
        "family_name": "高橋",
        "given_name": "彩",
        "language": "en",
        "time_zone": "Europe/Paris",
        "theme": "dark",
        "density": "compact",
    }
    assert client.post("/me/", said).status_code == 302
    page = client.get("/me/").content.decode()
    for word in (
        '<html lang="en"',
        'data-theme="dark"',
        'data-density="compact"',
        'data-zone="Europe/Paris"',
        'data-shortcuts="off"',
    ):
        assert word in page


def test_a_profile_cannot_raise_its_owner(desk: Desk) -> None:
    said = {
        "family_name": "高橋",
        "language": "ja",
        "time_zone": "Asia/Tokyo",
        "theme": "light",
        "density": "standard",
        "role": "admin",
        "is_active": "on",
        "email": "boss@minato-kaden.example",
        "rights_version": "0",
        "is_demo": "on",
    }
    desk.client(desk.aya).post("/me/", said)
    agent = Agent.objects.get(pk=desk.aya.pk)
    assert (agent.role, agent.email, agent.is_demo, agent.theme) == ("agent", desk.aya.email, False, "light")


@pytest.mark.parametrize(("which", "others", "here"), [("others", 302, 200), ("all", 302, 302)])
def test_one_signs_out_elsewhere_or_everywhere(desk: Desk, which: str, others: int, here: int) -> None:
    with_password(desk.aya)
    phone, laptop = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari"), Client()
    for client in (phone, laptop):
        sign_in(desk.aya.email, client=client)
    listed = laptop.get("/me/").context["sessions"]
    assert {(session.device, session.is_this) for session in listed} == {("Safari · iPhone", False), ("–", True)}
    laptop.post(reverse("sign-outs"), {"session": which})
    assert (phone.get("/me/").status_code, laptop.get("/me/").status_code) == (others, here)


def test_nobody_signs_out_somebody_else(desk: Desk) -> None:
    with_password(desk.tamura)
    tamura = Client()
    sign_in(desk.tamura.email, client=tamura)
    foreign = tamura.get("/me/").context["sessions"][0].pk
    desk.client(desk.aya).post(reverse("sign-outs"), {"session": foreign})
    assert tamura.get("/me/").status_code == 200
    assert desk.client(desk.aya).post(reverse("sign-outs"), {"session": "x"}).status_code == 404


def test_the_language_of_the_sign_in_page_is_kept_for_the_person(desk: Desk) -> None:
    with_password(desk.aya)
    client = Client()
    client.post(reverse("language"), {"language": "en", "next": reverse("account_login")})
    assert "Use the address you were invited with." in client.get(reverse("account_login")).content.decode()
    sign_in(desk.aya.email, client=client)
    assert Agent.objects.get(pk=desk.aya.pk).language == "en"


def test_an_old_cookie_changes_nobody_s_language(desk: Desk) -> None:
    with_password(desk.aya)
    client = Client()
    client.cookies["django_language"] = "en"
    sign_in(desk.aya.email, client=client)
    assert Agent.objects.get(pk=desk.aya.pk).language == "ja"


@pytest.mark.parametrize("said", [{"language": "fr"}, {}, {"language": "ja\r\nSet-Cookie: x=1"}])
def test_an_unknown_language_is_refused(client: Client, db: None, said: dict[str, str]) -> None:
    assert client.post(reverse("language"), said).status_code == 400


def test_choosing_a_language_leads_nowhere_else(client: Client, desk: Desk) -> None:
    assert client.post(reverse("language"), {"language": "en", "next": "//evil.example"}).url == "/"


def test_a_team_signs_its_mails_in_both_languages(desk: Desk) -> None:
    client, said = (
        desk.client(desk.noguchi),
        {"name": "修理受付", "language": "ja", "reopen_days": 7, "reference_days": 14},
    )
    client.post(
        reverse("team-new"), said | {"signature_ja": "みなと家電\r\n修理受付", "signature_en": "Minato repairs"}
    )
    team = Team.objects.get(name="修理受付")
    assert team.signatures == {"ja": "みなと家電\n修理受付", "en": "Minato repairs"}
    page = reverse("team-settings", args=[team.pk])
    assert "Minato repairs" in client.get(page).content.decode()
    assert 'aria-invalid="true"' in client.post(page, said | {"signature_ja": "長" * 501}).content.decode()
    client.post(page, said | {"signature_ja": "みなと家電\r\n修理受付"})
    team.refresh_from_db()
    assert team.signatures == {"ja": "みなと家電\n修理受付", "en": ""}
    assert AuditEntry.objects.filter(action="team.changed").get().data["fields"] == ["signature_en"]
