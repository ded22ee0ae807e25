import time
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from agents import second_factor
from agents.models import Agent, AuditEntry
from tests.agents.conftest import Post, sign_in, with_password
from tests.cast import PASSWORD, Desk


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def signed_in(desk: Desk) -> Client:
    client = Client()
    sign_in(with_password(desk.aya).email, client=client)
    return client


@pytest.fixture(autouse=True)
def same_code() -> Iterator[None]:
    """A code changes every 30 s; not in the middle of a test."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def switch_on(client: Client) -> str:
    """The secret, after the password was asked for once more."""
    door = client.get(reverse("mfa_activate_totp"))
    assert door.url.startswith(reverse("account_reauthenticate"))
    client.post(door.url, {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302
    return str(secret)


def test_a_second_factor_needs_the_password_again_and_is_kept_encrypted(desk: Desk, post: Post) -> None:
    secret = switch_on(signed_in(desk))
    row = Authenticator.objects.get(type="totp")
    assert secret not in str(row.data)
    assert row.data["secret"].startswith("v1:")
    assert ("second_factor.on", desk.aya.pk) in post.asked
    assert AuditEntry.objects.filter(action="second_factor.on", actor=desk.aya).exists()


def test_it_ends_the_sessions_that_were_opened_without_it(desk: Desk, post: Post) -> None:
    elsewhere, here = signed_in(desk), signed_in(desk)
    before = Agent.objects.get(pk=desk.aya.pk).rights_version
    switch_on(here)
    assert elsewhere.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200
    assert Agent.objects.get(pk=desk.aya.pk).rights_version > before


def test_the_password_alone_no_longer_opens(desk: Desk, post: Post) -> None:
    secret = switch_on(signed_in(desk))
    client = Client()
    assert sign_in(desk.aya.email, client=client).url == reverse("mfa_authenticate")
    assert client.get("/me/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert client.get("/me/").status_code == 200


def test_a_recovery_code_opens_once(desk: Desk, post: Post) -> None:
    switch_on(signed_in(desk))
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for opened in (True, False):
        client = Client()
        sign_in(desk.aya.email, client=client)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert (client.get("/me/").status_code == 200) is opened


def test_codes_cannot_be_guessed_at_will(desk: Desk, post: Post) -> None:
    secret = switch_on(signed_in(desk))
    client = Client()
    sign_in(desk.aya.email, client=client)
    for number in range(12):
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get("/me/").status_code == 302


def test_a_new_password_by_mail_is_no_way_around_it(desk: Desk, post: Post) -> None:
    switch_on(signed_in(desk))
    client = Client()
    client.post(reverse("account_reset_password"), {"email": desk.aya.email})
    link = post.link()
    page = client.get(link[link.index("/accounts/") :])
    client.post(page.url, {"password1": "lighthouse over the bay", "password2": "lighthouse over the bay"})
    assert sign_in(desk.aya.email, "lighthouse over the bay", client).url == reverse("mfa_authenticate")


def test_its_secrets_follow_the_rotation_of_keys(desk: Desk, post: Post, settings: pytest.FixtureRequest) -> None:
    secret = switch_on(signed_in(desk))
    settings.CREDENTIAL_KEYS = ["a-brand-new-key-for-this-test-0123456789", *settings.CREDENTIAL_KEYS]
    assert second_factor.rotate() == 2
    assert second_factor.rotate() == 0
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS[:1]
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(secret))
