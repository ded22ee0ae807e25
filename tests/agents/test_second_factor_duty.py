"""Where the company requires a second step, whoever has none sets it up and can do nothing else before."""

import time
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from agents import rights
from agents.models import Agent, AuditEntry, Company
from tests.agents.conftest import Post, sign_in, with_password
from tests.cast import PASSWORD, Desk

ENROLMENT = "/accounts/2fa/totp/activate/"
SAID = {"name": "みなと家電", "language": "ja", "time_zone": "Asia/Tokyo"}


@pytest.fixture(autouse=True)
def same_code() -> Iterator[None]:
    """A code changes every 30 s; not in the middle of a test."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def require(desk: Desk, of: str, by: Client | None = None) -> None:
    client = by or desk.client(desk.noguchi)
    assert client.post(reverse("company"), SAID | {"second_factor_for": of}).status_code == 302


def signed_in(agent: Agent) -> Client:
    client = Client()
    sign_in(with_password(agent).email, client=client)
    return client


def enrol(client: Client) -> None:
    secret = client.get(ENROLMENT).context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(ENROLMENT, {"code": code}).status_code == 302


def test_it_is_required_of_nobody_at_first(desk: Desk) -> None:
    for agent in (desk.aya, desk.fujita, desk.noguchi):
        assert signed_in(agent).get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("of", "led"),
    [("admins", {"noguchi"}), ("supervisors", {"noguchi", "fujita"}), ("everybody", {"noguchi", "fujita", "aya"})],
)
def test_whom_it_is_required_of_is_led_to_the_enrolment(desk: Desk, of: str, led: set[str]) -> None:
    require(desk, of)
    for name in ("noguchi", "fujita", "aya"):
        answer = signed_in(getattr(desk, name)).get("/me/")
        assert answer.status_code == (302 if name in led else 200)
        assert answer.headers.get("Location", ENROLMENT) == ENROLMENT


def test_nothing_else_opens_before_it_is_set_up(desk: Desk) -> None:
    require(desk, "admins")
    client = signed_in(desk.noguchi)
    for path in ("/inbox/", "/settings/people/", "/accounts/2fa/", "/accounts/password/change/", "/customers/"):
        assert client.get(path).headers["Location"] == ENROLMENT
    assert client.post(reverse("company"), SAID | {"second_factor_for": ""}).headers["Location"] == ENROLMENT
    assert Company.objects.get().second_factor_for == "admins"
    assert client.get("/inbox/counts/", headers={"HX-Request": "true"}).status_code == 403
    assert client.get("/inbox/counts/", headers={"Sec-Fetch-Mode": "cors"}).status_code == 403


def test_the_page_where_it_is_set_up_says_why_and_lets_one_leave(desk: Desk) -> None:
    require(desk, "admins")
    client = signed_in(desk.noguchi)
    page = client.get(ENROLMENT).content.decode()
    assert "この会社では" in page
    assert "/inbox/" not in page
    assert client.post(reverse("account_logout")).status_code == 302


def test_with_it_everything_opens(desk: Desk, post: Post) -> None:
    require(desk, "admins")
    client = signed_in(desk.noguchi)
    enrol(client)
    assert client.get("/me/").status_code == 200
    assert client.get("/settings/people/").status_code == 200
    assert sign_in(desk.noguchi.email).headers["Location"] == reverse("mfa_authenticate")


def test_it_holds_for_who_is_signed_in_already_and_for_their_sockets(desk: Desk) -> None:
    fujita, noguchi = signed_in(desk.fujita), signed_in(desk.noguchi)
    assert fujita.get("/me/").status_code == 200
    assert rights.holder(fujita.session.session_key or "") == desk.fujita
    before = Agent.objects.get(pk=desk.fujita.pk).rights_version
    require(desk, "supervisors", by=noguchi)
    assert fujita.get("/me/").headers["Location"] == ENROLMENT
    assert rights.holder(fujita.session.session_key or "") is None
    assert Agent.objects.get(pk=desk.fujita.pk).rights_version > before


def test_a_promotion_brings_it_along(desk: Desk) -> None:
    require(desk, "supervisors")
    client = signed_in(desk.aya)
    assert client.get("/me/").status_code == 200
    admin = signed_in(desk.noguchi)
    enrol(admin)
    admin.post(reverse("person", args=[desk.aya.pk]), {"role": "supervisor", "teams": [desk.support.pk]})
    assert client.get("/me/").headers["Location"] == ENROLMENT


def test_it_cannot_be_switched_off_where_it_is_required(desk: Desk, post: Post) -> None:
    require(desk, "admins")
    client = signed_in(desk.noguchi)
    enrol(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "オフにできません" in page.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_who_required_it_stands_in_the_audit_record(desk: Desk) -> None:
    require(desk, "admins")
    line = AuditEntry.objects.get(action="company.second_factor")
    assert (line.actor, line.data) == (desk.noguchi, {"before": "", "after": "admins"})


def test_somebody_who_owes_nothing_is_asked_about_once(desk: Desk, django_assert_num_queries) -> None:
    client = signed_in(desk.noguchi)
    client.get("/me/")
    with django_assert_num_queries(0):
        from agents import second_factor_duty

        assert not second_factor_duty.owes(Agent(pk=desk.noguchi.pk, rights_version=desk.noguchi.rights_version))


def test_an_admin_takes_away_the_second_step_of_a_lost_phone(desk: Desk) -> None:
    require(desk, "everybody")
    aya = signed_in(desk.aya)
    enrol(aya)
    enrol(admin := signed_in(desk.noguchi))
    page = admin.get(reverse("person", args=[desk.aya.pk])).content.decode()
    assert "2段階認証を解除" in page
    admin.post(reverse("person-second-step", args=[desk.aya.pk]))
    assert not Authenticator.objects.filter(user=desk.aya).exists()
    assert "/accounts/login/" in aya.get("/me/").headers["Location"]
    assert AuditEntry.objects.filter(action="person.second_factor").exists()
    assert signed_in(desk.aya).get("/me/").headers["Location"] == ENROLMENT
